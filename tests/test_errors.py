import pytest

from hello.errors import HelloError, WrongUseError, unknown


def test_the_line_has_fact_value_and_next_step() -> None:
    error = HelloError("no such file", "a b.txt", next_step="check the path")

    assert str(error) == "no such file: 'a b.txt'; check the path"


def test_the_value_may_be_missing() -> None:
    assert str(HelloError("nothing to do", next_step="add a file")) == "nothing to do; add a file"


def test_a_false_value_is_still_shown() -> None:
    assert str(HelloError("too few", 0, next_step="take 1 or more")) == "too few: 0; take 1 or more"


@pytest.mark.parametrize("value", ["two\nlines", "esc\x1b[31m", "byte \udcff"], ids=ascii)
def test_the_line_stays_one_line_of_text(value: str) -> None:
    assert str(HelloError("bad name", value, next_step="use letters")).isprintable()


@pytest.mark.parametrize(("kind", "code"), [(HelloError, 1), (WrongUseError, 2)])
def test_a_fault_and_wrong_use_differ_in_the_exit_code(kind: type[HelloError], code: int) -> None:
    assert kind("fact", next_step="step").exit_code == code


def test_wrong_use_is_caught_as_our_error() -> None:
    assert issubclass(WrongUseError, HelloError)


@pytest.mark.parametrize(
    ("value", "next_step"),
    [
        ("heapsort", "did you mean 'heap-sort'?"),
        ("loging", "did you mean 'logging'?"),
        ("zebra", "see the list"),
        ("", "see the list"),
    ],
)
def test_an_unknown_value_leads_to_the_nearest_known_one(value: str, next_step: str) -> None:
    error = unknown("demo", value, ["modules", "logging", "heap-sort"], otherwise="see the list")

    assert isinstance(error, WrongUseError)
    assert str(error) == f"no such demo: {value!r}; {next_step}"
