"""Which language the user reads.

The standard library's ``locale`` says so too, but importing it costs more than
a whole greeting; it is needed on Windows only.
"""

from __future__ import annotations

import os
import sys

# Importing collections.abc is a sixth of starting Python: only type checkers may.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TEXT_LANGUAGES = ("en", "zh")
"""The languages in which lessons and claims are written."""

LENGTH_OF_SCRIPT = 4


def user_locale(environment: Mapping[str, str] = os.environ) -> str:
    """Return the user's locale without its encoding, such as ``zh_CN``, or ``en``.

    The order is that of POSIX for messages: LC_ALL,
    LC_MESSAGES, LANG (POSIX.1-2017, 8.2).
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            name = value.partition(".")[0].partition("@")[0]
            return "en" if name in {"C", "POSIX", ""} else name
    return windows_locale() if sys.platform == "win32" else "en"


def text_language(locale_name: str | None = None) -> str:
    """Return the language of *locale_name*, or of the user, if we write in it; else ``en``."""
    for name in widening(locale_name or user_locale()):
        if name in TEXT_LANGUAGES:
            return name
    return "en"


def widening(locale_name: str) -> Iterator[str]:
    """Yield *locale_name* and each wider one: ``zh_Hant_TW``, ``zh_Hant``, ``zh``.

    Takes ``zh-hant-tw`` and ``zh_TW.UTF-8`` as well. Yields nothing for what
    cannot be a locale, so that its parts are safe in a file name.
    """
    language, *rest = locale_name.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
    parts = [language.lower()]
    # The usual case, BCP 47, 2.1.1: a script Like This, a region LIKE THIS.
    parts += [part.title() if len(part) == LENGTH_OF_SCRIPT else part.upper() for part in rest]
    if not all(part.isascii() and part.isalnum() for part in parts):
        return
    while parts:
        yield "_".join(parts)
        parts.pop()


def windows_locale() -> str:
    """Return the locale of Windows' user interface, which sets no variable for it."""
    import ctypes
    import locale

    # mypy looks at one platform at a time.
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]  # Windows alone has it
    identifier = kernel.GetUserDefaultUILanguage()
    return locale.windows_locale.get(identifier, "en")
