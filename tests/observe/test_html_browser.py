"""The page of a trace in a real browser: drawn right, quiet, usable by mouse and by keyboard."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import page_traces
import pytest
from chromium import Page, chromium, find_chromium

from hello.observe.findings import findings
from hello.observe.html import render
from hello.observe.model import Trace
from hello.observe.telling import tell

SCHEMES = ("light", "dark")
WIDTHS = (400, 800, 1280, 1600)

CASES: dict[str, Callable[[], Trace]] = {
    "contention": page_traces.contention,
    "deadlock": page_traces.deadlock,
    "processes": page_traces.processes,
    "futures": page_traces.futures,
    "inversion": page_traces.inversion,
    "nothing": page_traces.nothing,
    "hostile": page_traces.hostile,
    "moments": page_traces.moments,
    "many": page_traces.many,
}

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"

WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"

FOCUSABLE = """[...document.querySelectorAll(
    'summary, button:not(:disabled), input, [tabindex]'
)].filter(one => one.checkVisibility())"""

# WCAG 2.2, 1.4.3: the contrast of each text with what is behind it.
TOO_FAINT = """(() => {
  const rgb = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [[r, 0.2126], [g, 0.7152], [b, 0.0722]].reduce((sum, [v, k]) =>
    sum + k * (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4), 0);
  const contrast = (one, other) => {
    const [a, b] = [one, other].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const behind = one => {
    for (; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    throw new Error("nothing behind");
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !one.checkVisibility()) continue;
    if (contrast(rgb(getComputedStyle(one).color), behind(one)) < 4.5) found.push(one.outerHTML);
  }
  const hex = text => [1, 3, 5].map(i => parseInt(text.slice(i, i + 2), 16));
  for (const ground of ["blocked", "io", "held", "sheet", "inset"]) {
    if (contrast(hex(colours.ink), hex(colours[ground])) < 4.5) found.push(ground);
  }
  for (const shape of ["running", "blocked-line", "io-line", "held-line", "sleeping-line"]) {
    if (contrast(hex(colours[shape]), hex(colours.sheet)) < 3) found.push(shape);
  }
  return found;
})()"""

Show = Callable[..., str]


@cache
def html(case: str, language: str) -> str:
    return render(CASES[case](), language)


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
def show(page: Page, tmp_path: Path) -> Show:
    """Return a function that shows the page of a case, and returns its address."""

    def show(
        case: str = "contention", language: str = "en", width: int = 1280, scheme: str = "light"
    ) -> str:
        file = tmp_path / "trace.html"
        file.write_text(html(case, language), encoding="utf-8")
        page.look(width, scheme)
        page.go(file.as_uri())
        return file.as_uri()

    return show


def press(page: Page, key: str) -> None:
    """Press a key that has no text, too: an arrow, Escape."""
    if len(key) == 1 or key == "Enter":
        page.press(key)
        return
    code = {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Escape": 27}[key]
    for kind in ("rawKeyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code)


def focus(page: Page) -> None:
    page.run("chart.focus()")


def mouse(page: Page, kind: str, x: float, y: float, **more: object) -> None:
    page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)


def point(page: Page, row: str, time: float) -> tuple[float, float]:
    """Return where on the screen the lane *row* is at *time*, ms."""
    found: list[float] = page.run(
        f"""(() => {{
        const row = rows.find(one => one.short.startsWith({row!r}));
        const bounds = chart.getBoundingClientRect();
        return [bounds.left + view.x({time} * 1e6), bounds.top + row.top + 12 - box.scrollTop];
        }})()"""
    )
    return found[0], found[1]


def click(page: Page, row: str, time: float) -> None:
    x, y = point(page, row, time)
    mouse(page, "mousePressed", x, y, button="left", clickCount=1)
    mouse(page, "mouseReleased", x, y, button="left", clickCount=1)


def colours(page: Page, row: str, time: float) -> list[str]:
    """Return the names of the colours in a lane's column of pixels at *time*, ms."""
    page.run(DRAWN)
    found: list[str] = page.run(
        f"""(() => {{
        const row = rows.find(one => one.short.startsWith({row!r}));
        const x = Math.floor(view.x({time} * 1e6));
        const data = pen.getImageData(x, row.top + 1 - box.scrollTop, 1, row.height - 2).data;
        const names = new Set();
        for (let i = 0; i < data.length; i += 4) {{
          const code = "#" + [...data.slice(i, i + 3)].map(
            one => one.toString(16).padStart(2, "0")).join("");
          names.add(Object.keys(colours).find(name => colours[name] === code) || "other");
        }}
        return [...names];
        }})()"""
    )
    return found


def facts(page: Page) -> dict[str, str]:
    """Return what is told of what is selected, by term."""
    told: dict[str, str] = page.run(
        """Object.fromEntries([...document.querySelectorAll("#told dl div")].map(
        one => [one.querySelector("dt").textContent, one.querySelector("dd").textContent]))"""
    )
    return {"": page.run("document.getElementById('told').textContent"), **told}


def span(page: Page) -> list[float]:
    """Return from when to when is seen, in ms."""
    seen: list[float] = page.run("[view.start / 1e6, view.end / 1e6]")
    return seen


@pytest.mark.parametrize(
    ("case", "language"),
    [*((case, "en") for case in CASES), ("contention", "zh"), ("deadlock", "zh")],
)
def test_nothing_is_wider_than_the_screen_and_nothing_complains(
    page: Page, show: Show, case: str, language: str
) -> None:
    """In both schemes, all of it open, with something selected; and a browser asks nobody."""
    address = show(case, language)
    page.run(OPEN_ALL)
    page.run("stepStretch(1)")

    for scheme in SCHEMES:
        for width in WIDTHS:
            page.look(width, scheme)
            page.run(DRAWN)
            assert page.run(WIDTH) == 0, f"{scheme}, {width}"
    assert page.complaints() == []
    assert page.requests() == [address]
    assert page.run("document.title") != "owned"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_texts_and_shapes_have_the_contrast_of_wcag_aa(page: Page, show: Show, scheme: str) -> None:
    show("deadlock", scheme=scheme)
    page.run(OPEN_ALL)
    page.run("stepStretch(1)")

    assert page.run(TOO_FAINT) == []


def test_a_change_of_scheme_draws_anew(page: Page, show: Show) -> None:
    show()
    before = page.run("colours.sheet")
    page.look(1280, "dark")

    assert "sheet" in colours(page, "Ann", 0.5)
    assert page.run("colours.sheet") != before


def test_each_state_is_drawn_as_what_it_is_where_it_is(page: Page, show: Show) -> None:
    show()

    assert "running" in colours(page, "Ann", 2)
    assert "ready" in colours(page, "Bob", 2.5)
    assert {"sleeping", "sleeping-line"} <= set(colours(page, "Ann", 6))
    assert {"blocked", "blocked-line"} <= set(colours(page, "Cleo", 15))
    assert {"held", "held-line"} <= set(colours(page, "Lock", 8))
    assert "bad" in colours(page, "Cleo", 18)  # an exception ended it
    assert "held" in colours(page, "Queue", 8)
    assert not {"running", "blocked"} & set(colours(page, "Ann", 19.5))


@pytest.mark.parametrize("lane", ["Ann", "Bob"])
def test_what_takes_a_thousandth_of_a_pixel_is_seen(page: Page, show: Show, lane: str) -> None:
    show("moments")

    assert {"running", "blocked"} <= set(colours(page, lane, 500))


def test_parts_of_lanes_add_up(page: Page, show: Show) -> None:
    show("many")
    wrong = page.run(
        """(() => {
        const { spans } = threadRows[5];
        for (let turn = 0; turn < 300; turn++) {
          const from = (given.end * ((turn * 37) % 300)) / 300 + turn;
          const to = from + (given.end * turn) / 3000;
          const plain = new Map();
          for (let i = 0; i < spans.length; i++) {
            const common = Math.min(spans.ends[i], to) - Math.max(spans.starts[i], from);
            const kind = spans.kinds[i];
            if (common > 0) plain.set(kind, (plain.get(kind) || 0) + common);
          }
          const shares = new Map(spans.shares(from, to));
          for (const [kind, time] of plain) {
            if (Math.abs((shares.get(kind) || 0) - time) > 1) return [turn, kind, time];
          }
          if (shares.size > plain.size) return [turn, "too many"];
        }
        return null;
        })()"""
    )

    assert wrong is None


def test_a_stretch_begins_at_its_start_and_ends_before_its_end(page: Page, show: Show) -> None:
    show()
    found = page.run("[3e6 - 1, 3e6, 9e6 - 1, 9e6].map(time => threadRows[1].spans.at(time))")

    assert found == [0, 1, 1, 2]
    bob = page.run("Array.from(threadRows[2].waits, wait => waits.thread[wait])")
    assert bob == [None, None, 2, None]  # running, ready, his wait, running
    assert page.run("[1, 4e6, 1e9].map(time => objectRows[1].curve.at(time))") == [0, 2, 2]


def test_of_several_depths_in_a_pixel_the_highest_is_drawn(page: Page, show: Show) -> None:
    """A queue that was full for a moment is seen to have been."""
    show()
    heights = page.run(
        """(() => {
        const curve = new Curve([0, 10e6, 10e6 + 10, 10e6 + 20], [1, 2, 9, 1]);
        const tops = [];
        const plain = pen.fillRect;
        pen.fillRect = (x, y, width, height) => tops.push(height);
        drawCurve(curve, 0, 90, "#000000");
        pen.fillRect = plain;
        return tops;
        })()"""
    )

    assert heights == [10, 10, 90, 10]


def test_a_text_is_cut_to_its_room_and_no_more(page: Page, show: Show) -> None:
    show()
    wrong = page.run(
        """["iiiiiiiiWWWWWWWW", "WWWWWWWWiiiiiiii", "\u7ebf\u7a0b lock \u7684"].flatMap(text =>
        [10, 25, 40, 60, 90, 400].filter(room => {
          const shown = cut(text, room);
          const next = text.slice(0, shown.length) + "\u2026";
          const isTooWide = measured(shown) > room;
          return isTooWide || (shown.length > 1 && shown !== text && measured(next) < room - 16);
        }))"""
    )

    assert wrong == []


STROKES = """(() => {
  let strokes = 0;
  const plain = pen.fillRect;
  pen.fillRect = (...box) => { strokes += 1; plain.apply(pen, box); };
  draw();
  pen.fillRect = plain;
  return strokes;
})()"""


def test_a_frame_of_100k_stretches_costs_no_more_than_its_pixels(page: Page, show: Show) -> None:
    show("many")
    stretches = page.run("threadRows.reduce((sum, row) => sum + row.spans.length, 0)")
    strokes = [page.run(STROKES)]
    for _ in range(12):
        page.run("view.zoom(0.5)")
        strokes.append(page.run(STROKES))

    assert stretches > 100_000
    # Pixels that look alike are one stroke.
    assert strokes[0] < 5_000
    # Up to 950 pixels in each of 23 lanes, if each of them had two parts.
    assert max(strokes) < 44_000


def test_hovering_tells_all_facts(page: Page, show: Show) -> None:
    show()
    mouse(page, "mouseMoved", *point(page, "Cleo", 12))
    text = page.run("tip.innerText")
    mouse(page, "mouseMoved", 5, 5)

    for fact in (
        "Cleo",
        "State: blocked",
        "From: 4.000 ms",
        "For: 12.0 ms",
        "Waits for: Lock 'accounts' (bank.py:12)",
        "Held by: Ann (6.00 ms), Bob (5.90 ms)",
        "Where: /home/ann/bank.py:41 in pay",
        "Taken at: /home/ann/bank.py:31 in pay",
        "The holder meanwhile: asleep 5.00 ms (for sleep at bank.py:32 in pay), running 1.00 ms",
        "Outcome: got it",
        "Let go on by: Bob",
    ):
        assert fact in text.splitlines()
    assert page.run("tip.hidden")


@pytest.mark.parametrize("height", [900, 420])
@pytest.mark.parametrize("row", ["MainThread", "Cleo", "Queue"])
def test_all_of_what_hovering_tells_is_on_the_screen(
    page: Page, show: Show, row: str, height: int
) -> None:
    show(width=400)
    page.look(400, height=height)
    page.run("frame.scrollIntoView({ block: 'center' })")
    page.run(DRAWN)  # the page has told that it was scrolled
    mouse(page, "mouseMoved", *point(page, row, 15))
    bounds = page.run("tip.getBoundingClientRect().toJSON()")

    assert page.run("tip.checkVisibility() && !frame.contains(tip)")
    assert 0 <= bounds["top"] < bounds["bottom"] <= height
    assert 0 <= bounds["left"] < bounds["right"] <= 400


def test_hovering_a_queue_tells_its_depth_just_then(page: Page, show: Show) -> None:
    show()
    mouse(page, "mouseMoved", *point(page, "Queue", 7))

    assert "Items: 3" in page.run("tip.innerText").splitlines()


def test_a_selected_wait_shows_who_held_and_since_where(page: Page, show: Show) -> None:
    show()
    before = [colours(page, row, 13) for row in ("Bob", "Lock")]
    click(page, "Cleo", 12)
    after = [colours(page, row, 13) for row in ("Bob", "Lock")]

    assert facts(page)["Held by"] == "Ann (6.00 ms), Bob (5.90 ms)"
    assert facts(page)["Taken at"].endswith("bank.py:31 in pay")
    assert not any("link" in one for one in before)
    # A dashed line: some of the next pixels have it.
    for row in ("Bob", "Lock", "Ann"):
        at = 7 if row == "Ann" else 13
        assert any("link" in colours(page, row, at + shift / 10) for shift in range(10)), after


def test_a_selected_hold_tells_who_waited(page: Page, show: Show) -> None:
    show()
    click(page, "Lock", 8)

    assert facts(page)["Held by"] == "Ann"
    assert facts(page)["Threads that waited"] == "Bob, Cleo"


def test_a_click_on_a_name_tells_of_the_whole_lane(page: Page, show: Show) -> None:
    show()
    x, y = point(page, "Cleo", 0)
    for kind in ("mousePressed", "mouseReleased"):
        mouse(page, kind, x - 100, y, button="left", clickCount=1)

    assert facts(page)["Lived"] == "17.0 ms, From 1.000 ms"
    assert "ended by an exception" in facts(page)["Note"]


def test_the_wheel_zooms_where_the_pointer_is(page: Page, show: Show) -> None:
    show()
    x, y = point(page, "Bob", 15)
    mouse(page, "mouseWheel", x, y, deltaX=0, deltaY=-300)
    start, end = span(page)

    assert end - start < 15
    assert abs(point(page, "Bob", 15)[0] - x) < 2


def test_the_wheel_scrolls_the_page_where_all_is_seen(page: Page, show: Show) -> None:
    """A page whose lanes fill the screen is no trap."""
    show()
    turn = """chart.dispatchEvent(new WheelEvent(
        "wheel", { deltaY: %d, clientX: 600, clientY: 400, cancelable: true }))"""

    assert page.run(turn % 200) is True
    assert page.run(turn % -200) is False
    assert page.run(turn % 20) is False


def test_dragging_moves(page: Page, show: Show) -> None:
    show()
    page.run("view.show(5e6, 10e6)")
    x, y = point(page, "Bob", 7)
    mouse(page, "mousePressed", x, y, button="left", clickCount=1)
    for step in (50, 100):
        mouse(page, "mouseMoved", x - step, y, button="left", buttons=1)
    mouse(page, "mouseReleased", x - 100, y, button="left", clickCount=1)

    start, end = span(page)
    assert start > 5
    assert end - start == pytest.approx(5)
    assert page.run("selected.row") is None


def test_keys_zoom_and_move(page: Page, show: Show) -> None:
    show()
    focus(page)
    spans = []
    for key in ("+", "+", "ArrowRight", "ArrowLeft", "-", "0"):
        press(page, key)
        spans.append(span(page))

    assert spans[0] == [5, 15]
    assert spans[1] == [7.5, 12.5]
    assert spans[2][0] > 7.5
    assert spans[3] == pytest.approx([7.5, 12.5])
    assert spans[4] == pytest.approx([5, 15])
    assert spans[5] == [0, 20]


def test_keys_go_from_lane_to_lane_and_wait_to_wait_and_to_the_holder(
    page: Page, show: Show
) -> None:
    show()
    focus(page)
    told = []
    for key in ("ArrowDown", "ArrowDown", "n", "ArrowDown", "n", "h", "Escape"):
        press(page, key)
        told.append(facts(page))

    assert [one[""].split("\n")[0][:3] for one in told[:2]] == ["Mai", "Ann"]
    assert told[2]["State"] == "asleep"
    assert told[3][""].startswith("Bob")
    assert told[4]["Held by"] == "Ann (7.00 ms)"
    assert told[5]["State"] == "asleep"
    assert told[5][""].startswith("Ann")
    assert told[6][""].startswith("Select")


def test_enter_zooms_to_what_is_selected(page: Page, show: Show) -> None:
    show()
    focus(page)
    for key in ("ArrowDown", "n", "Enter"):
        press(page, key)

    start, end = span(page)
    assert 0 < start < 5
    assert 18 < end <= 20


def test_a_lane_that_is_out_of_sight_is_scrolled_to(page: Page, show: Show) -> None:
    show("many")
    page.look(1280, height=400)
    focus(page)
    for _ in range(21):
        press(page, "ArrowDown")

    assert page.run("box.scrollTop") > 0
    assert page.run("selected.row.top + 26 <= box.scrollTop + box.clientHeight")


def type_in(page: Page, text: str) -> None:
    page.run("field.focus()")
    page.call("Input.insertText", text=text)


LANES = "rows.map(row => row.short.split(' ')[0])"


def test_a_search_for_a_thread_leaves_it_and_what_it_waited_for(page: Page, show: Show) -> None:
    show()
    type_in(page, "bob")

    assert page.run(LANES) == ["Bob", "Lock"]
    assert page.run("document.getElementById('found').textContent") == "2 of 6 lanes, waits: 1"


def test_a_search_for_a_line_finds_the_waits_there(page: Page, show: Show) -> None:
    show()
    type_in(page, "bank.py:41")
    press(page, "Enter")

    assert "Cleo" in page.run(LANES)
    assert facts(page)["Where"] == "/home/ann/bank.py:41 in pay"


def test_a_search_that_finds_nothing_says_so_and_escape_ends_it(page: Page, show: Show) -> None:
    show(language="zh")
    type_in(page, "zzz")
    said = page.run("document.getElementById('found').textContent")
    states = [page.run("nextButton.disabled")]
    page.run("field.value = ''")
    type_in(page, "bob")
    states.append(page.run("nextButton.disabled"))
    press(page, "Escape")

    assert said == "没有找到"
    assert states == [True, False]
    assert page.run("rows.length") == 6
    assert page.run("document.activeElement === chart")


def test_what_is_gone_to_ends_a_search_that_had_left_it_out(page: Page, show: Show) -> None:
    show()
    type_in(page, "bob")
    page.run("goTo(threadRows[3])")

    assert page.run("[rows.length, field.value, selected.row.name]") == [6, "", "Cleo"]


def test_a_slash_leads_to_the_search(page: Page, show: Show) -> None:
    show()
    focus(page)
    press(page, "/")

    assert page.run("document.activeElement === field")
    assert page.run("field.value") == ""


@pytest.mark.parametrize("case", ["contention", "deadlock", "futures", "inversion"])
def test_every_finding_leads_to_something(page: Page, show: Show, case: str) -> None:
    show(case)
    number = page.run("document.querySelectorAll('.show').length")

    assert number > 3
    for index in range(number):
        page.run("select(null)")
        page.run(f"document.querySelectorAll('.show')[{index}].click()")
        assert page.run("selected.row !== null"), index
        assert page.run("document.activeElement === chart")


def test_a_deadlock_is_marked(page: Page, show: Show) -> None:
    show("deadlock")
    page.run("document.querySelector('.deadlocks .show').click()")

    assert facts(page)["Note"] == "part of a deadlock"
    assert "bad" in colours(page, "Bob", 50.05)
    assert "bad" not in colours(page, "Bob", 60)


def test_processes_have_headings_and_their_lanes_short_names(page: Page, show: Show) -> None:
    show("processes")
    names = page.run("rows.map(row => row.short)")

    assert names[:5] == ["process 100", "MainThread", "Ann", "Bob", "Cleo"]
    assert names.index("process 200") == len(names) // 2
    assert names[: len(names) // 2][1:] == names[len(names) // 2 :][1:]


def test_what_one_line_made_many_of_has_one_lane(page: Page, show: Show) -> None:
    show("futures")

    assert page.run("rows.map(row => row.short)") == ["MainThread", "Future (bank.py:30) \u00d7 5"]
    assert page.run("rows[1].own.length") == 5


def test_a_screen_reader_is_told_what_the_lanes_are_and_what_is_selected(
    page: Page, show: Show
) -> None:
    show()
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    roles: dict[str, list[Any]] = {}
    for node in nodes:
        name = node.get("name", {}).get("value")
        roles.setdefault(node.get("role", {}).get("value"), []).append(name)

    assert any("Lanes of 4 threads and 2 locks" in name for name in roles["application"])
    assert page.run("document.getElementById('told').getAttribute('aria-live')") == "polite"
    assert "Ann" in roles["rowheader"]
    assert all(roles["button"])


@pytest.mark.parametrize("width", [400, 1600])
def test_tab_goes_through_every_control_in_order(page: Page, show: Show, width: int) -> None:
    show(width=width)
    page.press("Tab")  # to skip to the findings
    number = page.run(f"{FOCUSABLE}.length")
    seen = []
    for _ in range(number):
        page.press("Tab")
        seen.append(page.run(f"{FOCUSABLE}.indexOf(document.activeElement)"))
        assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    assert seen == list(range(number))


def test_headings_leave_out_no_level(page: Page, show: Show) -> None:
    show()
    page.run("stepStretch(1)")
    levels = page.run("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])")

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_on_paper_all_lanes_are_there_dark_on_light(page: Page, show: Show) -> None:
    show("many", scheme="dark")
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    ground, ink = page.run("colours.sheet"), page.run("colours.ink")
    hidden = page.run("box.scrollHeight - box.clientHeight")
    width, rows = page.run("[frame.clientWidth, seen().length]")
    page.run("window.dispatchEvent(new Event('afterprint'))")

    assert (ground, ink) == ("#ffffff", "#22272c")
    assert hidden == 0
    assert width < 720  # of a sheet of A4
    assert rows == 22
    assert page.run("colours.sheet") != ground
    assert page.pdf().startswith(b"%PDF")
    assert page.complaints() == []


def test_without_scripts_the_findings_and_numbers_are_there(page: Page, show: Show) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    show()
    seen = "[...document.querySelectorAll('%s')].filter(one => one.checkVisibility()).length"

    assert page.run(seen % ".found") == len(list(tell(findings(page_traces.contention()), "en")))
    assert page.run(seen % "table") == 2
    assert page.run(seen % "noscript p") == 1
    assert page.run(seen % "button, canvas, input") == 0
    assert page.complaints() == []


@pytest.mark.parametrize(
    "intruder",
    [
        "<script>document.title = 'owned'</script>",
        "<img src=x onerror=\"document.title = 'owned'\">",
        "<img src='https://example.com/x.png'>",
        "<iframe src='https://example.com/'></iframe>",
    ],
)
def test_what_is_not_the_pages_own_is_stopped(
    page: Page, show: Show, tmp_path: Path, intruder: str
) -> None:
    """Were a text ever to get in as markup, the policy would stop it, and the console say so."""
    show()
    file = tmp_path / "trace.html"
    intruded = html("contention", "en").replace("</main>", f"{intruder}</main>")
    file.write_text(intruded, encoding="utf-8")
    page.go(file.as_uri())

    assert "Content Security Policy" in " ".join(page.complaints())
    assert page.run("document.title") != "owned"
