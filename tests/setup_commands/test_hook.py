"""What installing HelloWorld changes for other projects: nothing, unless they ask for it."""

import json
import os
import shutil
import sys
import tarfile
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
import setuptools
from processes import Ended, output_of, run, without_python_settings
from projects import HOOKS

import hello
from hello.setup_commands import ADDED, COMMANDS, REPLACE, REPLACED

OURS = "helloworld_setup_commands"

SETUP = """\
from setuptools import find_packages, setup
setup(
    name="Foreign-Project",
    version="1.0",
    packages=find_packages(),
    package_data={"hello": ["*.txt"]},
    data_files=[("share/foreign", ["hello/data.txt"])],
    scripts=["run_me.py"],
    entry_points={"console_scripts": ["foreign = hello:main"]},
)
"""

ASKING = """
import json, sys
from setuptools import Distribution
names = {names!r}
project = Distribution({{"name": "asking", "cmdclass": {cmdclass}}})
project.parse_config_files()
classes = {{name: project.get_command_class(name).__module__ for name in names}}
loaded = [name for name in sys.modules if name.startswith({ours!r})]
print(json.dumps([classes, loaded]))
"""

STOCK = ("sdist", "bdist_wheel", "bdist_egg", "bdist", "--formats=zip,gztar,tar")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two folders of packages: setuptools alone, and with HelloWorld beside it."""
    packages = Path(setuptools.__file__).parents[1]
    alone = tmp_path_factory.mktemp("places") / "alone"
    for name in ("setuptools", "_distutils_hack", "pkg_resources"):
        if (packages / name).is_dir():
            shutil.copytree(packages / name, alone / name)
    for info in packages.glob("setuptools-*.dist-info"):
        shutil.copytree(info, alone / info.name)
    beside = Path(shutil.copytree(alone, alone.with_name("beside")))
    source, info = (
        Path(hello.__file__).parent,
        Path(str(distribution("HelloWorld").locate_file(""))),
    )
    shutil.copytree(source, beside / "hello", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(source.with_name(f"{OURS}.py"), beside)
    (about,) = Path(str(info)).glob("[Hh]ello[Ww]orld-*.dist-info")
    shutil.copytree(about, beside / about.name)
    return alone, beside


def python(place: Path, project: Path, *words: str, **settings: str) -> Ended:
    """Run a Python in the folder *project* that sees the packages of *place* only."""
    fixed = {"PYTHONPATH": str(place), "SOURCE_DATE_EPOCH": "1700000000", REPLACE: ""}
    environment = without_python_settings() | fixed | settings
    return run(sys.executable, "-S", *words, cwd=project, environment=environment)


def foreign(folder: Path) -> Path:
    """Write a project of somebody else, who has a package "hello" too; its files are old."""
    texts = {
        "setup.py": SETUP,
        "hello/__init__.py": "def main() -> None: print(__file__)\n",
        "hello/data.txt": "data\n",
        "hello/part/__init__.py": "",
        "run_me.py": "#!/usr/bin/python\nprint('ran')\n",
        "README.rst": "Read me\n",
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_600_000_000, 1_600_000_000))
    return folder


def contents(archive: Path) -> object:
    """Return what is in an archive, without the times that setuptools takes from the clock."""
    if archive.suffix == ".whl":
        return archive.read_bytes()
    if archive.suffix in {".zip", ".egg"}:
        with ZipFile(archive) as opened:
            return [(x.filename, x.external_attr, opened.read(x)) for x in opened.infolist()]
    with tarfile.open(archive) as opened:
        return [
            (x.name, x.mode, x.type, x.uname, x.isfile() and opened.extractfile(x).read())  # type: ignore[union-attr]  # it is a file
            for x in opened.getmembers()
        ]


def by_setup_py(place: Path, project: Path) -> None:
    ended = python(place, project, "setup.py", "-q", *STOCK)
    assert ended.code == 0, ended.stderr


def by_backend(place: Path, project: Path) -> None:
    hooks = ("build_sdist", "build_wheel")
    ended = python(place, project, "-P", "-c", HOOKS, "dist", *hooks)
    assert ended.code == 0, ended.stderr


@pytest.mark.parametrize("build", [by_setup_py, by_backend])
def test_a_foreign_build_is_the_same_with_and_without_us(
    build: Callable[[Path, Path], None], places: tuple[Path, Path], tmp_path: Path
) -> None:
    """Its own package "hello" is no hindrance."""
    built = {}
    for place in places:
        project = foreign(tmp_path / place.name)
        (project / "dist").mkdir()
        build(place, project)
        made = sorted((project / "dist").iterdir())
        built[place.name] = {path.name: contents(path) for path in made}

    assert len(built["alone"]) == (6 if build is by_setup_py else 2)
    assert [*built["alone"]] == [*built["beside"]]
    assert [name for name in built["alone"] if built["alone"][name] != built["beside"][name]] == []


def asked(place: Path, project: Path, cmdclass: str = "{}", **settings: str) -> list[object]:
    """Return where the classes of the commands are, and which of our modules were loaded."""
    program = ASKING.format(names=[*ADDED, *REPLACED], cmdclass=cmdclass, ours=OURS)
    ended = python(place, project, "-c", program, **settings)
    assert ended.code == 0, ended.stderr
    return list(json.loads(ended.stdout))


ALL_OURS = {name: f"{OURS}.{name}" for name in (*ADDED, *REPLACED)}


def test_by_itself_it_adds_what_setuptools_lacks(places: tuple[Path, Path], tmp_path: Path) -> None:
    program = ASKING.format(names=REPLACED, cmdclass="{}", ours=OURS)

    classes, loaded = json.loads(python(places[1], tmp_path, "-c", program).stdout)

    assert {module.partition(".")[0] for module in classes.values()} <= {"setuptools", "distutils"}
    assert sorted(loaded) == [OURS, f"{OURS}.hook"]


@pytest.mark.parametrize("spelling", ["true", "yes", "on", "1"])
def test_the_switch_in_setup_cfg_replaces_commands(
    places: tuple[Path, Path], tmp_path: Path, spelling: str
) -> None:
    text = f"[helloworld]\nreplace_commands = {spelling}\n"
    (tmp_path / "setup.cfg").write_text(text, encoding="utf-8")

    assert asked(places[1], tmp_path)[0] == ALL_OURS


def test_the_variable_replaces_commands(places: tuple[Path, Path], tmp_path: Path) -> None:
    assert asked(places[1], tmp_path, **{REPLACE: "1"})[0] == ALL_OURS


def test_a_projects_own_command_always_wins(places: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        "from setuptools import Command\nclass Own(Command): pass\n", encoding="utf-8"
    )
    own = "{name: __import__('own').Own for name in ('sdist', 'bdist_msi')}"

    classes = asked(places[1], tmp_path, own, **{REPLACE: "1"})[0]

    assert classes == ALL_OURS | dict.fromkeys(("sdist", "bdist_msi"), "own")


@pytest.mark.parametrize(
    "text",
    [
        "[helloworld]\nreplace_commands = perhaps\n",
        "[helloworld]\nreplace_commands\n",
        "[helloworld]\n[helloworld]\n",
        "no section\n",
        "[helloworld]\nreplace_commands = %(nothing)s\n",
    ],
    ids=["no-boolean", "no-value", "twice", "no-section", "interpolation"],
)
def test_of_a_broken_setup_cfg_setuptools_speaks(
    places: tuple[Path, Path], tmp_path: Path, text: str
) -> None:
    (tmp_path / "setup.cfg").write_text(text, encoding="utf-8")
    words = ("-c", "import setuptools; setuptools.setup(name='x', version='1')", "--version")

    alone, beside = (python(place, tmp_path, *words) for place in places)

    assert (alone.code, alone.stdout) == (beside.code, beside.stdout)
    assert OURS not in beside.stderr


def test_the_formats_are_listed(places: tuple[Path, Path], tmp_path: Path) -> None:
    ended = python(places[1], foreign(tmp_path), "setup.py", "bdist", "--help-formats")

    listed = {line.split()[0] for line in ended.stdout.splitlines() if line.startswith("  --")}
    assert {f"--formats={name}" for name in ("wheel", "msi", "wininst", "zip", "rpm")} <= listed


def test_the_added_commands_are_listed(places: tuple[Path, Path], tmp_path: Path) -> None:
    ended = python(places[1], foreign(tmp_path), "setup.py", "--help-commands")

    for name in ADDED:
        assert f"  {name} " in ended.stdout


def test_bdist_makes_a_wheel(places: tuple[Path, Path], tmp_path: Path) -> None:
    ended = python(places[1], foreign(tmp_path), "setup.py", "-q", "bdist", "--formats=wheel")

    assert ended.code == 0, ended.stderr
    (wheel,) = (tmp_path / "dist").iterdir()
    assert wheel.suffix == ".whl"


def test_a_project_may_name_our_commands_itself(tmp_path: Path) -> None:
    """Where it has no package "hello" of its own."""
    program = (
        "from hello.setup_commands import COMMANDS; from setuptools import setup; "
        "d = setup(name='x', cmdclass=COMMANDS, script_args=['--quiet', 'egg_info']); "
        "print(d.get_command_class('sdist').__module__)"
    )

    assert output_of(sys.executable, "-c", program, cwd=tmp_path).split()[-1] == (
        "hello.setup_commands.sdist"
    )
    assert set(COMMANDS) == {*ADDED, *REPLACED}
