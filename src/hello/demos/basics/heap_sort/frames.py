"""The picture of ``hello-heap-sort --steps``: a tree for each item that sinks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from hello.demos.basics.heap_sort.facts import Phase, Step
from hello.demos.basics.heap_sort.parts import HeapTree, Mark, heading
from hello.demos.basics.heap_sort.tree import label

SANK: Mark = ("(", ")", "bold yellow")
ROSE: Mark = ("^", "", "cyan")
SORTED: Mark = ("[", "]", "green")

LEGEND = """
(7)   sank to here
^7    moved up a level
[7]   out of the heap, in its final place
down: which of two children moves up
up:   how far what sank comes back up"""


def frames(steps: Sequence[Step]) -> Iterator[RenderableType]:
    """Yield the legend, and a frame for each of the *steps*."""
    yield Text(LEGEND, "dim")
    for phase in Phase:
        of_phase = [step for step in steps if step.phase is phase]
        for number, step in enumerate(of_phase, 1):
            yield Frame(f"{phase.capitalize()} {number} of {len(of_phase)}", step)


@dataclass(frozen=True)
class Frame:
    """What happened in a step, in words and as the tree after it."""

    title: str
    step: Step

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the title, the comparisons and the tree."""
        step = self.step
        yield heading(f"{self.title}: {_what_happened(step, options.encoding)}")
        for way, upwards in (("down", False), ("up", True)):
            asked = _asked(step, options.encoding, upwards=upwards)
            if asked:
                yield Text(f"{way + ':':5} {asked}")
        yield HeapTree(step.after, marks(step), room_for_marks=2)


def _what_happened(step: Step, encoding: str) -> str:
    sinking = label(step.before[step.root], encoding)
    sinks = f"stays at place {step.place}"
    if step.place != step.root:
        sinks = f"sinks from place {step.root} to {step.place}"
    if step.phase is Phase.BUILD:
        return f"{sinking} {sinks}"
    return f"{label(step.before[step.size], encoding)} is out, {sinking} {sinks}"


def _asked(step: Step, encoding: str, *, upwards: bool) -> str:
    """Return the comparisons of one way with their answers, such as ``3 < 5, 4 >= 2``."""
    return ", ".join(
        f"{label(one.left, encoding)} {'<' if one.smaller else '>='} {label(one.right, encoding)}"
        for one in step.comparisons
        if one.upwards is upwards
    )


def marks(step: Step) -> dict[int, Mark]:
    """Return the marks of the places that the *step* changed, and of all that are sorted."""
    found: dict[int, Mark] = dict.fromkeys(range(step.size, len(step.after)), SORTED)
    found[step.place] = SANK
    place = step.place
    while place > step.root:
        place = (place - 1) // 2
        found[place] = ROSE
    return found
