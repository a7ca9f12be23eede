"""What tests of the index share; those that need another one have their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from public_index import PublicIndex
from small_artifacts import write_wheel


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicIndex]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with PublicIndex() as running:
        yield running


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return write_wheel(tmp_path)
