"""No false alarm: in sound projects, of every backend and of odd kinds, nothing is found."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fault_rehearsals import (
    Laid,
    findings,
    lay_out_harmless,
    lay_out_sound_one,
    not_taken,
    rehearse,
)
from faulty_projects import SOUND, Harmless, harmless_projects

from hello.rehearsal.runner import NAMES

STEPS = [name for name in NAMES if name != "formats"]
"""All but the commands of setup.py, whose tests have projects of their own."""


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Laid]:
    return lay_out_harmless(tmp_path_factory.mktemp("harmless"))


@pytest.mark.parametrize("base", SOUND)
def test_sound_project_has_no_fault(base: str, tmp_path: Path) -> None:
    """Every step is taken, and finds nothing, not even a reason to warn."""
    results = rehearse(lay_out_sound_one(base, tmp_path), STEPS, tmp_path)

    assert findings(results) == []
    assert not_taken(results) == []
    assert all(result.evidence for result in results)


@pytest.mark.parametrize("one", harmless_projects(), ids=lambda one: one.name)
def test_oddity_is_no_fault(one: Harmless, harmless: Mapping[str, Laid], tmp_path: Path) -> None:
    """What is unusual, and works, is not complained of."""
    results = rehearse(harmless[one.name], ("contents", "metadata", "run"), tmp_path)

    assert findings(results) == []
    assert not_taken(results) == []
