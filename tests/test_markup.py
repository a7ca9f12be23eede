"""HTML from values: what is text stays text."""

from hello.markup import LONGEST, Markup, element, joined, legible, markup


def test_markup_is_taken_as_such_and_text_is_not() -> None:
    inner = element("b", "<&>", title='"\n', hidden=True, lang=None, aria_label="x", class_="y")

    assert inner == '<b title="&quot;\n" hidden aria-label="x" class="y">&lt;&amp;&gt;</b>'
    assert joined(inner, None, "&") == inner + "&amp;"
    assert element("p", class_='"', open=False) == '<p class="&quot;"></p>'
    assert element("br", class_="a") == '<br class="a">'
    assert isinstance(joined("a"), Markup)


def test_a_long_text_is_cut_and_says_by_how_much() -> None:
    assert markup("x" * LONGEST) == "x" * LONGEST
    assert markup("x" * (LONGEST + 1500)).endswith("x ... (1,500 more characters)")


def test_legible_text_keeps_what_people_write() -> None:
    text = "tab\tline\n中文 עברית 👩\u200d💻 é"

    assert legible(text) == text
    assert legible("\u202e\x00\udcff") == "\\u202e\\u0000\\udcff"
