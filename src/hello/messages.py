"""The greetings: a ``.msg`` file a language, data files of this package.

They are read by whatever loaded this module (PEP 302, ``get_data``): it costs
nothing, and it works from a zip file too. ``importlib.resources`` does as much
for any package, but importing it takes twice as long as starting Python; here
it is needed only to list the files.
"""

from __future__ import annotations

import os

from hello.language import widening

# Other names of languages, and regions that do not write as the rest of theirs does.
RELATED = {
    "in": "id",
    "iw": "he",
    "nn": "nb",
    "no": "nb",
    "zh_HK": "zh_TW",
    "zh_MO": "zh_TW",
    "zh_Hant": "zh_TW",
}


def greet(name: str | None = None, language: str = "en") -> str:
    """Return a greeting to *name*, or to the world, in *language*.

    *language* is a locale such as ``zh_TW``; the best match is taken: ``zh_HK``
    reads ``zh_TW.msg``, ``de_AT`` reads ``de.msg``, and where nothing fits,
    ``en.msg`` is read. A *name* of spaces is none.
    """
    message = read_message(best_match(language) or "en")
    addressee = (name or "").strip() or message["World"]
    return message["Greeting"].replace("{name}", addressee)


def best_match(locale_name: str) -> str | None:
    """Return the language that comes nearest to *locale_name*, or None."""
    for wider in widening(locale_name):
        language = RELATED.get(wider, wider)
        try:
            read_message(language)
        except OSError:
            continue
        return language
    return None


def read_message(language: str) -> dict[str, str]:
    """Return the fields of a ``.msg`` file; raise OSError where there is none.

    ``Language`` is the language's own name, ``Greeting`` has ``{name}`` in it,
    ``World`` is who is greeted without a name.
    """
    lines = read_data(f"{language}.msg").splitlines()
    return {key: value for key, _, value in (line.partition(": ") for line in lines)}


def read_data(file: str) -> str:
    """Return the text of a data file of this package; raise OSError where there is none."""
    path = os.path.join(os.path.dirname(__file__), file)  # noqa: PTH118, PTH120  # pathlib: 10 ms
    data: bytes = __spec__.loader.get_data(path)  # type: ignore[union-attr]  # all file loaders have it
    return data.decode("utf-8")


def languages() -> tuple[str, ...]:
    """Return the languages of all greetings, in the order of the alphabet."""
    from importlib.resources import files

    names = [file.name for file in files("hello").iterdir()]
    return tuple(sorted(name.removesuffix(".msg") for name in names if name.endswith(".msg")))
