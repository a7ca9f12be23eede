"""Demos are found: ours, and those of other distributions, sound or not."""

from pathlib import Path

import pytest

from hello.catalogue import DEMOS
from hello.errors import HelloError, WrongUseError
from hello.loading import find_demo, find_demos

SOUND = '''"""An added demo."""
CLAIMS = ()
main = demonstrate = None
'''


def install(site: Path, modules: dict[str, str], entry_points: str) -> None:
    """Lay out in *site* what pip would: modules, and the metadata of one distribution."""
    for name, source in modules.items():
        (site / f"{name}.py").write_text(source, encoding="utf-8")
    info = site / "added_demos-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: added-demos\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text(f"[hello.demos]\n{entry_points}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_our_demos_are_all_sound_and_in_teaching_order() -> None:
    found = find_demos()[: len(DEMOS)]

    assert tuple(one.demo for one in found) == DEMOS
    assert [one.error for one in found] == [""] * len(DEMOS)


def test_an_added_demo_comes_last_with_its_origin(site: Path) -> None:
    install(site, {"added_sound": SOUND}, "extra = added_sound")

    last = find_demos()[-1]
    assert (last.demo.name, last.demo.chapter) == ("extra", "added")
    assert (last.distribution, last.summary) == ("added-demos 2.1", "An added demo.")


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def", "SyntaxError: invalid syntax"),
        ("CLAIMS = ()", "the module lacks demonstrate, main"),
    ],
)
def test_an_added_demo_that_fails_is_reported_with_its_error(
    site: Path, source: str, error: str
) -> None:
    install(site, {"added_faulty": source}, "faulty = added_faulty")

    found = find_demo("faulty")
    assert found.summary.startswith(error)
    with pytest.raises(HelloError, match=r"'faulty' of added-demos 2\.1 cannot be loaded"):
        found.loaded()


def test_an_added_demo_cannot_take_the_name_of_ours(site: Path) -> None:
    install(site, {"added_sound": SOUND}, "heap-sort = added_sound")

    assert find_demos()[-1].error == "HelloWorld has a demo of this name"
    assert find_demo("heap-sort").demo in DEMOS


def test_a_demo_is_found_by_its_command_too() -> None:
    assert find_demo("hello-modules") == find_demo("modules")


@pytest.mark.parametrize(
    ("name", "next_step"),
    [("heapsort", "did you mean 'heap-sort'?"), ("xyz", "'helloworld list' shows them all")],
)
def test_an_unknown_demo_gets_a_next_step(name: str, next_step: str) -> None:
    with pytest.raises(WrongUseError) as caught:
        find_demo(name)

    assert str(caught.value) == f"no such demo: {name!r}; {next_step}"
