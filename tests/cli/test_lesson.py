"""helloworld lesson: in the terminal and as a page."""

from pathlib import Path

import pytest
from processes import installed, output_of

from hello.language import TEXT_LANGUAGES

LESSON = (installed("helloworld"), "lesson")


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_it_is_rendered_for_the_terminal(language: str) -> None:
    text = output_of(*LESSON, "heap-sort", "--lang", language)

    assert {"en": "heap", "zh": "堆"}[language] in text
    assert "``" not in text
    assert ".. code-block" not in text


@pytest.mark.parametrize(
    ("locale", "word"), [("zh_CN.UTF-8", "堆"), ("de_DE.UTF-8", "heap"), ("", "heap")]
)
def test_the_language_is_that_of_the_user(locale: str, word: str) -> None:
    environment = {"LC_ALL": locale, "LC_MESSAGES": "", "LANG": "C"}

    assert word in output_of(*LESSON, "heap-sort", environment=environment)


def test_the_page_goes_to_the_file_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "堆.html"

    assert output_of(*LESSON, "heap-sort", "--lang", "zh", "--html", file) == ""
    html = file.read_text(encoding="utf-8")
    assert 'lang="zh"' in html
    assert "堆排序" in html
