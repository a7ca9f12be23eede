"""The rehearsal's page in a real browser: quiet, within its bounds, usable by keyboard."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import reports
from chromium import Page, chromium, find_chromium

from hello.rehearsal.html.page import render

SCHEMES = ("light", "dark")
WIDTHS = (400, 1280)

CASES = {
    "every outcome": (reports.every_outcome, reports.particulars),
    "failed build": (reports.failed_build, reports.nothing),
    "all passed": (reports.all_passed, reports.particulars),
    "hostile": (reports.hostile, reports.hostile_particulars),
    "many files": (reports.every_outcome, lambda: reports.many_files(5_000)),
}

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"

WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

FOCUSABLE = """[...document.querySelectorAll(
    'a[href], summary, button, iframe, input[type=search], input[type=radio]:checked'
)].filter(one => one.checkVisibility())"""

FOCUS = f"{FOCUSABLE}.indexOf(document.activeElement)"

# WCAG 2.2, 1.4.3: the contrast of each text with what is behind it.
TOO_FAINT = """(() => {
  const rgb = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [[r, 0.2126], [g, 0.7152], [b, 0.0722]].reduce((sum, [v, k]) =>
    sum + k * (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4), 0);
  const behind = one => {
    for (; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    throw new Error("nothing behind");
  };
  const faint = (root) => {
    const found = [];
    const texts = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const one = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !one.checkVisibility()) continue;
      const [a, b] = [rgb(getComputedStyle(one).color), behind(one)].map(light);
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) found.push(`${contrast.toFixed(2)} ${one.outerHTML.slice(0, 80)}`);
    }
    return found;
  };
  const frame = document.querySelector("iframe");
  return [...faint(document.body), ...(frame ? faint(frame.contentDocument.body) : [])];
})()"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def only_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    program = find_chromium()
    if program is None:
        pytest.skip("chromium is not installed")
    with chromium(program, tmp_path_factory.mktemp("browser") / "profile") as started:
        yield started.open("about:blank")


@pytest.fixture
def page(only_page: Page) -> Iterator[Page]:
    """Return the browser's one page, which knows nothing of earlier tests."""
    only_page.forget()
    yield only_page
    only_page.call("Emulation.setScriptExecutionDisabled", value=False)


@pytest.fixture
def show(page: Page, tmp_path: Path) -> Callable[..., str]:
    """Return a function that shows the page of a case, and returns its address."""

    def show(case: str = "every outcome", language: str = "en", width: int = 1280) -> str:
        report, particulars = CASES[case]
        file = tmp_path / "report.html"
        file.write_text(render(report(), particulars(), language), encoding="utf-8")
        page.look(width)
        page.go(file.as_uri())
        return file.as_uri()

    return show


@pytest.mark.parametrize(
    ("case", "language"),
    [*((case, "en") for case in CASES), ("every outcome", "zh"), ("hostile", "zh")],
)
def test_nothing_is_wider_than_the_screen_and_nothing_complains(
    page: Page, show: Callable[..., str], case: str, language: str
) -> None:
    """In both schemes, all of it open; and a browser asks nobody for anything."""
    address = show(case, language)

    for scheme in SCHEMES:
        for width in WIDTHS:
            page.look(width, scheme)
            assert page.run(WIDTH) == 0, f"{scheme}, {width}"
    page.run(OPEN_ALL)
    for width in WIDTHS:
        page.look(width)
        assert page.run(WIDTH) == 0, f"open, {width}"
    assert page.complaints() == []
    assert page.requests() == [address]
    assert page.run("document.title") != "owned"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_text_has_the_contrast_of_wcag_aa(
    page: Page, show: Callable[..., str], scheme: str
) -> None:
    show()
    page.look(1280, scheme)
    page.run(OPEN_ALL)

    assert page.run(TOO_FAINT) == []


def test_the_schemes_differ(page: Page, show: Callable[..., str]) -> None:
    show()
    grounds = []
    for scheme in SCHEMES:
        page.look(1280, scheme)
        grounds.append(page.run("getComputedStyle(document.body).backgroundColor"))

    assert len(set(grounds)) == 2


@pytest.mark.parametrize("case", ["every outcome", "failed build", "all passed"])
def test_tab_goes_through_every_control_in_order(
    page: Page, show: Callable[..., str], case: str
) -> None:
    """And each that has the focus shows it."""
    show(case, width=400)
    number = page.run(f"{FOCUSABLE}.length")

    seen = []
    for _ in range(number):
        page.press("Tab")
        seen.append(page.run(FOCUS))
        if page.run("document.activeElement.tagName") == "IFRAME":
            break  # from there it goes on to what is in the README
        assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    assert seen == list(range(number))


def test_the_first_control_skips_to_the_steps(page: Page, show: Callable[..., str]) -> None:
    show()
    page.press("Tab")
    left = page.run("document.activeElement.getBoundingClientRect().left")
    page.press("Enter")

    assert left >= 0
    assert page.run("location.hash") == "#steps"


