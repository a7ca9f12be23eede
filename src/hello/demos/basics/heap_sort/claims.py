"""What is said about heap sort, and how ``hello-heap-sort`` finds out."""

import math
from collections.abc import Iterable
from operator import gt, lt
from statistics import median

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.basics.heap_sort.counting import fewest_comparisons
from hello.demos.basics.heap_sort.facts import Counts, HeapSortFacts

SECTION = "打印树和堆排序"
NOTHING_TO_ORDER = "no two different values"

GROWTH = (0.9, 1.15)
"""Where comparisons / (n log2 n) has to stay. Ours are near 1.03; a quadratic sort leaves it."""

SAVING = 2 / 3
"""Below which part of the tutorial's comparisons ours have to be. At 1,024 values it is 0.61."""


def heap_is_ordered(facts: HeapSortFacts) -> Verdict:
    """No parent in the heap has to change places with a child."""
    if len(set(facts.values)) <= 1:
        return inconclusive(reason=NOTHING_TO_ORDER)
    misplaced = gt if facts.reverse else lt
    heap = facts.heap
    wrong = sum(misplaced(heap[(child - 1) // 2], heap[child]) for child in range(1, len(heap)))
    holds = wrong == 0 and sorted(heap) == sorted(facts.values)
    return decide(holds, children=len(heap) - 1, before_their_parents=wrong)


def result_is_sorted(facts: HeapSortFacts) -> Verdict:
    """Heap sort makes of the values what ``sorted`` does."""
    if len(set(facts.values)) <= 1:
        return inconclusive(reason=NOTHING_TO_ORDER)
    expected = tuple(sorted(facts.values, reverse=facts.reverse))
    in_place = sum(map(lambda ours, theirs: ours == theirs, facts.result, expected))
    return decide(facts.result == expected, values=len(expected), in_their_places=in_place)


def grows_as_n_log_n(facts: HeapSortFacts) -> Verdict:
    """Comparisons stay near n log2 n, from the shortest lists to the longest."""
    low, high = GROWTH
    ratios = {
        counts.length: [count / (counts.length * math.log2(counts.length)) for count in counts.ours]
        for counts in facts.counts
    }
    holds = all(low <= ratio <= high for runs in ratios.values() for ratio in runs)
    shown = {
        f"at_{length}": f"{median(runs):.3f} ({min(runs):.3f} to {max(runs):.3f})"
        for length, runs in ratios.items()
    }
    lists = len(facts.counts[0].ours)
    return decide(holds, lists_of_each_length=lists, of_n_log2_n="median (range)", **shown)


def saves_a_third(facts: HeapSortFacts) -> Verdict:
    """Ours are under two thirds of the tutorial's, on each of the longest lists."""
    counts = facts.counts[-1]
    parts = [ours / listing for ours, listing in zip(counts.ours, counts.listing, strict=True)]
    return decide(
        max(parts) < SAVING,
        values=counts.length,
        ours_over_tutorial=f"{min(parts):.3f} to {max(parts):.3f}",
        ours_over_fewest=_ratio(counts.ours, counts),
        tutorial_over_fewest=_ratio(counts.listing, counts),
    )


def _ratio(comparisons: Iterable[int], counts: Counts) -> float:
    return median(comparisons) / fewest_comparisons(counts.length)


def keeps_ties(facts: HeapSortFacts) -> Verdict:
    """All equal items keep their order in all lists."""
    ties = facts.ties
    return decide(
        ties.kept == ties.lists,
        lists=ties.lists,
        kept_in=ties.kept,
        by_letter=f"{' '.join(ties.before)} becomes {' '.join(ties.after)}",
    )


def listing_sorts(facts: HeapSortFacts) -> Verdict:
    """All lists that the tutorial's sort had to sort are sorted."""
    seen = facts.listing_sorts
    return decide(
        seen.sorted == seen.lists and seen.tied_sorted == seen.tied_lists,
        lists=seen.lists,
        of_distinct_values=seen.length,
        sorted=seen.sorted,
        largest_two_exchanged=seen.largest_two_exchanged,
        smallest_three_wrong=seen.smallest_three_wrong,
        others_wrong=seen.others_wrong,
        where_largest_two_tie=f"{seen.tied_sorted} of {seen.tied_lists} sorted",
    )


def listing_tree_is_whole(facts: HeapSortFacts) -> Verdict:
    """Trees of all lengths have room for all their items."""
    seen = facts.listing_tree
    return decide(
        not seen.lost,
        lengths=f"1 to {seen.longest}",
        short_at=[length for length, _ in seen.lost],
        items_not_drawn=[items for _, items in seen.lost],
    )


CLAIMS = (
    Claim(
        "heap-sort.heap-order",
        "In a heap no parent is smaller than its children (with --reverse: larger).",
        "堆里的父节点都不小于它的孩子（加 --reverse 时是不大于）。",
        SECTION,
        heap_is_ordered,
    ),
    Claim(
        "heap-sort.sorts",
        "Heap sort puts the values in order.",
        "堆排序能把数据排好序。",
        SECTION,
        result_is_sorted,
    ),
    Claim(
        "heap-sort.growth",
        "For n values in random order heap sort needs about n log2 n comparisons.",
        "对 n 个随机排列的数据，堆排序大约需要 n log2 n 次比较。",
        SECTION,
        grows_as_n_log_n,
    ),
    Claim(
        "heap-sort.bottom-up",
        "Sinking to the bottom first saves more than a third of the tutorial's comparisons.",
        "先沉到底、再往回升，比教程的做法少用三分之一以上的比较。",
        SECTION,
        saves_a_third,
    ),
    Claim(
        "heap-sort.stable",
        "Heap sort keeps equal items in the order that they had.",
        "堆排序会保持相等元素原来的先后次序。",
        SECTION,
        keeps_ties,
    ),
    Claim(
        "heap-sort.listing-sorts",
        "The tutorial's heap_sort sorts.",
        "教程里的 heap_sort 能排好序。",
        SECTION,
        listing_sorts,
    ),
    Claim(
        "heap-sort.listing-tree",
        "The tutorial's print_tree draws every item.",
        "教程里的 print_tree 会画出每一个元素。",
        SECTION,
        listing_tree_is_whole,
    ),
)
