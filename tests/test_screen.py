"""What is printed is what was meant."""

import pytest

from hello import screen


@pytest.mark.parametrize("text", ["[bold]x[/bold]", ":smile:", "[/]", "1 'a' None"])
def test_the_console_prints_words_as_they_are(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    screen.console().print(text)

    assert capsys.readouterr().out == f"{text}\n"
