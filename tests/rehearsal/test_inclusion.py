"""Each backend has its own place for what comes into the sdist."""

from pathlib import Path

import pytest

from hello.rehearsal.inclusion import how_to_include


@pytest.mark.parametrize(
    ("backend", "more", "remedy"),
    [
        ("setuptools.build_meta", "", "add 'include a.txt' to MANIFEST.in"),
        ("flit_core.buildapi", "", "add 'a.txt' to include of [tool.flit.sdist]"),
        ("poetry.core.masonry.api", "", "to include of [tool.poetry]"),
        ("pdm.backend", "", "add 'a.txt' to source-includes of [tool.pdm.build]"),
        ("uv_build", "", "add 'a.txt' to source-include of [tool.uv.build-backend]"),
        ("hatchling.build", "", "add '/a.txt' to artifacts of [tool.hatch.build.targets.sdist]"),
        (
            "hatchling.build",
            "[tool.hatch.build.targets.sdist]\ninclude = ['b']",
            "add '/a.txt' to include of [tool.hatch.build.targets.sdist]",
        ),
        (
            "hatchling.build",
            "[tool.hatch.build]\nonly-include = ['b']",
            "add 'a.txt' to only-include of [tool.hatch.build]",
        ),
        (
            "hatchling.build",
            "[tool.hatch.build]\nexclude = ['*.txt']",
            "take what fits 'a.txt' out of exclude of [tool.hatch.build]",
        ),
        ("nonesuch", "", "let the build backend put 'a.txt' into the sdist"),
    ],
    ids=["setuptools", "flit", "poetry", "pdm", "uv", "hatchling", "include", "only-include",
         "exclude", "unknown"],
)  # fmt: skip
def test_the_remedy_names_the_place(tmp_path: Path, backend: str, more: str, remedy: str) -> None:
    text = f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n{more}\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    assert remedy in how_to_include(tmp_path, "a.txt")


def test_a_project_that_names_no_backend_is_one_of_setuptools(tmp_path: Path) -> None:
    assert "MANIFEST.in" in how_to_include(tmp_path, "a.txt")
