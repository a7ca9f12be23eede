"""How many comparisons sorting asks, as ratios to the fewest possible, log2(n!).

Counts, not times: the same seed gives the same numbers on every machine. Writes JSON to stdout.

    python benchmarks/comparisons.py
    python benchmarks/comparisons.py --size 1000000 --seed 2
"""

import argparse
import heapq
import json
import platform
from collections.abc import Callable
from typing import Any

from hello.chance import chance_of
from hello.demos.basics.heap_sort.counting import count_comparisons, fewest_comparisons
from hello.demos.basics.heap_sort.heap import sort_in_place
from hello.demos.basics.heap_sort.listing import sort_with_early_swap

SIZES = (1_000, 100_000)
SMALLEST, LARGEST = 2, 10_000_000


def sort_with_heapq(items: list[Any]) -> list[Any]:
    """Return *items* sorted by the standard library's heap."""
    heapq.heapify(items)
    return [heapq.heappop(items) for _ in range(len(items))]


SORTS: dict[str, Callable[[list[Any]], object]] = {
    "ours": sort_in_place,
    "tutorial": sort_with_early_swap,
    "heapq": sort_with_heapq,
    "sorted": sorted,
}


def measure(size: int, seed: int) -> dict[str, object]:
    """Return what each sort asks of the same *size* distinct numbers in random order."""
    items = list(range(size))
    chance_of(seed).shuffle(items)
    fewest = fewest_comparisons(size)
    counts = {name: count_comparisons(sort, items) for name, sort in SORTS.items()}
    ratios = {name: round(count / fewest, 4) for name, count in counts.items()}
    return {"size": size, "fewest": round(fewest), "comparisons": counts, "ratios": ratios}


def main() -> None:
    """Measure the sizes that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--size", type=size_in_bounds, help="only this size (default: 1000 and 100000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the order (default: 1)")
    arguments = parser.parse_args()
    report = {
        "benchmark": "comparisons / log2(n!)",
        "python": platform.python_version(),
        "seed": arguments.seed,
        "sizes": [
            measure(size, arguments.seed)
            for size in ([arguments.size] if arguments.size else SIZES)
        ],
    }
    print(json.dumps(report, indent=2))


def size_in_bounds(text: str) -> int:
    """Return the size that *text* gives; raise what argparse turns into a line."""
    if text.isdecimal() and SMALLEST <= int(text) <= LARGEST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from {SMALLEST} to {LARGEST}")


if __name__ == "__main__":
    main()
