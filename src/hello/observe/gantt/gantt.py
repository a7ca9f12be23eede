"""What is to be drawn of a trace, and in which language."""

from rich.console import Console, ConsoleOptions, RenderResult

from hello.bounds import check_bounds
from hello.errors import WrongUseError
from hello.observe.gantt.choosing import MOST_OBJECTS, MOST_THREADS
from hello.observe.gantt.picture import Picture, Wanted
from hello.observe.gantt.words import CHINESE, ENGLISH, Words
from hello.observe.model import Trace

NANO = 1e9


class Gantt:
    """A renderable that fits the console: lanes of threads and of what they wait for.

    Of *trace*, what lies between *start* and *end*, ns, is drawn: the busiest *threads*, at most
    26, and the *objects* that were waited for longest, at most 9. Its words are in the *language*
    ``en`` or ``zh``. Raise WrongUseError for more, and for a time that the trace does not have.
    """

    def __init__(  # noqa: PLR0913  # what can be asked for
        self,
        trace: Trace,
        language: str = "en",
        *,
        start: int | None = None,
        end: int | None = None,
        threads: int = 20,
        objects: int = 8,
    ) -> None:
        check_bounds("threads", threads, 1, MOST_THREADS)
        check_bounds("objects", objects, 0, MOST_OBJECTS)
        self.trace = trace
        first, last = max(start or 0, 0), trace.end if end is None else min(end, trace.end)
        if first >= last and not start is end is None:
            raise WrongUseError(
                "the trace has no such time",
                f"{first / NANO} s to {(trace.end if end is None else end) / NANO} s",
                next_step=f"take a part of 0 s to {trace.end / NANO} s",
            )
        self._wanted = Wanted(first, last, threads, objects)
        self._words = CHINESE if language == "zh" else ENGLISH

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        words = self._words if _can_show(self._words, options.encoding) else ENGLISH
        yield from Picture(self.trace, self._wanted, words, options).rows()


def _can_show(words: Words, encoding: str) -> bool:
    try:
        words.blank.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
