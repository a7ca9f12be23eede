"""The stops that are demos, one of each chapter."""

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from hello.claims import Outcome
from hello.demo import findings_of, run_demo
from hello.lesson import lesson_text
from hello.loading import FoundDemo, find_demos
from hello.tour.guide import Stop
from hello.tour.pages import Pages
from hello.tour.words import WORDS


def demo_stops(pages: Pages, language: str) -> Iterator[Stop]:
    """Yield a stop for each demo that the catalogue has in the tour."""
    for found in find_demos():
        if found.demo.in_tour:
            yield _stop(found, pages, language)


def _stop(found: FoundDemo, pages: Pages, language: str) -> Stop:
    def take() -> None:
        module = found.loaded()
        # No key interrupts it: it takes less than a second, and has its own deadline.
        shown = run_demo(module.main, found.demo.arguments)
        picture = list(shown.picture)
        findings = findings_of(module.__name__, shown.result)
        pages.heed()
        pages.show(*picture, Text())
        outcomes = [finding.verdict.outcome for finding in findings]
        pages.say("claims", "bold", summary=_summary(outcomes, language))
        command = " ".join((found.demo.command, *found.demo.arguments))
        pages.say("more", command=command, name=found.demo.name)

    return Stop(f"{found.demo.command}: {_title(found, language)}", take)


def _title(found: FoundDemo, language: str) -> str:
    """Return what the demo is about; summaries are in English, and lessons in the language."""
    return found.summary if language == "en" else lesson_text(found, language).partition("\n")[0]


def _summary(outcomes: list[Outcome], language: str) -> str:
    """Return how many claims there were of each verdict."""
    words = WORDS[language]
    counts = Counter(outcomes)
    return words["comma"].join(
        words[outcome].format(counts[outcome]) for outcome in Outcome if counts[outcome]
    )