@pytest.mark.parametrize("key", ["Enter", " "], ids=["enter", "space"])
def test_a_key_opens_a_step_and_closes_it(page: Page, show: Callable[..., str], key: str) -> None:
    show()
    page.run("document.querySelector('#step-build summary').focus()")
    states = []
    for _ in range(2):
        page.press(key)
        states.append(page.run("document.getElementById('step-build').open"))

    assert states == [True, False]


VISIBLE = "[...document.querySelectorAll('.%s')].filter(one => one.checkVisibility()).length"


def test_typing_filters_the_findings(page: Page, show: Callable[..., str]) -> None:
    show()
    page.run("document.querySelector('input[type=search]').focus()")
    for character in "EXCL":
        page.press(character)

    assert page.run(VISIBLE % "finding") == 1
    assert page.run(VISIBLE % "step") == 1
    assert page.run("document.querySelector('output').textContent") == "1 of 4 findings"


def test_a_filter_that_is_taken_away_leaves_all_as_it_was(
    page: Page, show: Callable[..., str]
) -> None:
    show()
    opened = "[...document.querySelectorAll('.step')].map(one => one.open)"
    page.run("document.getElementById('step-build').open = true")
    before = page.run(opened)
    for kind, number in (("warning", 2), ("fault", 2), ("all", 4)):
        page.run(f"document.querySelector('[value={kind}]').click()")
        assert page.run(VISIBLE % "finding") == number

    assert page.run(opened) == before
    assert page.run(VISIBLE % "step") == 5


def test_what_matches_nothing_says_so(page: Page, show: Callable[..., str]) -> None:
    show(language="zh")
    page.run("document.querySelector('input[type=search]').focus()")
    page.press("9")

    assert page.run(VISIBLE % "step") == 0
    assert page.run("document.getElementById('none-match').checkVisibility()")
    assert page.run("document.querySelector('output').textContent") == "共 4 个问题，显示 0 个"


def test_buttons_open_and_close_all_steps(page: Page, show: Callable[..., str]) -> None:
    show()
    states = []
    for which in ("open", "close"):
        page.run(f"document.querySelector('[data-steps={which}]').click()")
        states.append(page.run("document.querySelectorAll('.step[open]').length"))

    assert states == [5, 0]


def test_many_files_are_drawn_only_when_their_folder_is_opened(
    page: Page, show: Callable[..., str]
) -> None:
    show("many files")
    before = page.run(VISIBLE % "file")
    page.run("document.querySelector('.tree summary').click()")

    assert before == 0
    assert page.run(VISIBLE % "file") == 5_000


def test_the_readme_is_as_high_as_its_text_and_asks_for_no_image(
    page: Page, show: Callable[..., str]
) -> None:
    show(width=400)
    frame = "document.querySelector('iframe').contentDocument.documentElement"

    assert page.run(f"{frame}.scrollHeight - {frame}.clientHeight") == 0
    assert page.run(f"{frame}.querySelector('.image').textContent") == "image: the <badge>"
    assert page.run(f"{frame}.querySelectorAll('img').length") == 0


def test_headings_leave_out_no_level(page: Page, show: Callable[..., str]) -> None:
    show()
    levels = page.run(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => +one.tagName[1])"
    )

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_on_paper_all_steps_and_the_whole_readme_are_there(
    page: Page, show: Callable[..., str]
) -> None:
    show()
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    closed = page.run("document.querySelectorAll('.step:not([open])').length")
    text = page.run("document.querySelector('iframe + div').shadowRoot.textContent")
    page.run("window.dispatchEvent(new Event('afterprint'))")

    assert closed == 0
    assert "Text with a link." in text
    assert page.run("document.querySelectorAll('.step:not([open])').length") == 3
    assert page.run("document.querySelector('iframe + div')") is None
    assert page.pdf().startswith(b"%PDF")
    assert page.complaints() == []


def test_without_scripts_all_is_there_but_the_filter(page: Page, show: Callable[..., str]) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    show()

    assert page.run(VISIBLE % "step") == 5
    assert page.run("document.getElementById('controls').checkVisibility()") is False
    assert page.complaints() == []


@pytest.mark.parametrize(
    "intruder",
    [
        "<script>document.title = 'owned'</script>",
        "<img src=x onerror=\"document.title = 'owned'\">",
        "<p style='color: red'>red</p>",
        "<style>p { color: red }</style>",
        "<img src='https://example.com/x.png'>",
        "<iframe src='https://example.com/'></iframe>",
    ],
)
def test_what_is_not_the_pages_own_is_stopped(
    page: Page, show: Callable[..., str], tmp_path: Path, intruder: str
) -> None:
    """Were a text ever to get in as markup, the policy would stop it, and the console say so."""
    show()
    file = tmp_path / "report.html"
    html = file.read_text(encoding="utf-8").replace("</main>", f"{intruder}</main>")
    file.write_text(html, encoding="utf-8")
    page.go(file.as_uri())

    assert "Content Security Policy" in " ".join(page.complaints())
    assert page.run("document.title") != "owned"
    assert page.run("getComputedStyle(document.querySelector('main p')).color") != "rgb(255, 0, 0)"
