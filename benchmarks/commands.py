"""What the executable matrix costs, and how its time is split, as JSON.

Beside it, the peer: the tutorial's commands on setuptools alone, one after the other in copies
of the project; those that fail there are reported, but do not count. The ratio is the whole
matrix (13 commands, each artifact installed and run) to the stock commands that work.

Run it with the Python of an environment where HelloWorld is installed:

    python benchmarks/commands.py [PROJECT] --rounds 3
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from hello.matrix.model import Report
from hello.matrix.project import find_project
from hello.matrix.run import run
from hello.matrix.tutorial import COMMANDS
from hello.workbench.copying import copy_project
from hello.workbench.environments import Environment, child_environment

WITHOUT_OURS = """
import runpy, setuptools, sys
original = setuptools.setup
setuptools.setup = lambda **stated: original(**{**stated, "cmdclass": {}})
sys.argv[0] = "setup.py"
sys.path[0] = ""
runpy.run_path("setup.py", run_name="__main__")
"""
"""Runs setup.py without the commands that it brings itself: this project's are ours."""


def stock_environment(folder: Path) -> Environment:
    """Make an environment with the newest setuptools, and nothing of ours."""
    made = Environment(folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(made.python)]
    subprocess.run([*pip, "install", "--quiet", "--upgrade", "setuptools"], check=True)
    return made


def stock_seconds(project: Path, environment: Environment, folder: Path) -> dict[str, float]:
    """Return the seconds of each command on setuptools alone; negative where it fails."""
    seconds = {}
    for number, command in enumerate(COMMANDS):
        copy = folder / str(number)
        copy_project(project, copy, lambda: None)
        start = perf_counter()
        ended = subprocess.run(
            [environment.python, "-c", WITHOUT_OURS, *command.arguments],
            cwd=copy,
            env=child_environment(os.environ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        taken = perf_counter() - start
        seconds[command.line] = taken if ended.returncode == 0 else -taken
    return seconds


def measure(project: Path) -> tuple[Report, dict[str, float]]:
    """Run the matrix and the peer once, one after the other."""
    report = run(find_project(project))
    with tempfile.TemporaryDirectory() as folder:
        environment = stock_environment(Path(folder, "environment"))
        return report, stock_seconds(project.resolve(), environment, Path(folder))


def summary(rounds: list[tuple[Report, dict[str, float]]]) -> dict[str, object]:
    """Return medians over the *rounds*."""
    totals = [report.seconds for report, _ in rounds]
    stock = {
        line: round(median(seconds[line] for _, seconds in rounds), 2) for line in rounds[0][1]
    }
    works = sum(seconds for seconds in stock.values() if seconds > 0)
    reports = [report for report, _ in rounds]
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "matrix_seconds": median(totals),
        "matrix_seconds_each_round": totals,
        "shared_steps": {
            name: median(report.steps[name] for report in reports) for name in reports[0].steps
        },
        "commands": {
            row.command: {
                "outcome": row.outcome,
                "seconds": median(report.rows[number].seconds for report in reports),
            }
            for number, row in enumerate(reports[0].rows)
        },
        "stock_commands": {
            line: {"works": seconds > 0, "seconds": abs(seconds)} for line, seconds in stock.items()
        },
        "stock_seconds_of_those_that_work": round(works, 2),
        "ratio": round(median(totals) / works, 2),
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
