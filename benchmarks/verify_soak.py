"""Whether verdicts hold on a busy machine: ``python benchmarks/verify_soak.py --runs 50``.

Three runs on the machine as it is say what to expect of each claim: the first
verdict that is decided. Then all cores are kept busy, and every further verdict
has to be the same, or INCONCLUSIVE. JSON on stdout, progress on stderr, exit
code 1 where a verdict was wrong.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

UNDECIDED = "INCONCLUSIVE"
QUIET_RUNS = 3
DEADLINE = 600
"""Seconds for one run of verify, which takes under 20 on an idle machine."""


def verify(only: list[str]) -> tuple[dict[str, str], float]:
    """Return the verdict on each claim, and how long all took, in seconds."""
    chosen = [word for name in only for word in ("--only", name)]
    command = [sys.executable, "-m", "hello", "verify", "--json", *chosen]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, check=False, timeout=DEADLINE)
    seconds = time.monotonic() - start
    return {claim["id"]: claim["verdict"] for claim in json.loads(done.stdout)["claims"]}, seconds


def be_busy() -> None:
    """Compute until terminated, or until nobody is left who would do that."""
    parent = os.getppid()
    while os.getppid() == parent:
        sum(range(100_000))


@contextmanager
def busy_cores() -> Iterator[None]:
    """Keep every core busy."""
    start = multiprocessing.get_context("spawn").Process
    workers = [start(target=be_busy, daemon=True) for _ in range(os.cpu_count() or 1)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.kill()
            worker.join(10)


def first_decided(verdicts: list[str]) -> str:
    """Return the first of *verdicts* that decides something."""
    return next((one for one in verdicts if one != UNDECIDED), UNDECIDED)


def soak(runs: int, only: list[str]) -> dict[str, Any]:
    """Return what *runs* on busy cores said, against those before them."""
    quiet = [verify(only) for _ in range(QUIET_RUNS)]
    expected = {claim: first_decided([run[claim] for run, _ in quiet]) for claim in quiet[0][0]}
    verdicts: dict[str, Counter[str]] = {claim: Counter() for claim in expected}
    times = []
    with busy_cores():
        for run in range(1, runs + 1):
            found, seconds = verify(only)
            times.append(seconds)
            for claim, verdict in found.items():
                verdicts[claim][verdict] += 1
            print(f"run {run} of {runs}: {seconds:.1f} s", file=sys.stderr)
    wrong = {
        claim: {"expected": expected[claim], "found": dict(counts)}
        for claim, counts in verdicts.items()
        if set(counts) - {expected[claim], UNDECIDED}
    }
    undecided = {claim: n for claim, c in verdicts.items() if (n := c[UNDECIDED])}
    return {
        "benchmark": "verdicts on busy cores",
        "python": sys.version.partition(" ")[0],
        "cores": os.cpu_count(),
        "runs": runs,
        "claims": len(expected),
        "seconds_before": round(min(seconds for _, seconds in quiet), 1),
        "seconds_busy_median": round(sorted(times)[len(times) // 2], 1),
        "wrong": wrong,
        "inconclusive": undecided,
    }


def main() -> int:
    """Run the soak that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    report = soak(max(options.runs, 1), options.only)
    print(json.dumps(report, indent=2))
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
