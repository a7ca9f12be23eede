"""How long our commands take to start, against ``python -c pass``, as JSON.

Each round runs every command once, one after the other, so that a busy machine
slows all of them alike; a command's time is the median of its rounds. What is
timed is the whole process, from the call to its end. The imports at the end of
the list say what the libraries alone would cost.

Run it with the Python of an environment where HelloWorld is installed:

    python benchmarks/startup.py --rounds 40
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

BASELINE = "python -c pass"
LIMIT = 2.5
"""What ``say_hello`` may cost at most, in baselines."""


def commands() -> dict[str, list[str]]:
    """Return each command line under the name by which it is reported."""
    installed = Path(sysconfig.get_path("scripts"))
    say_hello = str(installed / "say_hello")
    script = [sys.executable, str(installed / "say_hello.py")]
    python = [sys.executable, "-c"]
    return {
        BASELINE: [*python, "pass"],
        "say_hello": [say_hello],
        "say_hello Ada Lovelace": [say_hello, "Ada", "Lovelace"],
        "say_hello --lang zh": [say_hello, "--lang", "zh"],
        "say_hello --all": [say_hello, "--all"],
        "say_hello --html": [say_hello, "--html"],
        "python say_hello.py": script,
        "helloworld --help": [str(installed / "helloworld"), "--help"],
        "python -m hello --help": [sys.executable, "-m", "hello", "--help"],
        "import typing": [*python, "import typing"],
        "import argparse": [*python, "import argparse"],
        "import click": [*python, "import click"],
        "import rich.console": [*python, "import rich.console"],
    }


def measure(lines: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Return the median time of each command line in seconds; one more round warms up."""
    times: dict[str, list[float]] = {name: [] for name in lines}
    for _ in range(rounds + 1):
        for name, line in lines.items():
            times[name].append(seconds(line))
    return {name: median(taken[1:]) for name, taken in times.items()}


def seconds(line: Sequence[str]) -> float:
    """Run a command line to its end; return how long it took."""
    # Users do have compiled modules: without them every start compiles anew.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    # No timeout: waiting with one polls, in steps of up to 50 ms.
    subprocess.run(line, env=environment, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start


def report(medians: Mapping[str, float]) -> dict[str, object]:
    """Return the figures with their ratios to the baseline."""
    baseline = medians[BASELINE]
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "baseline": BASELINE,
        "limit_for_say_hello": LIMIT,
        "commands": {
            name: {"milliseconds": round(1000 * taken, 1), "ratio": round(taken / baseline, 2)}
            for name, taken in medians.items()
        },
    }


def main() -> None:
    """Measure, and write the report to stdout."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20, help="default: %(default)s")
    print(json.dumps(report(measure(commands(), parser.parse_args().rounds)), indent=2))


if __name__ == "__main__":
    main()
