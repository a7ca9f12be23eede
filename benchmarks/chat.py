"""How fast the chat servers are, against others of their kind, as JSON.

Each round measures every server once, one after the other, so that a busy machine slows all
of them alike; the figures are medians, with the lowest and the highest. The limit is a loop
in C that does nothing else. Says which of the bars hold, and exits with 1 where one does not.

    python benchmarks/chat.py --rounds 5
    python benchmarks/chat.py --quick --only selectors --only "C epoll"

It needs Linux and a C compiler. What is in use beyond that: ncat and uvloop, where they are.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from chat_peers.bars import bars
from chat_peers.measures import FULL, MEASURES, QUICK, Crowd, CrowdError
from chat_peers.servers import Peer, compile_c, find_peers, raise_descriptor_limit

Values = list[float | None]


class Results:
    """Figures by measure, server and figure, a value a round; and what could not be measured."""

    def __init__(self) -> None:
        self.rounds: dict[str, dict[str, dict[str, Values]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )
        self.failures: dict[str, dict[str, str]] = defaultdict(dict)

    def measure(self, name: str, crowd: Crowd, peer: Peer) -> None:
        """Measure once, unless that has failed before; say so on stderr."""
        if peer.name in self.failures[name]:
            return
        try:
            figures = MEASURES[name](crowd, peer)
        except (CrowdError, RuntimeError) as error:
            self.failures[name][peer.name] = str(error)
            self.rounds[name].pop(peer.name, None)
            print(f"  {name}: {peer.name}: {error}", file=sys.stderr)
            return
        for figure, value in figures.items():
            self.rounds[name][peer.name][figure].append(value)
        shown = ", ".join(f"{figure} {_short(value)}" for figure, value in figures.items())
        print(f"  {name}: {peer.name}: {shown}", file=sys.stderr)

    def summary(self) -> dict[str, Any]:
        """Return the median and the spread of every figure."""
        return {
            measure: {
                peer: {figure: _spread(values) for figure, values in figures.items()}
                for peer, figures in peers.items()
            }
            for measure, peers in self.rounds.items()
        }


def _short(value: float | None) -> str:
    return "too long" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")


def _spread(values: Values) -> dict[str, float | None]:
    """Return median, lowest and highest; None, too long to be measured, is the highest."""
    known = sorted(float("inf") if value is None else value for value in values)
    found = {"median": median(known), "low": known[0], "high": known[-1]}
    return {name: None if value == float("inf") else value for name, value in found.items()}


def chosen(names: list[str], words: list[str]) -> list[str]:
    """Return those of *names* in which one of *words* is; all if there are no words."""
    return [name for name in names if not words or any(word in name for word in words)]


def compare(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Return the report of a whole run."""
    descriptors = raise_descriptor_limit()
    everyone, left_out = find_peers(folder)
    names = chosen([peer.name for peer in everyone], options.only)
    crowd = Crowd(compile_c("crowd", folder), QUICK if options.quick else FULL)
    results = Results()
    for number in range(1, options.rounds + 1):
        print(f"round {number} of {options.rounds}", file=sys.stderr)
        for measure in chosen(list(MEASURES), options.measure):
            for peer in everyone:
                if peer.name in names:
                    results.measure(measure, crowd, peer)
    return {
        "benchmark": "chat servers, 100-byte lines over loopback",
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "descriptors": descriptors,
        "rounds": options.rounds,
        "quick": options.quick,
        "left_out": left_out,
        "measures": results.summary(),
        "failed": {name: failed for name, failed in results.failures.items() if failed},
        "bars": [bar.report() for bar in bars(results.rounds)],
    }


def main() -> int:
    """Compare what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, help="default: 3; 1 with --quick")
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument(
        "--only", action="append", default=[], metavar="PEER", help="servers with this in the name"
    )
    parser.add_argument(
        "--measure", action="append", default=[], metavar="WORDS", help="measures with this in it"
    )
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 3)
    with tempfile.TemporaryDirectory() as folder:
        report = compare(options, Path(folder))
    print(json.dumps(report, indent=2))
    return 0 if all(bar["holds"] for bar in report["bars"]) else 1


if __name__ == "__main__":
    sys.exit(main())
