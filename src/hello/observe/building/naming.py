"""Names that a reader can tell apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from hello.observe.events import NOT_MADE, Log, ObjectInfo, Place

PACKAGES = frozenset({"__init__.py", "__main__.py"})
"""Files that are called like many others."""

LIBRARIES = ("python3.", "site-packages", "dist-packages")
"""How the folders above the packages of others begin."""


def made_unique(names: Iterable[str]) -> list[str]:
    r"""Return *names*, each on one line and with a number from its second use on.

    >>> made_unique(["worker", "main", "worker", "a\nb"])
    ['worker', 'main', 'worker #2', 'a\\nb']
    """
    taken: set[str] = set()
    used: Counter[str] = Counter()
    unique = []
    for name in map(on_one_line, names):
        used[name] += 1
        candidate = name if used[name] == 1 else f"{name} #{used[name]}"
        while candidate in taken:
            used[name] += 1
            candidate = f"{name} #{used[name]}"
        taken.add(candidate)
        unique.append(candidate)
    return unique


def on_one_line(name: str) -> str:
    r"""Return *name* with what a terminal would not print, but do, written as in source code.

    >>> on_one_line("\x1b[31m")
    '\\x1b[31m'
    """
    if name.isprintable():
        return name
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in name)


def process_names(logs: Sequence[Log]) -> list[str]:
    """Return a name of each process: its number, which the system's own tools show too.

    What ``multiprocessing`` has made has a name of its own before that.
    """
    return made_unique(
        f"{log.name}, process {log.process}" if log.name else f"process {log.process}"
        for log in logs
    )


def object_name(info: ObjectInfo, places: Sequence[Place]) -> str:
    """Return what *info* is of, and where it was made.

    >>> object_name(ObjectInfo("Lock", 1, "accounts"), [Place("", 0, ""), Place("bank.py", 12, "")])
    "Lock 'accounts' (bank.py:12)"
    """
    name = f"{info.kind} '{info.name}'" if info.name else info.kind
    known = 0 < info.place < len(places) and info.kind not in NOT_MADE
    return f"{name} ({short(places[info.place])})" if known else name


def short(place: Place) -> str:
    """Return the file's own name and the line; of a library's file also its folder.

    >>> short(Place("/home/ann/bank.py", 12, "pay"))
    'bank.py:12'
    >>> short(Place("/usr/lib/python3.11/logging/__init__.py", 927, "acquire"))
    'logging/__init__.py:927'
    """
    path = PurePath(place.file)
    *above, folder = path.parts[:-1] or [""]
    is_library = any(part.startswith(LIBRARIES) for part in above)
    if path.name in PACKAGES or (is_library and not folder.startswith(LIBRARIES)):
        return f"{path.parent.name}/{path.name}:{place.line}"
    return f"{path.name or place.file}:{place.line}"
