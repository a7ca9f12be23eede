"""The page of a trace without a browser: whole, in its language, and all words are words."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from string import Formatter
from typing import Any

import page_traces
import pytest
from html_reader import Reader

from hello.markup import joined, legible
from hello.observe.findings import findings
from hello.observe.html import render
from hello.observe.html.data import as_json
from hello.observe.html.page import KEYS, LEGEND, SCRIPTS
from hello.observe.html.script_words import SCRIPT
from hello.observe.html.tables import MOST
from hello.observe.html.words import WORDS
from hello.observe.model import State, Trace
from hello.observe.telling import tell

CASES: dict[str, Callable[[], Trace]] = {
    "contention": page_traces.contention,
    "deadlock": page_traces.deadlock,
    "processes": page_traces.processes,
    "nothing": page_traces.nothing,
    "hostile": page_traces.hostile,
}


def data_of(html: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="trace">(.*?)</script>', html)
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("case", CASES)
def test_a_page_is_well_formed_and_encodes_as_utf_8(case: str, language: str) -> None:
    html = render(CASES[case](), language)
    ids = Reader(html).values("id")

    assert html.encode()
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", CASES)
def test_a_page_names_no_other_file(case: str) -> None:
    reader = Reader(render(CASES[case](), "en"))

    assert not [name for name, have in reader.elements if "src" in have or "style" in have]
    assert all(value == "data:," or str(value).startswith("#") for value in reader.values("href"))


def test_the_policy_has_the_hashes_of_the_pages_own_parts() -> None:
    html = render(page_traces.contention(), "en")
    (policy,) = (have["content"] for _, have in Reader(html).elements if "http-equiv" in have)
    parts = {
        "style": re.findall(r"<style>(.*?)</style>", html, re.DOTALL),
        "script": re.findall(r"<script>(.*?)</script>", html, re.DOTALL),
    }

    assert str(policy).startswith("default-src 'none'; ")
    assert "unsafe" not in str(policy)
    for kind, (text,) in parts.items():
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in str(policy)


def test_hostile_names_are_names() -> None:
    html = render(page_traces.hostile(), "en")
    reader = Reader(html)
    data = data_of(html)

    assert [name for name, _ in reader.elements].count("script") == 2
    assert page_traces.EVIL in reader.text
    assert page_traces.EVIL in {thread["name"] for thread in data["threads"]}
    assert "\u202e" not in html
    assert "\x00" not in html


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("case", ["contention", "deadlock", "hostile"])
def test_all_findings_are_there_as_text(case: str, language: str) -> None:
    trace = CASES[case]()
    text = Reader(render(trace, language)).text

    for section in tell(findings(trace), language):
        assert section.title in text
        for said in section.said:
            assert " ".join(legible(said.text).split()) in text
            for detail in said.details:
                assert " ".join(legible(detail.text).split()) in text


def test_a_button_leads_from_each_finding_to_its_wait_or_lane() -> None:
    trace = page_traces.contention()
    targets = [
        (have["data-kind"], int(str(have["data-number"])))
        for _, have in Reader(render(trace, "en")).elements
        if "data-kind" in have
    ]
    (longest, *_) = (number for kind, number in targets if kind == "wait")
    lock = next(number for number, lane in enumerate(trace.objects) if lane.kind == "Lock")

    assert trace.waits[longest].length == 12_000_000
    assert ("object", lock) in targets
    assert {number for kind, number in targets if kind == "thread"} == set(range(4))


def test_a_deadlocks_button_leads_to_a_wait_of_it() -> None:
    trace = page_traces.deadlock()
    html = render(trace, "en")
    first = next(have for _, have in Reader(html).elements if "data-kind" in have)

    assert first["data-kind"] == "wait"
    assert data_of(html)["deadlocks"] == [{"at": 50_000_000, "ended": False, "waits": [0, 1]}]
    assert "A deadlock was seen." in html


ACTIVE = {State.RUNNING, State.READY}


def test_a_deadlock_whose_waits_were_pushed_out_has_no_button() -> None:
    trace = replace(page_traces.deadlock(), waits=(), arrows=())
    objects = tuple(replace(one, waits=(), holds=()) for one in trace.objects)
    threads = tuple(replace(one, stretches=()) for one in trace.threads)
    html = render(replace(trace, objects=objects, threads=threads), "en")

    assert 'data-kind="wait"' not in html
    assert "wait for each other" in html


def sums(steps: list[int]) -> list[int]:
    return list(accumulate(steps))


def starts(lane: dict[str, Any]) -> list[int]:
    both = zip(sums(lane["gaps"]), [0, *sums(lane["lengths"])], strict=False)
    return [gap + length for gap, length in both]


@pytest.mark.parametrize("case", ["contention", "processes", "deadlock"])
def test_the_data_are_the_trace(case: str) -> None:
    trace = CASES[case]()
    data = json.loads(as_json(trace, {}))

    for lane, thread in zip(data["threads"], trace.threads, strict=True):
        spans = list(zip(starts(lane), lane["lengths"], strict=True))
        assert spans == [(one.start, one.end - one.start) for one in thread.stretches]
        assert len(lane["states"]) == len(thread.stretches)
        waiting = [one.wait for one in thread.stretches if one.state not in ACTIVE]
        assert sums(lane["waits"]) == waiting
    for lane, one in zip(data["objects"], trace.objects, strict=True):
        assert list(zip(starts(lane), lane["threads"], strict=True)) == [
            (hold.start, hold.thread) for hold in one.holds
        ]
        depths = list(zip(sums(lane["moments"]), lane["depths"], strict=True))
        assert depths == list(map(tuple, one.depths))
    waits = data["waits"]
    assert list(zip(sums(waits["thread"]), sums(waits["start"]), waits["holder"], strict=True)) == [
        (wait.thread, wait.start, wait.holder) for wait in trace.waits
    ]
    assert sums(data["arrows"]["arrived"]) == [arrow.arrived for arrow in trace.arrows]


@pytest.mark.parametrize("words", [WORDS, SCRIPT], ids=["page", "script"])
def test_both_languages_have_the_same_words_with_the_same_gaps(words: Any) -> None:
    def gaps(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    assert words["en"].keys() == words["zh"].keys()
    for key, text in words["en"].items():
        assert gaps(words["zh"][key]) == gaps(text), key
        assert text.isascii(), key


def test_every_word_of_the_script_is_used_and_there() -> None:
    html = render(page_traces.nothing(), "en")
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    used = {*re.findall(r"words\.([a-z]+)", script), *re.findall(r'words\["([a-z-]+)"\]', script)}
    by_code = {"running", "ready", "blocked", "sleeping", "io", "held"}
    by_code |= {"g", "r", "f", "u", "s", "ms", "us", "ns"}

    assert used | by_code == set(SCRIPT["en"])


def test_every_word_of_the_page_is_used() -> None:
    html = render(page_traces.processes(), "en") + render(page_traces.deadlock(), "en")
    words = dict(WORDS["en"])
    rare = {"language", "deadlocks", "nothing", "more-rows", "thread", "held", "s", "us"}

    for key, text in words.items():
        longest = max(re.split(r"\{\d?\}", text), key=len)
        assert key in rare or joined(longest) in html, key


def test_every_script_is_in_the_page_and_every_key_is_told() -> None:
    html = render(page_traces.nothing(), "en")

    assert len(SCRIPTS) == len(set(SCRIPTS))
    assert html.count("<dt>") == len(KEYS)
    assert html.count("data-look=") == len(LEGEND)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "ended by an exception"), ("zh", "因异常而结束")]
)
def test_the_legend_has_the_cross_of_an_exception(language: str, said: str) -> None:
    html = render(page_traces.nothing(), language)

    assert re.search(rf'data-look="failed"[^<]*></canvas>{said}<', html)


@pytest.mark.parametrize("language", WORDS)
def test_a_wait_whose_time_was_up_has_not_failed(language: str) -> None:
    told = {"en": "until its time was up", "zh": "直到时限已到"}[language]

    assert told.endswith(SCRIPT[language]["r"])


def test_long_tables_say_what_they_leave_out() -> None:
    html = render(page_traces.many(threads=MOST + 30, turns=1), "en")

    assert html.count('<th scope="row">worker') == MOST
    assert "and 31 more" in html  # with the main thread
