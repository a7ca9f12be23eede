"""The faults that files show: each is found and named, and alone; its remedy mends it.

Those that show in use are in test_faults_in_use.py.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fault_rehearsals import Laid, found_at, lay_out_all, rehearse_broken, rehearse_mended
from faulty_projects import Faulty, faulty_projects

from hello.rehearsal.faults import FAULTS

FAULTY = found_at("contents", "metadata")

SHOWN_ELSEWHERE = {
    "command-fails": "the 13 commands take too long; their own tests run them",
    "does-not-install-back": "the index has to lose a file",
    "file-size": "it takes a file of 100 MB",
    "hash-differs": "the index has to change a file",
    "name-taken": "the public index has to be asked",
    "upload-refused": "'metadata' finds before what the public index refuses",
}
"""Faults without a project here, with the reason; the tests of their steps show them."""


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Laid]:
    return lay_out_all(FAULTY, tmp_path_factory.mktemp("faulty"))


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.name)
def test_fault_is_named(
    faulty: Faulty, laid: Mapping[tuple[str, str], Laid], tmp_path: Path
) -> None:
    """The rehearsal finds this fault and no other, and says which file or name it is about."""
    rehearse_broken(faulty, laid, tmp_path)


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.name)
def test_remedy_mends_it(
    faulty: Faulty, laid: Mapping[tuple[str, str], Laid], tmp_path: Path
) -> None:
    """Once the remedy is applied, the rehearsal finds nothing."""
    rehearse_mended(faulty, laid, tmp_path)


def test_every_fault_has_a_project() -> None:
    """What the rehearsal can find is in the catalogue, but for a few that cannot be."""
    shown = {faulty.fault for faulty in faulty_projects()}

    assert shown.isdisjoint(SHOWN_ELSEWHERE)
    assert shown | SHOWN_ELSEWHERE.keys() == {fault.name for fault in FAULTS}
