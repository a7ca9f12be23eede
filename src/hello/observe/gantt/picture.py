"""The picture as a whole: a title, the time, a row for each thread and object, what it means."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import ConsoleOptions
from rich.style import Style
from rich.text import Text

from hello.observe.gantt.choosing import choose
from hello.observe.gantt.flowing import flowed
from hello.observe.gantt.legend import legend
from hello.observe.gantt.marks import ALARM, BLOCKS, CHARACTERS, DEADLOCK, NAME, QUIET
from hello.observe.gantt.names import object_name, shorter, shown_as
from hello.observe.gantt.rows import Rows
from hello.observe.gantt.scale import Scale
from hello.observe.gantt.sentences import sentences
from hello.observe.gantt.words import Words
from hello.observe.model import Trace

WIDEST_NAME = 32
SHORTEST_NAME = 8
"""Where there is less room, a queue's items have none."""

KEY = 2
"""Columns of a letter or digit, and of the space after it."""

NANO = 1e9


class Wanted(NamedTuple):
    """From when to when, ns, and at most how many of what."""

    start: int
    end: int
    threads: int
    objects: int


class Picture:
    """One drawing, for one console."""

    def __init__(self, trace: Trace, wanted: Wanted, words: Words, options: ConsoleOptions) -> None:
        self.trace, self.wanted, self.words = trace, wanted, words
        self.width, self.encoding = options.max_width, options.encoding
        self.marks = CHARACTERS if options.ascii_only else BLOCKS
        whole = Scale(wanted.start, max(wanted.end, wanted.start + 1), 1)
        self.choice = choose(trace, whole, wanted.threads, wanted.objects)
        room = min(max(self.width * 3 // 10 - KEY, 1), WIDEST_NAME)
        self.threads = {each: self._thread_name(each, room) for each in self.choice.threads}
        self.objects = {each: self._object_name(each, room) for each in self.choice.objects}
        names = [*self.threads.values(), *self.objects.values()]
        self.margin = KEY + max(map(cell_len, names), default=0) + 1
        self.scale = replace(whole, width=max(self.width - self.margin, 1))

    def _thread_name(self, number: int, room: int) -> str:
        lane = self.trace.threads[number]
        return shorter(self._own_name(lane.name, lane.process), room, self.marks.gap)

    def _object_name(self, number: int, room: int) -> str:
        one = self.trace.objects[number]
        most = max((depth.items for depth in one.depths), default=0)
        items = f" 0-{most}" if most and not one.holds else ""
        if room - len(items) < SHORTEST_NAME:
            items = ""
        own = self._own_name(one.name, one.process)
        return object_name(own, room - len(items), self.marks.gap) + items

    def _own_name(self, name: str, process: int) -> str:
        """Return a name without that of its process, under whose heading it stands."""
        own = name.replace(f" ({self.trace.processes[process].name})", "")
        return shown_as(own, self.encoding)

    def rows(self) -> Iterator[Text]:
        """Yield all of it, row by row."""
        yield self._title()
        if not self.choice.threads or self.wanted.start >= self.wanted.end:
            yield Text(self.words.nothing)
            return
        drawing = Rows(self.trace, self.choice, self.scale, self.marks)
        yield Text(" " * self.margin, no_wrap=True).append_text(drawing.axis(self.words))
        for process in range(len(self.trace.processes)):
            yield from self._process(process, drawing)
        yield from self._left_out()
        yield Text()
        drawing.seen.without_clock = " ".join(
            self.choice.letters[each]
            for each in self.threads
            if not self.trace.threads[each].has_clock
        )
        yield from flowed(legend(drawing.seen, self.marks, self.words), "   ", self.width)
        yield from self._deadlocks()
        for kind, said in sentences(self.trace, self.choice, self.scale, self.words):
            first, *rest = said
            yield from flowed(map(Text, [kind + first, *rest]), self.words.separator, self.width)

    def _title(self) -> Text:
        trace, words = self.trace, self.words
        program = shown_as(trace.program, self.encoding) or "python"
        time = words.time(trace.end / NANO)
        facts = words.facts(time, len(trace.threads), len(trace.processes))
        start, end = self.wanted[:2]
        if (start, end) != (0, trace.end):
            facts += words.part(words.time(start / NANO), words.time(end / NANO))
        room = max(self.width - cell_len(facts), self.width // 3)
        return Text(shorter(program, room, self.marks.gap) + facts, NAME)

    def _process(self, process: int, drawing: Rows) -> Iterator[Text]:
        threads = [each for each in self.threads if self.trace.threads[each].process == process]
        objects = [each for each in self.objects if self.trace.objects[each].process == process]
        if len(self.trace.processes) > 1 and (threads or objects):
            name = self.trace.processes[process].name.replace("process", self.words.process, 1)
            yield Text(name, QUIET, no_wrap=True, overflow="crop")
        for each in threads:
            name = self.threads[each]
            yield self._row(self.choice.letters[each], name, drawing.thread(each))
        for each in objects:
            name = self.objects[each]
            yield self._row(self.choice.digits[each], name, drawing.object(each))

    def _row(self, key: str, name: str, cells: Text) -> Text:
        padding = " " * (self.margin - KEY - cell_len(name))
        row = Text(no_wrap=True, overflow="crop")
        row.append(f"{key} ", NAME).append(name + padding, Style()).append_text(cells)
        row.rstrip()
        return row

    def _left_out(self) -> Iterator[Text]:
        if self.choice.more_threads:
            yield Text(" " * KEY + self.words.more_threads(self.choice.more_threads), QUIET)
        if self.choice.more_objects:
            yield Text(" " * KEY + self.words.more_objects(self.choice.more_objects), QUIET)

    def _deadlocks(self) -> Iterator[Text]:
        for circle in self.trace.deadlocks:
            if self.scale.covers(circle.at):
                who = " ".join(map(self.choice.letter, circle.threads))
                at = self.words.time(circle.at / NANO)
                yield Text.assemble((DEADLOCK, ALARM), " ", self.words.deadlock(who, at))
