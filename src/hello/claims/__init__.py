"""What the tutorial says, as checks that can fail.

A demo declares ``CLAIMS``; ``helloworld verify`` runs the demo and asks each
claim for its verdict on what happened.
"""

from hello.claims._model import (
    Claim,
    Finding,
    Outcome,
    Verdict,
    check,
    decide,
    inconclusive,
    it_depends,
)

__all__ = [
    "Claim",
    "Finding",
    "Outcome",
    "Verdict",
    "check",
    "decide",
    "inconclusive",
    "it_depends",
]
