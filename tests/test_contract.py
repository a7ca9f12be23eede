"""What every demo owes: the contract of the catalogue."""

import json
import multiprocessing
import os
import pkgutil
import sys
import tempfile
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path

import pytest
from click.testing import CliRunner
from leftovers import threads_and_descriptors
from processes import installed, output_of

import hello.demos
from hello.catalogue import CHAPTERS, DEMOS, Demo, console_scripts
from hello.claims import Claim, Outcome, check

MODULE_DEPTH = "hello.demos.chapter.demo".count(".")
EACH_DEMO = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)


def modules_of_demos() -> set[str]:
    """Return the modules in the chapters' folders; a demo's own helpers stand below it."""
    found = pkgutil.walk_packages(hello.demos.__path__, "hello.demos.")
    return {one.name for one in found if one.name.count(".") == MODULE_DEPTH}


def test_the_installed_commands_are_those_of_the_catalogue() -> None:
    points = distribution("HelloWorld").entry_points.select(group="console_scripts")

    assert {point.name: point.value for point in points} == console_scripts()


def test_every_module_of_a_demo_is_in_the_catalogue() -> None:
    assert modules_of_demos() == {demo.module for demo in DEMOS}


def test_no_demo_hides_a_module_of_the_standard_library() -> None:
    """A learner who runs the file itself has its folder first on sys.path."""
    names = {module.rpartition(".")[2] for module in modules_of_demos()}

    assert names & sys.stdlib_module_names == set()


def test_names_are_unique_and_chapters_known_and_in_order() -> None:
    assert len({demo.name for demo in DEMOS}) == len(DEMOS)
    places = [CHAPTERS.index(demo.chapter) for demo in DEMOS]
    assert places == sorted(places)


def test_the_tour_has_one_demo_of_each_chapter() -> None:
    shown = [demo.chapter for demo in DEMOS if demo.in_tour]

    assert shown == [chapter for chapter in CHAPTERS if chapter in {d.chapter for d in DEMOS}]


@EACH_DEMO
def test_claims_are_named_after_the_demo_and_speak_both_languages(demo: Demo) -> None:
    claims: tuple[Claim[object], ...] = import_module(demo.module).CLAIMS

    assert claims
    assert len({claim.id for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.id.startswith(f"{demo.name}.")
        assert claim.english.isascii()
        assert claim.english.endswith(".")
        assert claim.chinese.endswith("。")
        assert claim.section


@EACH_DEMO
def test_the_summary_is_one_short_line(demo: Demo) -> None:
    summary, blank, *_ = (import_module(demo.module).__doc__ or "").split("\n")

    assert summary.endswith(".")
    assert len(summary) <= 72
    assert blank == ""


@EACH_DEMO
def test_the_result_is_made_of_facts_that_json_can_write(demo: Demo) -> None:
    module = import_module(demo.module)
    result = module.demonstrate()

    assert json.loads(json.dumps(asdict(result)))
    assert Outcome.BROKEN not in {verdict.outcome for verdict in check(module.CLAIMS, result)}


@EACH_DEMO
def test_nothing_is_left_behind(
    demo: Demo, short_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module(demo.module)
    empty = short_path / "current"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setattr(tempfile, "tempdir", str(short_path))
    before, settings = what_lives(), (list(sys.path), dict(os.environ))

    module.demonstrate()

    assert what_lives() <= before
    assert (sys.path, dict(os.environ)) == settings
    assert list(short_path.rglob("*")) == [empty]


def what_lives() -> set[object]:
    """Return what a demo could leave in this process."""
    return threads_and_descriptors() | {*multiprocessing.active_children()}


@EACH_DEMO
def test_json_stands_alone_on_stdout(demo: Demo) -> None:
    done = CliRunner().invoke(import_module(demo.module).main, [*demo.arguments, "--json", "--log"])

    report = json.loads(done.stdout)
    assert report["demo"] == demo.name
    assert {claim["demo"] for claim in report["claims"]} == {demo.name}


@EACH_DEMO
def test_the_installed_command_shows_its_claims(demo: Demo, tmp_path: Path) -> None:
    text = output_of(installed(demo.command), *demo.arguments, "--lang", "zh", cwd=tmp_path)

    claims = import_module(demo.module).CLAIMS
    unspaced = "".join(text.split())
    assert [claim.id for claim in claims if "".join(claim.chinese.split()) not in unspaced] == []


@EACH_DEMO
def test_help_has_examples_and_the_options_that_every_demo_has(demo: Demo) -> None:
    text = output_of(installed(demo.command), "--help")

    assert "Examples:" in text
    assert all(
        option in text for option in ("--json", "--log", "--lang", "--deadline", "--version")
    )
