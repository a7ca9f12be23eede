from greeter import words


def test_greets_in_english() -> None:
    assert words()["en"] == "Hello"
