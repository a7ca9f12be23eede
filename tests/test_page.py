"""Pages are whole, load nothing, and take a person's words as words."""

import pytest

from hello import page

HOSTILE = [
    "*bold* ``code`` `link`_ |sub| [1]_",
    "<script>alert(1)</script>",
    "line\n\n.. raw:: html\n\n   <script>",
    "\n====\nTitle\n====\n",
    "back\\slash and trailing_",
    "堆 & <b>",
]


def test_a_page_is_whole_and_in_its_language() -> None:
    html = page.render(page.heading("堆排序") + "\n你好\n", "zh")

    assert '<html lang="zh">' in html.replace(' xmlns="http://www.w3.org/1999/xhtml"', "").replace(
        ' xml:lang="zh"', ""
    )
    assert "<title>堆排序</title>" in html
    assert "你好" in html
    assert "<link" not in html


@pytest.mark.parametrize("words", HOSTILE, ids=repr)
def test_escaped_words_come_out_as_they_went_in(words: str) -> None:
    html = page.render(f"Said: {page.escaped(words)}", "en")

    shown = " ".join(words.split())
    for character, entity in {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.items():
        shown = shown.replace(character, entity)
    assert f"Said: {shown}</p>" in html
    assert "<script" not in html


def test_a_page_cannot_read_files_or_pass_html_through() -> None:
    html = page.render(".. include:: /etc/passwd\n\n.. raw:: html\n\n   <script>1</script>\n")

    assert "root:" not in html
    assert "<script" not in html


@pytest.mark.parametrize("title", ["x", "Heap", "堆排序"])
def test_a_heading_is_long_enough(title: str) -> None:
    assert f"<title>{title}</title>" in page.render(page.heading(title) + "\nText\n")
