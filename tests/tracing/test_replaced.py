"""Names that a program has taken for itself are told of."""

import threading
import time

import pytest

from hello.tracing.replaced import Names


def test_nothing_is_said_where_all_is_as_it_was() -> None:
    assert list(Names().notes()) == []


def test_names_are_told_with_who_took_them(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names()
    monkeypatch.setattr(threading, "Lock", dict)
    monkeypatch.setattr(time, "sleep", print)

    assert list(names.notes()) == [
        "threading.Lock, time.sleep were replaced by builtins: what goes through is not seen"
    ]


def test_one_name_and_many(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names()
    monkeypatch.setattr(threading, "Lock", dict)
    (one,) = names.notes()
    for name in ("Condition", "Event", "Timer", "Thread"):
        monkeypatch.setattr(threading, name, dict)
    (many,) = names.notes()

    assert one == "threading.Lock was replaced by builtins: what goes through is not seen"
    assert "and 2 more were replaced by builtins" in many
