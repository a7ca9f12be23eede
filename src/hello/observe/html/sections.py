"""The findings as text; from each, a button leads to where it is in the lanes."""

from collections.abc import Iterator
from typing import NamedTuple

from hello.markup import Markup, element, joined
from hello.observe.findings import Findings
from hello.observe.findings.contention import Contended
from hello.observe.findings.deadlocks import DeadlockFact
from hello.observe.findings.growth import Growing
from hello.observe.findings.inversions import Inversion
from hello.observe.findings.joins import NeverJoined
from hello.observe.findings.listing import Listed
from hello.observe.findings.time_spent import ObjectTime, ThreadTime
from hello.observe.findings.waits import LongWait
from hello.observe.html.data import circle_waits
from hello.observe.html.words import Words
from hello.observe.model import Trace
from hello.observe.telling import Said, tell


class Targets:
    """Finds what a fact is of, by the names and times that it tells."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._threads = {lane.name: number for number, lane in enumerate(trace.threads)}
        self._objects = {lane.name: number for number, lane in enumerate(trace.objects)}

    def of(self, fact: object) -> tuple[str, int] | None:
        """Return a kind, ``wait``, ``thread`` or ``object``, and its number in the trace."""
        found: tuple[str, int] | None = None
        match fact:
            case LongWait():
                found = self._wait(fact)
            case DeadlockFact():
                found = self._deadlock(fact)
            case ThreadTime():
                found = _numbered("thread", self._threads.get(fact.thread))
            case NeverJoined():
                found = _numbered("thread", self._threads.get(fact.names[0]))
            case Inversion():
                found = _numbered("object", self._objects.get(fact.steps[0].taken))
            case Contended() | ObjectTime() | Growing():
                found = _numbered("object", self._objects.get(fact.what))
        return found

    def _wait(self, fact: LongWait) -> tuple[str, int] | None:
        thread, start = self._threads.get(fact.thread), round(fact.at * 1_000_000_000)
        found = (
            number
            for number, wait in enumerate(self._trace.waits)
            if wait.thread == thread and wait.start == start
        )
        return _numbered("wait", next(found, None))

    def _deadlock(self, fact: DeadlockFact) -> tuple[str, int] | None:
        at = round(fact.at * 1_000_000_000)
        waits = [
            number
            for circle in self._trace.deadlocks
            if circle.at == at
            for number in circle_waits(self._trace, circle)
        ]
        return ("wait", waits[0]) if waits else None


def _numbered(kind: str, number: int | None) -> tuple[str, int] | None:
    return None if number is None else (kind, number)


class Page(NamedTuple):
    """What a fact's words are made with."""

    targets: Targets
    words: Words


def sections(trace: Trace, found: Findings, words: Words) -> Markup:
    """Return a part of the page for each kind of finding."""
    page = Page(Targets(trace), words)
    return joined(*_sections(found, page)) or element("p", words["nothing"], class_="about")


def _sections(found: Findings, page: Page) -> Iterator[Markup]:
    for section in tell(found, page.words["language"]):
        listed: Listed[object] = getattr(found, section.kind)
        items = [
            _item(said, page.targets.of(fact), page.words)
            for said, fact in zip(section.said, listed.facts, strict=True)
        ]
        yield element(
            "section",
            element("h3", section.title, id=f"found-{section.kind}"),
            element("ul", *items),
            element("p", section.more, class_="about") if section.more else None,
            class_=f"found {section.kind}",
            aria_labelledby=f"found-{section.kind}",
        )


def _item(said: Said, target: tuple[str, int] | None, words: Words) -> Markup:
    button = None
    if target:
        kind, number = target
        button = element(
            "button",
            words["show"],
            type="button",
            class_="show",
            hidden=True,
            data_kind=kind,
            data_number=number,
            # Several buttons say the same; what each is about is said before it.
            aria_label=f"{words['show']}: {said.text}",
        )
    return element("li", element("span", said.text), joined(" ", button), _details(said))


def _details(said: Said) -> Markup | None:
    parts = [element("li", part.text, _details(part)) for part in said.details]
    return element("ul", *parts) if parts else None
