"""The page: all of it in one file, with a policy by which a browser loads and runs no more."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime
from importlib.resources import files
from string import Template

from hello.markup import Markup, element, joined
from hello.observe.findings import findings
from hello.observe.html.data import as_json
from hello.observe.html.script_words import SCRIPT
from hello.observe.html.sections import sections
from hello.observe.html.tables import tables
from hello.observe.html.words import WORDS, Words, counted
from hello.observe.model import State, Trace
from hello.observe.telling.words import magnitude

SCRIPTS = (
    "spans.js",
    "trace.js",
    "scale.js",
    "looks.js",
    "lettering.js",
    "arrows.js",
    "pixels.js",
    "curves.js",
    "drawing.js",
    "facts.js",
    "selection.js",
    "search.js",
    "pointing.js",
    "controls.js",
)
"""One script, in this order."""

KEYS = ("wheel", "drag", "click", "zoom", "arrows", "waits", "holder", "enter", "search", "escape")

LEGEND = (
    "running",
    "ready",
    "blocked",
    "sleeping",
    "io",
    "in-deadlock",
    "held",
    "waiting",
    "arrow",
    "failed",
)


def render(trace: Trace, language: str) -> str:
    """Return *trace* as an HTML page in *language*, ``en`` or ``zh``.

    Names in the trace are text there, never markup.
    """
    words = WORDS[language]
    style, script = _data("style.css"), "".join(map(_data, SCRIPTS))
    return Template(_data("template.html")).substitute(
        {name.replace("-", "_"): joined(text) for name, text in words.items()},
        language="zh-Hans" if language == "zh" else language,
        policy=_policy(style, script),
        title=joined(words["title-of"].format(trace.program)),
        style=style,
        script=script,
        data=as_json(trace, SCRIPT[language]),
        heading=joined(trace.program),
        eyebrow=joined(words["title"]),
        verdict=_verdict(trace, words),
        said=joined(_summary(trace, words)),
        when=joined(words["recorded"].format(_moment(trace.began_at))),
        legend_label=joined(words["legend"]),
        legend=joined(*(_sample(name, words) for name in LEGEND)),
        key_list=joined(*(_key(name, words) for name in KEYS)),
        findings=sections(trace, findings(trace), words),
        tables=tables(trace, words),
    )


def _data(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return the Content Security Policy (W3C CSP 3): only what has one of these hashes."""
    return (
        f"default-src 'none'; style-src {_hashed(style)}; script-src {_hashed(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _verdict(trace: Trace, words: Words) -> Markup:
    number = len(trace.deadlocks)
    if not number:
        return element("p", words["no-deadlock"], class_="verdict")
    return element(
        "p",
        element("strong", counted(words, "deadlock", "deadlocks", number)),
        class_="verdict bad",
    )


def _summary(trace: Trace, words: Words) -> str:
    waited = sum(wait.length for wait in trace.waits if wait.state is State.BLOCKED)
    return words["summary"].format(
        _time(trace.end, words),
        counted(words, "thread", "threads", len(trace.threads)),
        counted(words, "process", "processes", len(trace.processes)),
        trace.python,
        _time(waited, words),
    )


def _moment(at: float) -> str:
    # The time of the machine that the program ran on, as its own log has it.
    moment = datetime.fromtimestamp(at, UTC).astimezone()
    return moment.isoformat(sep=" ", timespec="seconds")


def _time(duration: int, words: Words) -> str:
    number, unit = magnitude(duration / 1_000_000_000)
    return f"{number} {words[unit]}"


def _sample(name: str, words: Words) -> Markup:
    """Return an entry of the legend; the script draws its sample as it draws the lanes."""
    canvas = element("canvas", width=28, height=18, data_look=name, aria_hidden="true")
    return element("li", canvas, words.get(f"legend-{name}", words.get(name, "")))


def _key(name: str, words: Words) -> Markup:
    about = element("dd", words[f"keys-{name}-about"])
    return joined(element("dt", words[f"keys-{name}"]), about)
