"""All threads, and what was waited for, as tables: the lanes in numbers, for every reader."""

from collections.abc import Iterator, Sequence

from hello.markup import Markup, element, joined
from hello.observe.findings.listing import listed
from hello.observe.findings.time_spent import (
    ObjectTime,
    ThreadTime,
    time_of_objects,
    time_of_threads,
)
from hello.observe.html.words import Words
from hello.observe.model import Trace
from hello.observe.telling.words import magnitude, percent

THREADS = ("thread", "life", "running", "ready", "blocked", "sleeping", "io")
OBJECTS = ("object", "waits", "waited")

MOST = 200
"""Rows of one table."""


def tables(trace: Trace, words: Words) -> Markup:
    """Return both tables, each with at most MOST rows."""
    threads = listed(time_of_threads(trace), MOST)
    objects = listed(time_of_objects(trace), MOST)
    return joined(
        _table("threads", THREADS, map(_thread_cells, threads.facts), words),
        _more(threads.more, words),
        _table("objects", OBJECTS, map(_object_cells, objects.facts), words)
        if objects.facts
        else None,
        _more(objects.more, words),
    )


def _table(
    name: str, columns: Sequence[str], rows: Iterator[Sequence[object]], words: Words
) -> Markup:
    heads = [element("th", words[f"column-{column}"], scope="col") for column in columns]
    body = [
        element(
            "tr",
            element("th", first, scope="row"),
            *(element("td", _cell(value, words)) for value in rest),
        )
        for first, *rest in rows
    ]
    return element(
        "div",
        element(
            "table",
            element("caption", words[f"table-{name}"]),
            element("thead", element("tr", *heads)),
            element("tbody", *body),
        ),
        class_="wide",
        # It can be wider than a small screen: keys have to reach what scrolls.
        tabindex="0",
        role="region",
        aria_label=words[f"table-{name}"],
    )


def _more(number: int, words: Words) -> Markup | None:
    return element("p", words["more-rows"].format(number), class_="about") if number else None


def _cell(value: object, words: Words) -> str:
    if isinstance(value, float):
        number, unit = magnitude(value)
        return f"{number} {words[unit]}"
    return str(value)


def _thread_cells(fact: ThreadTime) -> Sequence[object]:
    running = f"{percent(fact.running, fact.life)} %"
    times = (fact.ready, fact.blocked, fact.sleeping, fact.io)
    shares = [f"{percent(part, fact.life)} %" for part in times]
    if not fact.has_clock:
        shares[0] = "?"
    return (fact.thread, fact.life, running, *shares)


def _object_cells(fact: ObjectTime) -> Sequence[object]:
    return (fact.what, fact.waits, fact.seconds)
