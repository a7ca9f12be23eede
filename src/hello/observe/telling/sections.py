"""All findings of a trace in words, one section a kind."""

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from hello.observe.findings import Findings
from hello.observe.findings.listing import Listed
from hello.observe.findings.reading import JOINS
from hello.observe.findings.waits import LongWait
from hello.observe.telling import chinese, english
from hello.observe.telling.words import Said


class Section(NamedTuple):
    """What was found of one kind, the heaviest first."""

    kind: str
    """The field of ``Findings``."""
    title: str
    said: tuple[Said, ...]
    more: str
    """Words for how many are left out, or nothing."""


def tell(findings: Findings, language: str) -> Iterator[Section]:
    """Yield a section, in ``en`` or ``zh``, for each kind of which something was found."""
    words = chinese if language == "zh" else english
    for field in fields(findings):
        found: Listed[object] = getattr(findings, field.name)
        if found.facts:
            said = tuple(words.SENTENCES[type(fact)](fact) for fact in found.facts)
            more = words.more(found.more) if found.more else ""
            title = words.ONLY_JOINS if _are_joins(found) else words.TITLES[field.name]
            yield Section(field.name, title, said, more)


def _are_joins(found: Listed[object]) -> bool:
    return all(isinstance(fact, LongWait) and fact.kind in JOINS for fact in found.facts)
