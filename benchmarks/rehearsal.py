"""What a rehearsal costs, as JSON, and its ratio to the same steps taken by hand.

By hand means one command after the other, as release guides have it: build, twine check,
check-wheel-contents, build again and compare, a new environment for each artifact with pip
install, pip check, every script with --help; then pypi-server, twine upload, and pip install
from there into one more environment.

Run it with the Python of an environment where HelloWorld[rehearse] is installed:

    python benchmarks/rehearsal.py [PROJECT] --rounds 3
"""

import argparse
import filecmp
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path
from statistics import median

from hello.rehearsal.model import Report
from hello.rehearsal.rehearse import Request, rehearse
from hello.workbench.copying import copy_source
from hello.workbench.environments import Environment, child_environment

PASSWORD = "only-for-this-benchmark"  # noqa: S105  # of an index on loopback, gone in a second


class ByHand:
    """The steps of a release, each taken as a person would; *folder* is empty."""

    def __init__(self, project: Path, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        copy_source(project, self.project, lambda: None)
        self.seconds: dict[str, float] = {}
        epoch = {"SOURCE_DATE_EPOCH": str(int(time.time()))}
        self.settings = child_environment(os.environ) | epoch

    def all(self) -> dict[str, float]:
        """Take all steps; return the seconds of each."""
        for step in (self.build, self.check, self.again, self.wheel, self.sdist, self.index):
            began = time.perf_counter()
            step()
            self.seconds[step.__name__] = time.perf_counter() - began
        return self.seconds

    def build(self, into: str = "dist") -> None:
        """Build the sdist, and the wheel from it."""
        self.ours("build", "--outdir", self.folder / into, self.project)

    def check(self) -> None:
        """Check the metadata and the wheel's contents; complaints count as an answer."""
        for tool in (("twine", "check", "--strict"), ("check_wheel_contents",)):
            files = [self.artifact("*.whl")] if len(tool) == 1 else self.artifacts()
            with suppress(subprocess.CalledProcessError):
                self.ours(*tool, *files)

    def again(self) -> None:
        """Build once more, and compare."""
        self.build("again")
        for path in self.artifacts():
            filecmp.cmp(path, self.folder / "again" / path.name, shallow=False)

    def wheel(self) -> None:
        """Try the wheel."""
        self.tried(self.environment("wheel"), self.artifact("*.whl"))

    def sdist(self) -> None:
        """Try the sdist."""
        self.tried(self.environment("sdist"), self.artifact("*.tar.gz"))

    def index(self) -> None:
        """Upload both to an index on loopback, and try what comes back."""
        with self.serving() as address:
            user = ("--username", "me", "--password", PASSWORD)
            self.ours(
                "twine", "upload", "--repository-url", f"{address}/", *user, *self.artifacts()
            )
            name = self.artifact("*.whl").name.split("-")[0]
            # As the guides have it. (The rehearsal takes the project from its own index alone.)
            self.tried(
                self.environment("back"), "--pre", "--extra-index-url", f"{address}/simple/", name
            )

    def tried(self, made: Environment, *what: str | Path) -> None:
        """Install *what*, check it, and start its scripts."""
        self.program(made.python, "-m", "pip", "install", "--quiet", *what)
        self.program(made.python, "-m", "pip", "check")
        for script in scripts_of(made, self.artifact("*.whl").name.split("-")[0]):
            with suppress(subprocess.CalledProcessError):
                self.program(made.scripts / script, "--help")

    def environment(self, name: str) -> Environment:
        """Make an environment with a pip."""
        self.ours("venv", self.folder / name)
        return Environment(self.folder / name)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Run pypi-server; yield its address."""
        (self.folder / "packages").mkdir()
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        users = self.folder / "users"
        from passlib.apache import HtpasswdFile

        table = HtpasswdFile(str(users), new=True)
        table.set_password("me", PASSWORD)
        table.save()
        command = [sys.executable, "-m", "pypiserver", "run", "-i", "127.0.0.1", "-p", str(port)]
        command += ["-P", str(users), "--disable-fallback", str(self.folder / "packages")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as it:
            try:
                wait_until(lambda: answers(port))
                yield f"http://127.0.0.1:{port}"
            finally:
                it.terminate()

    def artifacts(self) -> list[Path]:
        """Return what was built."""
        return sorted((self.folder / "dist").iterdir())

    def artifact(self, pattern: str) -> Path:
        """Return the one file of this kind."""
        (path,) = (self.folder / "dist").glob(pattern)
        return path

    def ours(self, module: str, *arguments: str | Path) -> None:
        """Run a tool of this environment."""
        self.program(sys.executable, "-m", module, *arguments)

    def program(self, *command: str | Path) -> None:
        """Run *command*, which has to succeed."""
        subprocess.run(
            command,
            cwd=self.folder,
            env=self.settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )


def scripts_of(made: Environment, name: str) -> list[str]:
    """Return the console scripts of the distribution *name* in the environment."""
    (info,) = made.packages.glob(f"{name}-*.dist-info")
    installed: Distribution = PathDistribution(info)
    return [one.name for one in installed.entry_points if one.group == "console_scripts"]


def answers(port: int) -> bool:
    """Return whether somebody listens there."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool]) -> None:
    """Poll for 30 seconds at most."""
    end = time.monotonic() + 30
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


def measure(project: Path) -> tuple[Report, dict[str, float]]:
    """Rehearse, and take the steps by hand, one after the other."""
    report = rehearse(project, Request())
    with tempfile.TemporaryDirectory() as folder:
        return report, ByHand(project.resolve(), Path(folder)).all()


def summary(rounds: list[tuple[Report, dict[str, float]]]) -> dict[str, object]:
    """Return medians over the *rounds*."""
    reports = [report for report, _ in rounds]
    ours = [report.seconds for report in reports]
    by_hand = [sum(seconds.values()) for _, seconds in rounds]
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "project": reports[0].project,
        "outcome": reports[0].outcome,
        "rehearsal_seconds": median(ours),
        "rehearsal_seconds_each_round": ours,
        "steps": {
            result.step: median(report.results[number].seconds for report in reports)
            for number, result in enumerate(reports[0].results)
        },
        "by_hand_seconds": round(median(by_hand), 2),
        "by_hand_seconds_each_round": [round(seconds, 2) for seconds in by_hand],
        "by_hand": {
            name: round(median(seconds[name] for _, seconds in rounds), 2) for name in rounds[0][1]
        },
        "ratio": round(median(ours) / median(by_hand), 2),
    }


def main() -> None:
    """Measure, and write the report to stdout."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("project", nargs="?", type=Path, default=Path(), help="default: here")
    parser.add_argument("--rounds", type=int, default=1, help="default: %(default)s")
    arguments = parser.parse_args()
    rounds = [measure(arguments.project) for _ in range(arguments.rounds)]
    print(json.dumps(summary(rounds), indent=2))


if __name__ == "__main__":
    main()
