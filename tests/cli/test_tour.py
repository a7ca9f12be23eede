"""helloworld tour: the first minute."""

import pytest
from processes import installed, output_of

from hello.catalogue import DEMOS

TOUR = (installed("helloworld"), "tour")


@pytest.mark.parametrize(
    ("language", "last"), [("en", "check all that the tutorial says"), ("zh", "检验教程的说法")]
)
def test_it_greets_shows_a_demo_of_each_chapter_and_says_where_to_go(
    language: str, last: str
) -> None:
    text = output_of(*TOUR, "--lang", language, environment={"LC_ALL": "de_DE.UTF-8"})

    marks = ["Hallo", *(demo.command for demo in DEMOS if demo.in_tour), last]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
