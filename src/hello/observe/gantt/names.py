"""Names that fit their column, and that the console can show."""

import re

from rich.cells import cell_len, set_cell_size

OBJECT = re.compile(r"(\w+)(?: ('.*'))?(?: \(([^()]*:\d+)\))?( #\d+)?")
"""Its kind, name, place and number: the last three can be missing."""


def shown_as(name: str, encoding: str) -> str:
    r"""Return *name* as the console with this encoding can show it, on one line.

    >>> shown_as("a\nb", "utf-8"), shown_as("线程", "ascii")
    ('a\\nb', '\\u7ebf\\u7a0b')
    """
    known = name.encode(encoding, "backslashreplace").decode(encoding)
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in known)


def shorter(name: str, width: int, gap: str) -> str:
    """Return *name* in *width* columns at most: without its middle, as names differ at the ends.

    >>> shorter("ThreadPoolExecutor-0_12", 12, "..")
    'Threa..-0_12'
    """
    if cell_len(name) <= width:
        return name
    kept = max(width - cell_len(gap), 0)
    right = kept // 2
    tail = name[-right:] if right else ""
    while cell_len(tail) > right:
        tail = tail[1:]
    head = name
    while cell_len(head) > kept - cell_len(tail):
        head = head[:-1]
    return set_cell_size(head + gap + tail, width).rstrip()


def object_name(name: str, width: int, gap: str) -> str:
    """Return an object's name: whole, without where it was made, without its kind, or shortened.

    >>> object_name("Lock 'accounts' (bank.py:12) #2", 18, "..")
    "Lock 'accounts' #2"
    >>> object_name("Lock 'accounts' (bank.py:12)", 10, "..")
    "'accounts'"
    >>> object_name("SimpleQueue (bank.py:12)", 20, "..")
    'SimpleQueue ...py:12'
    """
    parts = OBJECT.fullmatch(name)
    if cell_len(name) <= width or not parts:
        return shorter(name, width, gap)
    kind, own, place, number = (part or "" for part in parts.groups())
    if not own and place:
        room = width - cell_len(kind) - len(number) - cell_len(gap) - 1
        return shorter(f"{kind} {gap}{place[-max(room, 4) :]}{number}", width, gap)
    fitting = (form for form in (f"{kind} {own}{number}", own + number) if cell_len(form) <= width)
    return next(fitting, shorter(own + number, width, gap))
