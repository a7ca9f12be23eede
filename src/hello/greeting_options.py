"""The options of ``say_hello``: which languages, and as what.

Imported only where the command line has one.
"""

from __future__ import annotations

import argparse
import functools
import re
import sys

import hello
from hello.edge import GIVE_BACK_OR_ESCAPE, print_json
from hello.errors import WrongUseError, unknown
from hello.language import user_locale
from hello.messages import best_match, greet, languages, read_data, read_message

# Importing typing takes as long as starting Python: only type checkers may.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

    from _typeshed import SupportsWrite

EXAMPLES = """\
examples:
  say_hello
  say_hello Ada Lovelace --lang fr
  say_hello --all
  say_hello Ada --html ada.html
"""
STDOUT = "-"
PAGE_SUFFIXES = (".html", ".htm")
RIGHT_TO_LEFT = ("ar", "fa", "he")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are ours: one line, no usage."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongUseError."""
        raise WrongUseError(message, next_step="see 'say_hello --help'")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help. Unlike argparse, do not hide that it could not be written."""
        print(self.format_help(), end="", file=file)


def obey(words: list[str]) -> None:
    """Do what *words*, the arguments of ``say_hello``, ask for; raise WrongUseError."""
    options = parse(words)
    if options.version:
        print(f"say_hello {hello.__version__}")
        return
    language = find_language(options.lang) if options.lang else best_match(user_locale()) or "en"
    name = " ".join(options.name)
    chosen = languages() if options.all or options.list else (language,)
    if options.html is not None:
        write_page(options.html, as_page(chosen, language, as_text(name)))
    elif options.json:
        described = [describe(each, as_text(name)) for each in chosen]
        print_json(described if options.all or options.list else described[0])
    else:
        for each in chosen:
            own_name = read_message(each)["Language"]
            print(f"{each:6}{own_name}" if options.list else greet(name, each))


def parse(words: list[str]) -> argparse.Namespace:
    """Return the options and the name in *words*; raise WrongUseError."""
    parser = make_parser(wants_help=not {"-h", "--help"}.isdisjoint(words))
    # What follows "--" is a name. argparse loses it when names and options mix.
    end = words.index("--") if "--" in words else len(words)
    options, others = parser.parse_known_intermixed_args(words[:end])
    options.name += words[end + 1 :]
    if others:
        known = re.findall(r"--[a-z]+", parser.format_help())
        option = others[0].partition("=")[0]
        raise unknown("option", option, known, otherwise="see 'say_hello --help'")
    if options.html is not None:
        check_page_file(options)
    return options


def check_page_file(options: argparse.Namespace) -> None:
    """Raise WrongUseError where ``--html`` has nothing to write, or took a name for a file."""
    if options.list:
        raise WrongUseError("--list makes no page", next_step="use --all --html")
    if options.html != STDOUT and not options.html.endswith(PAGE_SUFFIXES):
        raise WrongUseError(
            "not a page's file name",
            options.html,
            next_step="FILE ends in .html; a NAME goes before --html",
        )


def make_parser(*, wants_help: bool) -> Parser:
    """Return the parser; only one that *wants_help* looks how wide the terminal is."""
    # Without a width, argparse asks shutil, which imports the compressors.
    width = None if wants_help else 80
    parser = Parser(
        prog="say_hello",
        description="Greet the world, or NAME, in your\nlanguage or in another.",
        epilog=EXAMPLES,
        allow_abbrev=False,
        formatter_class=functools.partial(argparse.RawDescriptionHelpFormatter, width=width),
    )
    parser.add_argument("name", nargs="*", metavar="NAME", help="whom to greet; words are joined")
    parser.add_argument("--lang", metavar="L", help="language, such as zh_TW; default: yours")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--list", action="store_true", help="list the languages")
    which.add_argument("--all", action="store_true", help="greet in all languages")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--html",
        nargs="?",
        const=STDOUT,
        metavar="FILE",
        help="make a page: in FILE, which ends in .html, or on stdout",
    )
    form.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument("--version", action="store_true", help="show the version")
    return parser


def find_language(text: str) -> str:
    """Return the language that *text* names, by its locale or in its own words.

    Raise WrongUseError where we have none such.
    """
    if found := best_match(text):
        return found
    own_names = {read_message(each)["Language"].casefold(): each for each in languages()}
    if found := own_names.get(text.casefold()):
        return found
    known = [*own_names.values(), *own_names]
    raise unknown("language", text, known, otherwise="'say_hello --list' shows them all")


def describe(language: str, name: str) -> dict[str, str]:
    """Return a greeting as data."""
    own_name = read_message(language)["Language"]
    return {"language": language, "own_name": own_name, "greeting": greet(name, language)}


def as_text(name: str) -> str:
    """Return *name* as text that UTF-8 can carry, whatever bytes it came from."""
    return name.encode("utf-8", GIVE_BACK_OR_ESCAPE).decode("utf-8", "replace")


def as_page(chosen: Iterable[str], language: str, name: str) -> str:
    """Return an HTML page in *language* that greets *name* in all the *chosen* languages."""
    from hello import page

    greetings = [
        f".. class:: language-{tag(each)}\n\n{greet(page.escaped(name), each)}"
        for each in chosen
        if each != language
    ]
    text = read_data("greeting.rst").format(
        title=page.heading(greet(page.escaped(name), language)),
        greetings="\n\n".join(greetings),
        version=hello.__version__,
    )
    # docutils knows languages, but not the direction of their writing.
    written_leftwards = rf' lang="(?:{"|".join(RIGHT_TO_LEFT)})"'
    return re.sub(written_leftwards, r'\g<0> dir="rtl"', page.render(text, tag(language)))


def tag(language: str) -> str:
    """Return the name of *language* as the web writes it (BCP 47)."""
    return language.replace("_", "-")


def write_page(file: str, text: str) -> None:
    """Write a page to *file* in UTF-8, as it says of itself, whatever the locale is."""
    from pathlib import Path  # a quarter of what importing docutils takes; other options go without

    if file != STDOUT:
        Path(file).write_text(text, encoding="utf-8")
        print(f"wrote {file}", file=sys.stderr)
    elif sys.stdout is not None:
        sys.stdout.buffer.write(text.encode("utf-8"))
