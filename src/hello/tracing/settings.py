"""What a process that is to be recorded has to know; it travels in its environment, as JSON.

Standard library only: this is loaded into the recorded program.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "HELLOWORLD_TRACE"
"""The same as in ``startup/sitecustomize.py``, which cannot import this."""

ROOT = Path(__file__).parents[2]
STARTUP = Path(__file__).parent / "startup"


@dataclass(frozen=True)
class Settings:
    """How a process records."""

    folder: str
    """Each process leaves a file here."""
    last: float | None = None
    """Seconds."""
    beside: str = ""
    """The folder where the program looks for its modules first."""
    root: str = str(ROOT)
    """Where the package ``hello`` is."""
    python_path: str | None = None
    """PYTHONPATH as the program is to see it."""

    def environment(self, plain: Mapping[str, str]) -> dict[str, str]:
        """Return *plain* with what makes a Python that starts with it record."""
        before = plain.get("PYTHONPATH")
        told = asdict(self) | {"python_path": before}
        paths = [str(STARTUP)] + ([before] if before else [])
        return {
            **plain,
            VARIABLE: json.dumps(told),
            "PYTHONPATH": os.pathsep.join(paths),
        }
