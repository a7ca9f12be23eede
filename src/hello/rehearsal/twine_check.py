"""``twine check --strict``: run as it is, and its words turned into findings of ours."""

import re
import sys
from collections.abc import Iterator

from hello.errors import HelloError
from hello.rehearsal.model import Finding
from hello.rehearsal.plan import Plan
from hello.rehearsal.redaction import redacted

SECONDS = 300.0

SAYS = re.compile(r"^(?:WARNING|ERROR) +(.*?) *$", re.MULTILINE)

OURS = {
    "long_description_content_type": {
        "no-readme",
        "readme-content-type",
        "readme-does-not-render",
    },
    "`long_description` missing": {"no-readme"},
    "syntax errors in markup": {"readme-does-not-render"},
    "InvalidDistribution": {"metadata-invalid", "license-expression", "requires-python"},
}
"""What twine says, and the faults of ours that say the same with more detail."""


def run_twine(plan: Plan) -> str:
    """Return what ``twine check --strict`` says of the built files; "" where it is content."""
    ended = plan.processes.run(
        *(sys.executable, "-m", "twine", "check", "--strict"),
        *plan.artifacts,
        cwd=plan.room_for("metadata"),
        # So wide that no line is broken, and without colours.
        environment={"COLUMNS": "2000", "TERM": "dumb", "NO_COLOR": "1", "FORCE_COLOR": ""},
        seconds=SECONDS,
    )
    if ended.code is None:
        raise HelloError(
            f"twine check did not end in {SECONDS:.0f} s", next_step="run it by hand to see why"
        )
    return "" if ended.code == 0 else redacted(ended.output)


def not_said_yet(said: str, faults: set[str]) -> Iterator[Finding]:
    """Yield a finding for each complaint of twine that none of our own *faults* stands for."""
    complaints = dict.fromkeys(SAYS.findall(said))
    if said and not complaints:
        complaints = {" ".join(said.split()[-12:]): None}
    for complaint in complaints:
        known = next((ours for part, ours in OURS.items() if part in complaint), set())
        if not known & faults:
            yield Finding(
                "metadata-invalid",
                f"twine check --strict: {complaint}",
                "see 'twine check --strict dist/*'",
            )
