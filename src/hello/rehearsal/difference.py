"""Says in what two builds of the same source differ, and what that may come from."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hello.rehearsal.archives import Difference, read_member
from hello.rehearsal.redaction import redacted

INSIDE = (Difference.NAMES, Difference.CONTENTS)
"""What differs in the files themselves; all else is of the archive around them."""

MEMBERS = (Difference.TIMES, Difference.MODES, Difference.OWNERS, Difference.FORM, Difference.ORDER)
"""What archives say of each file."""

COMPILED = (".so", ".pyd", ".dylib", ".dll", ".a", ".o", ".exe")
"""How compiled files are named; compilers keep folders and times in them."""

SHOWN = 3

LONGEST = 60
"""Characters of a line that are shown."""

NUMBERS = re.compile(r"\d+(?:\.\d+)?")


class Pair(NamedTuple):
    """An artifact as built first and again, and the names of members by what differs."""

    first: Path
    second: Path
    found: Mapping[Difference, Sequence[str]]
    is_same: bool
    """Whether they are the same bit for bit."""

    @property
    def kind(self) -> str:
        """Return which of the two artifacts it is."""
        return "wheel" if self.first.name.endswith(".whl") else "sdist"

    def members(self, *differences: Difference) -> list[str]:
        """Return what differs in one of the *differences*; RECORD only where nothing else does.

        It holds the hashes of all other files.
        """
        names = [name for one in differences for name in self.found.get(one, ())]
        others = [name for name in names if not name.endswith(".dist-info/RECORD")]
        return list(dict.fromkeys(others or names))

    def shown(self, member: str) -> str:
        """Return the name as in the source: without the folder that only the sdist has."""
        return member.partition("/")[2] or member if self.kind == "sdist" else member


def named(names: Sequence[str]) -> str:
    """Return the first three *names*, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def inside(pairs: Sequence[Pair], settings: Mapping[str, str]) -> tuple[str, str]:
    """Return the fact and the remedy where files differ; *settings* may have secrets."""
    parts = [
        f"{difference} of {named([pair.shown(name) for name in names])} in the {pair.kind}"
        for pair in pairs
        for difference in INSIDE
        if (names := pair.members(difference))
    ]
    changed = [(pair, name) for pair in pairs for name in pair.members(Difference.CONTENTS)]
    fact = f"built again, other {'; '.join(parts)}"
    if not changed:
        return fact, "let the build make the same files wherever and whenever it runs"
    pair, member = changed[0]
    one, other = (_text(path, member) for path in (pair.first, pair.second))
    shown = pair.shown(member)
    if member.endswith(COMPILED):
        return fact, (
            "let the compiler keep no folder: extra_compile_args = ['-g0'], or "
            "'-ffile-prefix-map=', of the extension module"
        )
    if one is None or other is None:
        return fact, f"let the build write the same bytes to {shown} wherever and whenever it runs"
    before, after = _first_difference(one, other)
    if _names_folder(pair, before, after):
        fact += ": it names the folder of the build"
    elif before or after:
        quoted = (f"'{redacted(line, settings)[:LONGEST]}'" for line in (before, after))
        fact += f": {' became '.join(quoted)}"
    return fact, _remedy(shown, one, other, (before, after), pair)


def _remedy(name: str, one: str, other: str, lines: tuple[str, str], pair: Pair) -> str:
    before, after = lines
    if _names_folder(pair, before, after):
        return f"do not write the folder of the build to {name}"
    if sorted(re.split(r"\W+", one)) == sorted(re.split(r"\W+", other)):
        return f"sort what the build writes to {name}: the order of a set or a folder is chance"
    if NUMBERS.sub("", before) == NUMBERS.sub("", after):
        return f"write the time in SOURCE_DATE_EPOCH to {name}, or none; and no random number"
    return f"write no time, no folder and nothing random to {name}, and sort what it lists"


def _names_folder(pair: Pair, before: str, after: str) -> bool:
    """Return whether a line that differs names the room, in which all is built."""
    room = str(pair.first.parent.parent)
    return room in before and room in after


def _text(path: Path, member: str) -> str | None:
    try:
        return read_member(path, member).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _first_difference(one: str, other: str) -> tuple[str, str]:
    """Return the first lines that differ; an empty one where a text has ended."""
    ours, theirs = one.splitlines(), other.splitlines()
    length = max(len(ours), len(theirs))
    padded = (lines + [""] * (length - len(lines)) for lines in (ours, theirs))
    for line, same in zip(*padded, strict=True):
        if line != same:
            return line.strip(), same.strip()
    return "", ""


def around(pair: Pair) -> str:
    """Return in what the archives differ around files that are the same."""
    if not pair.found:
        return "compression"
    headers = pair.found.get(Difference.HEADER, ())
    # Not the sdist's one folder, below which all is.
    members = [
        pair.shown(name) for name in pair.members(*MEMBERS) if pair.kind == "wheel" or "/" in name
    ]
    what = [str(difference) for difference in pair.found if difference is not Difference.HEADER]
    parts = [f"header ({', '.join(headers)})"] if headers else []
    parts += [f"{' and '.join(what)} of {named(members)}"] if what else []
    return ", ".join(parts)
