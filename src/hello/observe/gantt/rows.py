"""Rows of cells: threads, objects, and the time."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import ceil

from rich.style import Style
from rich.text import Text

from hello.observe.gantt.choosing import NOT_SHOWN, Choice
from hello.observe.gantt.labels import Label, labels
from hello.observe.gantt.legend import Seen
from hello.observe.gantt.marks import (
    ALARM,
    DEADLOCK,
    FAILED,
    HELD,
    OWNER,
    QUIET,
    STYLES,
    WAIT,
    Marks,
)
from hello.observe.gantt.objects import depths, freed, owners
from hello.observe.gantt.scale import Scale
from hello.observe.gantt.threads import SMALLEST, Cell, cells
from hello.observe.gantt.ticks import ticks
from hello.observe.gantt.words import Words
from hello.observe.model import UNKNOWN, Arrow, ObjectLane, State, Trace

Drawn = tuple[str, Style]


def joined(cells: Iterable[Drawn]) -> Text:
    """Return cells as one text, with as few changes of style as there are."""
    row = Text(no_wrap=True, overflow="crop")
    for style, group in groupby(cells, key=lambda cell: cell[1]):
        row.append("".join(text for text, _ in group), style)
    return row


class Rows:
    """Draws rows, and notes in *seen* what the legend has to explain."""

    def __init__(self, trace: Trace, choice: Choice, scale: Scale, marks: Marks) -> None:
        self.trace, self.choice, self.scale, self.marks = trace, choice, scale, marks
        self.seen = Seen()
        self._arrows: dict[int, list[Arrow]] = {}
        for arrow in trace.arrows:
            self._arrows.setdefault(arrow.what, []).append(arrow)

    def thread(self, number: int) -> Text:
        """Return what a thread did."""
        found = cells(self.trace.threads[number], self.scale)
        row = list(map(self._cell, found))
        free = set(range(len(row)))
        for column, label in labels(found, self._label):
            self.seen.wait(label)
            row[column : column + len(label.text)] = [(letter, WAIT) for letter in label.text]
            free.difference_update(range(column, column + label.room))
        for column, mark in self._alarms(number, found):
            if free:
                # Beside the labels: one that is covered in part would say something else.
                place = min(free, key=lambda each: (each < column, abs(each - column)))
                row[place] = mark, ALARM
                free.remove(place)
        return joined(row)

    def _cell(self, cell: Cell) -> Drawn:
        if cell.ran:
            self.seen.ran = True
            return self.marks.ran, STYLES[State.RUNNING]
        self.seen.states.add(cell.state)
        return self.marks.states[cell.state], STYLES[cell.state]

    def _label(self, number: int) -> Label:
        """Return the letter of who holds what a thread waits for, and the digit of that."""
        wait = self.trace.waits[number]
        holder = self.choice.letter(wait.holder)
        is_join = wait.what != UNKNOWN and self.trace.objects[wait.what].kind == "Thread"
        # A letter alone says that it is a thread's end.
        unknown = NOT_SHOWN if holder and not is_join else ""
        return Label(holder, self.choice.digits.get(wait.what, unknown))

    def _alarms(self, number: int, found: Sequence[Cell]) -> Iterator[tuple[int, str]]:
        """Yield what happened once, and where."""
        circles = (circle for circle in self.trace.deadlocks if number in circle.threads)
        moments = {self.scale.column(each.at) for each in circles if self.scale.covers(each.at)}
        for column in sorted(moments):
            yield column, DEADLOCK
        lane = self.trace.threads[number]
        if lane.has_failed and self.scale.covers(lane.end):
            self.seen.failed = True
            column = self.scale.column(lane.end)
            following = column + 1 < len(found) and found[column].state is not State.NEW
            yield column + following, FAILED

    def object(self, number: int) -> Text:
        """Return who held it, how many items it had, or who let others go on."""
        one = self.trace.objects[number]
        if one.holds:
            return joined(self._owners(one))
        if one.depths:
            return joined(self._depths(one))
        return joined(self._freed(number))

    def _owners(self, one: ObjectLane) -> Iterable[Drawn]:
        for owned in owners(one.holds, self.scale):
            if owned is None:
                yield " ", HELD
            elif owned.is_begin:
                letter = self.choice.letter(owned.thread)
                self.seen.owner(letter)
                yield letter or self.marks.held, OWNER
            else:
                yield self.marks.held, HELD

    def _depths(self, one: ObjectLane) -> Iterable[Drawn]:
        self.seen.depths = True
        steps = len(self.marks.depths) - 1
        most = max(depth.items for depth in one.depths)
        # In digits, up to nine items are the number itself. A queue that is not empty shows.
        one_step = 1 if most <= steps and self.marks.depths[0] != " " else max(most, 1) / steps
        for items in depths(one.depths, self.scale):
            yield self.marks.depths[min(ceil(items / one_step - SMALLEST), steps)], HELD

    def _freed(self, number: int) -> Iterable[Drawn]:
        found = freed(self._arrows.get(number, ()), self.scale)
        for column in range(self.scale.width):
            letter = self.choice.letter(found.get(column, UNKNOWN))
            if letter:
                self.seen.lets(letter)
            yield letter or " ", OWNER

    def axis(self, words: Words) -> Text:
        """Return the time."""
        row = Text(no_wrap=True, overflow="crop", style=QUIET)
        for tick in ticks(self.scale, words.units, self.marks.tick):
            row.append(" " * (tick.column - row.cell_len) + tick.label)
        return row
