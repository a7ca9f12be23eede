"""The watched handler and filter decide as those of the standard library do."""

import logging
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from hello.demos.basics.logging_demo.facts import FILTER, LEVEL, WRITTEN, Asked, Visit
from hello.demos.basics.logging_demo.watched import Trail, WatchedFilter, WatchedHandler

NAMES = st.lists(st.sampled_from(["s1", "s2", "s22", "s"]), max_size=3).map(".".join)


def private_logger() -> logging.Logger:
    return logging.Manager(logging.RootLogger(logging.NOTSET)).getLogger("s1")


@given(filter_name=NAMES, record_name=NAMES)
def test_the_filter_says_what_logging_says(filter_name: str, record_name: str) -> None:
    trail = Trail()
    record = logging.makeLogRecord({"name": record_name})
    expected = bool(logging.Filter(filter_name).filter(record))

    assert WatchedFilter(filter_name, "here", trail).filter(record) == expected
    assert trail.asked == [Asked("here", filter_name, expected)]


@given(handler_level=st.integers(0, 100), level=st.integers(0, 100))
def test_the_handler_takes_what_logging_takes(handler_level: int, level: int) -> None:
    plain, watched, trail = StringIO(), StringIO(), Trail()
    handlers = (logging.StreamHandler(plain), WatchedHandler(watched, "here", trail))
    logger = private_logger()
    for handler in handlers:
        handler.setLevel(handler_level)
        logger.addHandler(handler)

    logger.handle(logging.makeLogRecord({"levelno": level, "msg": "said"}))

    assert watched.getvalue() == plain.getvalue()
    assert trail.visits == [Visit("here", WRITTEN if plain.getvalue() else LEVEL)]


def test_the_handler_tells_that_its_filter_refused() -> None:
    stream, trail = StringIO(), Trail()
    handler = WatchedHandler(stream, "here", trail)
    handler.addFilter(logging.Filter("other"))
    logger = private_logger()
    logger.addHandler(handler)

    logger.warning("said")

    assert trail.visits == [Visit("here", FILTER)]
    assert stream.getvalue() == ""


def test_a_cleared_trail_is_empty() -> None:
    trail = Trail([Asked("here", "s1", passed=True)], [Visit("here", LEVEL)])
    trail.clear()

    assert trail == Trail()
