"""What uv and pip say is understood; the texts are their own, as they came."""

from pathlib import Path

import pytest
from rehearsing import planned

from hello.rehearsal import install_errors
from hello.rehearsal.install_errors import finding_of
from hello.rehearsal.model import Finding, SkippedError
from hello.workbench.processes import Ended

PIP_NOT_FOUND = """\
ERROR: Could not find a version that satisfies the requirement words (from tiny) \
(from versions: none)
ERROR: No matching distribution found for words (from tiny)
"""
PIP_NO_VERSION = """\
ERROR: Ignored the following yanked versions: 20.6
ERROR: Could not find a version that satisfies the requirement packaging>=999 (from tiny) \
(from versions: 26.2, 26.3)
ERROR: No matching distribution found for packaging>=999 (from tiny)
"""
UV_NOT_FOUND = """\
  x No solution found when resolving dependencies:
    Because words was not found in the package registry and tiny==1.0 depends on words, we can
    conclude that tiny==1.0 cannot be used.
"""
UV_NO_VERSION = """\
  x No solution found when resolving dependencies:
    Because only packaging<=26.3 is available and tiny==1.0 depends on packaging>=999, we can
    conclude that tiny==1.0 cannot be used.
"""
UV_CONFLICT = """\
error: No solution found when resolving dependencies
  cause: Because jinja2>=3.1.6 depends on markupsafe>=2.0 and tiny==1.0 depends on jinja2==3.1.6,
         we can conclude that tiny==1.0 depends on markupsafe>=2.0.
"""
PIP_CONFLICT = """\
The conflict is caused by:
    tiny 1.0 depends on markupsafe<2
    jinja2 3.1.6 depends on MarkupSafe>=2.0
"""
QUIET = "ERROR: ResolutionImpossible: for help visit the documentation\n"


def finding(tmp_path: Path, output: str, code: int | None = 1) -> Finding:
    (tmp_path / "project").mkdir()
    with planned(tmp_path, tmp_path / "project") as plan:
        artifact = plan.dist / "tiny-1.0-py3-none-any.whl"
        return finding_of(plan, plan.environment("wheel"), artifact, Ended(code, output))


@pytest.mark.parametrize(
    ("output", "fact"),
    [
        (PIP_NOT_FOUND, "the index has no distribution 'words', which tiny requires"),
        (PIP_NO_VERSION, "no release that fits 'packaging>=999', which tiny requires: the newest"),
        (UV_NOT_FOUND, "the index has no distribution 'words'"),
        (UV_NO_VERSION, "no release that fits 'packaging>=999': it has packaging<=26.3"),
    ],
    ids=["pip", "pip-version", "uv", "uv-version"],
)
def test_a_dependency_that_no_index_has_is_named(tmp_path: Path, output: str, fact: str) -> None:
    found = finding(tmp_path, output)

    assert found.fault == "dependency-not-found"
    assert fact in found.fact
    assert "install_requires in setup.py" in found.remedy


def test_pip_is_asked_again_for_what_excludes_one_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told to be quiet, it does not say so."""
    monkeypatch.setattr(install_errors, "explain", lambda *_: PIP_CONFLICT)

    found = finding(tmp_path, QUIET)

    assert found.fault == "conflict"
    assert "tiny 1.0 depends on markupsafe<2; jinja2 3.1.6 depends on MarkupSafe" in found.fact


def test_uv_says_what_excludes_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install_errors, "explain", lambda *_: UV_CONFLICT)

    found = finding(tmp_path, UV_CONFLICT)

    assert "jinja2>=3.1.6 depends on markupsafe>=2.0 and tiny==1.0" in found.fact


@pytest.mark.parametrize(
    "output",
    [
        "ERROR: Package 'tiny' requires a different Python: 3.11.7 not in '>=3.99'",
        "Because the current Python version (3.11.7) does not satisfy Python>=3.99 and",
    ],
    ids=["pip", "uv"],
)
def test_a_project_for_another_python_is_not_tried(tmp_path: Path, output: str) -> None:
    with pytest.raises(SkippedError, match=r"the project is for Python >=3.99, and this is 3"):
        finding(tmp_path, output)


def test_anything_else_is_quoted_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINY_TOKEN", "nobody's business")

    found = finding(tmp_path, "ERROR: metadata is broken by nobody's business\n")

    assert found.fault == "does-not-install"
    assert "cannot be installed: metadata is broken by ***" in found.fact


def test_what_does_not_end_is_named(tmp_path: Path) -> None:
    assert "is not installed within 300 s" in finding(tmp_path, "", code=None).fact


def test_a_script_without_a_colon_is_named(tmp_path: Path) -> None:
    """pip refuses it, where uv takes it."""
    output = "Invalid script entry point: <ExportEntry tiny = tiny.main:None []> - A callable"

    found = finding(tmp_path, output)

    assert found.fault == "mistyped-entry-point"
    assert "script tiny: it names 'tiny.main'" in found.fact
    assert "write 'tiny:main' instead of 'tiny.main'" in found.remedy
