"""The edge: where a program meets its streams, and errors become one line and an exit code.

Exit codes: 0 fine, 1 found a fault, 2 wrong use, 130 interrupted (128 + SIGINT),
141 the reader of our output left (128 + SIGPIPE), as shells count them.

``say_hello`` passes through here, so this module imports next to nothing.
"""

from __future__ import annotations

import codecs
import os
import sys

from hello.errors import HelloError

# Importing typing takes as long as starting Python: only type checkers may.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TextIO

INTERRUPTED = 130
OUTPUT_CLOSED = 141
GIVE_BACK_OR_ESCAPE = "hello.give_back_or_escape"
"""The name under which ``give_back_or_escape`` is an error handler of codecs."""


def run(program: Callable[[], int | None], name: str) -> NoReturn:
    """Run *program* as the console command *name* and exit with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        escape_what_cannot_be_encoded(stream)
    hook = sys.unraisablehook
    sys.unraisablehook = lambda unraisable: hear_again(unraisable, hook)
    try:
        code = outcome(program, name)
    finally:
        sys.unraisablehook = hook
    for stream in (sys.stdout, sys.stderr):
        flush_or_discard(stream)
    sys.exit(code)


def hear_again(
    unraisable: sys.UnraisableHookArgs, otherwise: Callable[[sys.UnraisableHookArgs], object]
) -> None:
    """Have Ctrl-C come again that came where no exception gets out: it would be lost there.

    Such as in the callback of a weak reference, which ``threading`` has for each thread. Any
    other exception is for the hook *otherwise*.
    """
    if unraisable.exc_type is KeyboardInterrupt:
        import _thread  # only this should cost it

        from hello.interrupts import interrupt_main_thread

        # By another thread: here it would be lost once more.
        _thread.start_new_thread(interrupt_main_thread, ())
    else:
        otherwise(unraisable)


def outcome(program: Callable[[], int | None], name: str) -> int:
    """Run *program*; return its exit code, after saying what went wrong."""
    try:
        code = finish(program)
        # None: started without a stdout (``>&-``, pythonw.exe), where print() is silent too.
        if sys.stdout is not None:
            sys.stdout.flush()
    except HelloError as error:
        code = complain(name, str(error), error.exit_code)
    except KeyboardInterrupt:
        code = complain(name, "interrupted", INTERRUPTED)
    except BrokenPipeError:
        code = OUTPUT_CLOSED
    except OSError as error:
        code = complain(name, in_one_line(error), HelloError.exit_code)
    return code


def finish(program: Callable[[], int | None]) -> int:
    """Run *program*; return its exit code, also where it leaves by ``sys.exit(number)``."""
    try:
        return program() or 0
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        raise


def complain(name: str, text: str, code: int) -> int:
    """Print *text* as the one line that *name* has to say; return *code*."""
    from contextlib import suppress  # only a mistake should cost it

    # Where nobody can be told, the exit code still tells. (To print, None means stdout.)
    if sys.stderr is not None:
        with suppress(OSError):
            print(f"{name}: {text}", file=sys.stderr)
    return code


def in_one_line(error: OSError) -> str:
    """Return what the operating system refused, and for which file."""
    reason = error.strerror or str(error)
    return f"{reason}: {os.fspath(error.filename)!r}" if error.filename else reason


def print_json(value: object) -> None:
    """Write *value* to stdout as JSON, in readable characters where stdout can carry them."""
    import json

    if sys.stdout is None:  # closed by who started us
        return
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, default=str)
    print(text)


def escape_what_cannot_be_encoded(stream: TextIO | None) -> None:
    r"""Make *stream* write ``\u4f60`` where its encoding has no such character.

    Without this, a greeting in Chinese raises UnicodeEncodeError under
    ``PYTHONIOENCODING=ascii``. An error handler chosen by the user stays.
    """
    if getattr(stream, "errors", None) in {"strict", "surrogateescape"}:
        codecs.register_error(GIVE_BACK_OR_ESCAPE, give_back_or_escape)
        stream.reconfigure(errors=GIVE_BACK_OR_ESCAPE)  # type: ignore[union-attr]  # TextIOWrapper


def give_back_or_escape(error: UnicodeError) -> tuple[str | bytes, int]:
    r"""Encode one character that has no code, and return where to go on.

    Bytes of the command line that were no text (PEP 383) leave as they came;
    any other character becomes ``\u4f60``. So a name typed in UTF-8 is whole
    again even where the locale is C.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if "\udc80" <= character <= "\udcff":
        return character.encode("utf-8", "surrogateescape"), error.start + 1
    return character.encode("ascii", "backslashreplace").decode("ascii"), error.start + 1


def flush_or_discard(stream: TextIO | None) -> None:
    """Write out what is buffered; where that fails, drop it instead of failing again at exit.

    See the note on SIGPIPE in the Python library reference, module ``signal``.
    """
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
