"""The faults that show when a project is built, installed, run or uploaded.

Each is found and named, and alone; its remedy mends it. Those that files show are in
test_faults.py.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fault_rehearsals import Laid, found_at, lay_out_all, rehearse_broken, rehearse_mended
from faulty_projects import Faulty

FAULTY = found_at("build", "reproducible", "install", "run", "upload", "formats")


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
