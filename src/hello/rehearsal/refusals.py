"""Why an index refuses an upload, and what to do: one line each, for what is known of its answers.

What is known stands in ``refusal_rules``. What is not known is quoted as it came.
"""

import re
from typing import NamedTuple

from hello.rehearsal.refusal_rules import RULES, UNSENT
from hello.rehearsal.uploading import Answer


class Refusal(NamedTuple):
    """Why a file was refused; *kind* is short, and stays the same for other files and indexes."""

    kind: str
    fact: str
    remedy: str


def explain(answer: Answer) -> Refusal:
    """Say why the file of *answer*, which was not taken, was refused."""
    if answer.kind in UNSENT:
        kind, said, remedies, otherwise = UNSENT[answer.kind]
        known = (remedy for pattern, remedy in remedies if _is_in(pattern, answer.said))
        return Refusal(kind, f"{said.format(file=answer.file)}: {answer}", next(known, otherwise))
    for rule in RULES:
        found = re.search(rule.pattern, answer.said, re.IGNORECASE)
        if answer.status in rule.statuses and found:
            names = {"file": answer.file, **found.groupdict()}
            fact = f"{rule.fact.format(**names)} ({answer})"
            return Refusal(rule.kind, fact, rule.remedy.format(**names))
    fact = f"the index refuses {answer.file}: {answer}"
    return Refusal("metadata", fact, "mend what it names, and build and rehearse again")


def _is_in(pattern: str, said: str) -> bool:
    return re.search(pattern, said, re.IGNORECASE) is not None
