"""Where the commands of a page run: a user's home, an empty folder, and two indexes."""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hello.rehearsal.index import Index, running_index
from hello.workbench.processes import Processes

ROOT = Path(__file__).parent.parent

LOCAL = "http://127.0.0.1:8080/"
PUBLIC = "https://INDEX/"
KINDS = ("config", "cache")
SECONDS = 120
WIDTH = 80

GIT = "[user]\n\tname = Ann Lee\n\temail = ann@example.com\n[init]\n\tdefaultBranch = main\n"
PYPIRC = "[testpypi]\nrepository = {url}\nusername = __token__\n"
SHIM = '#!/bin/sh\nexec "{python}" -m hello "$@"\n'

NOISE = re.compile(
    r"TWINE_|PYTEST_|GIT_|COLUMNS|LINES|LANG|LC_|FORCE_COLOR|NO_COLOR|SOURCE_DATE_EPOCH|.*_TOKEN$"
)
"""Variables of whoever runs this that would show in the output."""


@dataclass
class Scene:
    """Where the commands run: *work* is their folder, *home* the user's."""

    work: Path
    home: Path
    index: Any
    """What they take for testpypi: a ``public_index.PublicIndex``."""
    local: Index
    variables: dict[str, str]
    """Variables of the environment, for the next block alone."""

    def write_login(self, password: str | None) -> None:
        """Write .pypirc, with *password* unless that is None."""
        line = "" if password is None else f"password = {password}\n"
        text = PYPIRC.format(url=self.index.upload) + line
        (self.home / ".pypirc").write_text(text, encoding="utf-8")

    def empty_index(self) -> None:
        """Let the index be new, and the login right."""
        self.index.revive()
        self.index.files.clear()
        self.index.owners.clear()
        self.index.closed.clear()
        self.index.shows_after = 0
        self.write_login(self.index.token)


@contextmanager
def opened() -> Iterator[Scene]:
    """Yield a new Scene, which is taken down after the body."""
    support = str(ROOT / "tests" / "support")
    if support not in sys.path:
        sys.path.append(support)
    public_index = import_module("public_index")
    with TemporaryDirectory(prefix="hello-capture-") as room, public_index.PublicIndex() as index:
        folders = [Path(room, name) for name in ("work", "home", "index", "packages")]
        for folder in folders:
            folder.mkdir()
        work, home, own, packages = folders
        (home / ".gitconfig").write_text(GIT, encoding="utf-8")
        (home / "bin").mkdir()
        shim = home / "bin" / "helloworld"
        shim.write_text(SHIM.format(python=sys.executable), encoding="utf-8")
        shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
        with running_index(Processes(own, os.environ, 2), own, packages) as local:
            yield Scene(work, home, index, local, {})


def clean_up(scene: Scene) -> None:
    """Give the artifacts the bytes again that the rehearsal gave them."""
    made, kept = scene.work / "made", scene.work.parent / "kept"
    if made.exists() and not kept.exists():
        shutil.copytree(made, kept)
    elif made.exists():
        shutil.rmtree(made)
        shutil.copytree(kept, made)


def run(scene: Scene, command: str) -> list[str]:
    """Return the lines that *command* prints, with the page's names for addresses."""
    command = command.replace(LOCAL, scene.local.url)
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=scene.work,
        env=_environment(scene),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
        umask=0o022,
        check=False,
    )
    return [line.rstrip() for line in _told(scene, done.stdout).splitlines()]


def _told(scene: Scene, output: str) -> str:
    """Return *output* with the names that the page has for addresses and folders."""
    names = {
        scene.local.url: LOCAL,
        scene.index.url: PUBLIC,
        f"{scene.work.resolve()}/": "",
        f"{scene.work}/": "",
        str(scene.home): "~",
        "python -m hello": "helloworld",
    }
    for real, name in names.items():
        output = output.replace(real, name)
    return output


def _environment(scene: Scene) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not NOISE.match(name)}
    path = os.pathsep.join([str(scene.home / "bin"), kept.get("PATH", os.defpath)])
    # The settings and the cache of pip stay those of whoever runs this.
    own = {f"XDG_{kind.upper()}_HOME": str(Path.home() / f".{kind}") for kind in KINDS}
    return (
        own
        | kept
        | {
            "PATH": path,
            "HOME": str(scene.home),
            "GIT_CONFIG_GLOBAL": str(scene.home / ".gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PYTHONUTF8": "1",
            "LANG": "C.UTF-8",
            "COLUMNS": str(WIDTH),
            **scene.variables,
        }
    )
