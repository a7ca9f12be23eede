"""The bounds of what may be changed, and the errors outside them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.demos.basics.logging_demo.setting import (
    STANDARD_LEVELS,
    Setting,
    assignments,
    changed_setting,
    filter_name,
    level_number,
)
from hello.errors import WrongUseError


@pytest.mark.parametrize(
    ("level", "number"),
    [(0, 0), (100, 100), ("35", 35), (" 35 ", 35), ("ERROR", 40), ("error", 40), ("NotSet", 0)],
)
def test_a_level_is_a_number_or_a_name(level: int | str, number: int) -> None:
    assert level_number(level) == number


@given(st.text())
def test_any_text_is_a_level_within_bounds_or_wrong_use(text: str) -> None:
    with suppress(WrongUseError):
        assert 0 <= level_number(text) <= 100


@pytest.mark.parametrize(
    ("level", "complaint"),
    [
        (101, "level out of bounds: 101; take one from 0 to 100"),
        (-1, "level out of bounds: -1; take one from 0 to 100"),
        ("9" * 5000, "level out of bounds: 999"),
        ("WARN", "no such level: 'WARN'; did you mean 'WARNING'?"),
        ("debugg", "no such level: 'debugg'; did you mean 'debug'?"),
        ("", "no such level: ''; take a number from 0 to 100, or one of critical, error"),
        ("+-5", "no such level: '+-5'; take a number from 0 to 100"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_another_level_is_wrong_use(level: int | str, complaint: str) -> None:
    with pytest.raises(WrongUseError) as caught:
        level_number(level)

    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("name", ["", "s1.s2", "x" * 60, "日志"])
def test_a_filter_may_have_this_name(name: str) -> None:
    assert filter_name(name) == name


@pytest.mark.parametrize("name", ["x" * 61, "a\nb", "\x1b[31m"])
def test_a_filter_may_not_have_this_name(name: str) -> None:
    with pytest.raises(WrongUseError, match="at most 60 printable characters"):
        filter_name(name)


def test_changes_are_made_to_the_tutorials_setting() -> None:
    setting = changed_setting({"s1": "INFO"}, {"root": "s1"}, {"s1": "s1.s2"}, 20, ["s1"])

    assert setting == Setting(
        levels={"root": 0, "s1.s2": 40, "s1": 20},
        filters={"s1.s2": "s1.s2", "root": "s1"},
        handler_filters={"s1": "s1.s2"},
        handler_level=20,
        no_propagate=("s1",),
    )


def test_without_changes_it_is_the_tutorials_setting() -> None:
    assert changed_setting({}, {}, {}, STANDARD_LEVELS["CRITICAL"], []) == Setting()


@pytest.mark.parametrize("parameter", range(3), ids=["levels", "filters", "handler_filters"])
def test_an_unknown_logger_is_wrong_use(parameter: int) -> None:
    levels, filters, handler_filters = (
        {"s1.s2.s": "10"} if i == parameter else {} for i in range(3)
    )

    with pytest.raises(WrongUseError, match=r"no such logger: 's1\.s2\.s'; did you mean 's1\.s2"):
        changed_setting(levels, filters, handler_filters, 50, [])


def test_the_root_has_nowhere_to_propagate_to() -> None:
    with pytest.raises(WrongUseError, match="no such logger below the root: 'root'; take one of"):
        changed_setting({}, {}, {}, 50, ["root"])


def test_assignments_are_read_up_to_the_first_equals_sign() -> None:
    assert assignments("--filter", ["s1=a=b", "s1.s2="]) == {"s1": "a=b", "s1.s2": ""}


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        (["s1"], "--filter without '=': 's1'; write --filter LOGGER=VALUE"),
        (["s1=a", "s1=a"], "--filter twice for one logger: 's1'; give each logger once"),
    ],
    ids=["no equals sign", "twice"],
)
def test_other_texts_are_wrong_use(texts: list[str], complaint: str) -> None:
    with pytest.raises(WrongUseError) as caught:
        assignments("--filter", texts)

    assert str(caught.value) == complaint
