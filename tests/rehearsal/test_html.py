"""The rehearsal's page without a browser: whole, in its language, and all words are words."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest
import reports
from html_reader import Reader
from small_artifacts import write_sdist, write_wheel

from hello.rehearsal.file_lists import Archive, Member, read_archive, shared_paths
from hello.rehearsal.html.framing import framed
from hello.rehearsal.html.page import render
from hello.rehearsal.html.steps import badge
from hello.rehearsal.html.terms import FIELDS, STEPS
from hello.rehearsal.html.trees import in_words
from hello.rehearsal.html.words import WORDS, counted
from hello.rehearsal.model import Finding, Outcome, Report, StepResult
from hello.rehearsal.particulars import Particulars, gather
from hello.rehearsal.plan import Plan
from hello.rehearsal.runner import NAMES
from hello.workbench.processes import Processes

CASES: dict[str, tuple[Callable[[], Report], Callable[[], Particulars]]] = {
    "every outcome": (reports.every_outcome, reports.particulars),
    "failed build": (reports.failed_build, reports.nothing),
    "all passed": (reports.all_passed, reports.particulars),
    "hostile": (reports.hostile, reports.hostile_particulars),
}


def page(case: str = "every outcome", language: str = "en") -> str:
    report, particulars = CASES[case]
    return render(report(), particulars(), language)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("case", CASES)
def test_a_page_is_well_formed_and_encodes_as_utf_8(case: str, language: str) -> None:
    html = page(case, language)
    ids = [have["id"] for _, have in Reader(html).elements if "id" in have]

    assert html.encode()
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", CASES)
def test_a_page_names_no_other_file(case: str) -> None:
    reader = Reader(page(case))
    loading = [reader.values("href", "link"), reader.values("href", "use")]

    assert not [name for name, have in reader.elements if "src" in have or "style" in have]
    assert all(value == "data:," or str(value).startswith("#") for one in loading for value in one)


@pytest.mark.parametrize("language", WORDS)
def test_the_policy_has_the_hashes_of_the_pages_own_parts(language: str) -> None:
    html = page(language=language)
    reader = Reader(html)
    (policy,) = (have["content"] for name, have in reader.elements if "http-equiv" in have)
    (frame,) = reader.values("srcdoc", "iframe")
    parts = {
        "style": re.findall(r"<style>(.*?)</style>", html + str(frame), re.DOTALL),
        "script": re.findall(r"<script>(.*?)</script>", html, re.DOTALL),
    }

    assert str(policy).startswith("default-src 'none'; ")
    assert "unsafe" not in str(policy)
    for kind, texts in parts.items():
        allowed = re.findall(rf"{kind}-src ([^;]*)", str(policy))[0].split()
        digests = [b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert sorted(allowed) == sorted(f"'sha256-{digest}'" for digest in digests)


def test_hostile_words_are_words() -> None:
    html = page("hostile")
    reader = Reader(html)

    assert [name for name, _ in reader.elements].count("script") == 1
    assert not [have for _, have in reader.elements if "onerror" in have]
    assert not [href for href in reader.values("href", "a") if "javascript" in str(href)]
    assert "report\\u202etxt.exe" in reader.text
    assert "'quotes' \"and\" `more` &amp; &lt; $title ${script}" in reader.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b\ud800-\udfff]", html)


@pytest.mark.parametrize(
    ("case", "english", "chinese"),
    [
        (
            "every outcome",
            "Not ready to be published 2 faults, 2 warnings",
            "还不能发布 2 个错误，2 个警告",
        ),
        ("failed build", "Not ready to be published 1 fault", "还不能发布 1 个错误"),
        ("all passed", "Passed the rehearsal", "通过了预演"),
    ],
)
def test_the_outcome_stands_at_the_top(case: str, english: str, chinese: str) -> None:
    for language, verdict in (("en", english), ("zh", chinese)):
        text = Reader(page(case, language)).text
        assert verdict in text
        assert text.index(verdict) < text.index(WORDS[language]["about-build"])


def test_only_warnings_are_no_failure() -> None:
    warning = Finding("leftover", "a", "b", is_warning=True)
    report = Report("six", "1", (StepResult("build", Outcome.WARNED, (), (warning,)),), (), 1.0)

    assert "Passed, with warnings 1 warning" in Reader(render(report, reports.nothing(), "en")).text


def test_every_step_says_all_it_has() -> None:
    text = Reader(page()).text

    assert "contents failed 2 faults, 1 warning 0.3 s" in text
    assert "Fault secret .env is in the sdist Remedy add 'exclude .env' to MANIFEST.in" in text
    assert "formats skipped The tutorial's setup.py commands. the backend is not" in text
    assert "5 steps in 6.5 s: 2 passed, 1 warned, 1 failed, 1 skipped" in text


def test_steps_with_findings_are_open() -> None:
    html = page()
    steps = {
        str(have["id"]): "open" in have
        for _, have in Reader(html).elements
        if have.get("class") == "step"
    }

    assert [name for name, is_open in steps.items() if is_open] == [
        "step-contents",
        "step-metadata",
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_a_word_and_a_sign_beside_its_colour(outcome: Outcome) -> None:
    for words in WORDS.values():
        reader = Reader(badge(outcome, words))

        assert reader.text == words[outcome]
        assert reader.values("href", "use") == [f"#icon-{outcome}"]
        assert f'id="icon-{outcome}"' in page()


def test_a_project_that_could_not_be_built_goes_by_its_folder() -> None:
    reader = Reader(page("failed build"))

    assert "six: release rehearsal" in reader.text
    assert "Nothing was built." in reader.text
    assert "There is no README to show." in reader.text
    assert "#files" not in reader.values("href", "a")


def test_trees_mark_what_only_one_of_them_has() -> None:
    """A folder that is marked needs no marks inside; src is no difference."""
    text = Reader(page()).text

    assert "src/six/ 2 files, 2.0 kB __init__.py 1.0 kB" in text
    assert "tests/ only in the sdist 1 file, 1.0 kB test_six.py 1.0 kB" in text
    assert "six_seven-1.0.dist-info/ only in the wheel 1 file" in text
    assert "PKG-INFO only in the sdist" in text


def test_of_a_single_archive_nothing_is_only_there() -> None:
    archives = reports.particulars().archives[:1]
    html = render(reports.every_outcome(), Particulars("six", archives), "en")

    assert "only in" not in Reader(html).text


def test_metadata_are_grouped_and_links_lead_to_the_web_only() -> None:
    reader = Reader(page())

    assert "six-seven 1.0 pip install six-seven Counts to seven" in reader.text
    assert "Classifier Programming Language Python :: 3 Python :: 3.11 Typing Typed" in reader.text
    assert "Project-URL Home Odd, javascript:alert(1)" in reader.text
    assert "https://example.com/six" in reader.values("href", "a")


def test_a_readme_that_is_not_rendered_is_shown_as_it_was_written() -> None:
    particulars = Particulars("six", description="<b>Six</b> `x")
    reader = Reader(render(reports.every_outcome(), particulars, "en"))
    (frame,) = reader.values("srcdoc", "iframe")

    assert "<pre>&lt;b&gt;Six&lt;/b&gt; `x</pre>" in str(frame)
    assert "shown as it was written" in reader.text


def test_the_readmes_frame_runs_nothing() -> None:
    (sandbox,) = Reader(page()).values("sandbox", "iframe")

    assert "allow-scripts" not in str(sandbox)
    assert "allow-forms" not in str(sandbox)


@pytest.mark.parametrize(
    ("clean", "shown"),
    [
        (
            '<p>a<img alt="b &lt;c&gt;" src="x">d</p>',
            '<p>a<span class="image">image: b &lt;c&gt;</span>d</p>',
        ),
        ("<img>", '<span class="image">image</span>'),
        ('<IMG src="x"/>', '<span class="image">image</span>'),
        ("a &amp; &lt;b&gt; &#x27; <br> é", "a &amp; &lt;b&gt; &#x27; <br> é"),
        ('<a href="x?a=1&amp;b">y</a>', '<a href="x?a=1&amp;b" target="_blank">y</a>'),
        ('<a href="#y">y</a><a>z</a>', '<a href="#y">y</a><a>z</a>'),
    ],
)
def test_images_become_texts_links_open_elsewhere_and_all_else_stays(
    clean: str, shown: str
) -> None:
    assert framed(clean, "image") == shown


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_345_678, "2.3 MB"), (10**13, "10,000.0 GB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert in_words(size) == words


def test_both_languages_have_the_same_words() -> None:
    english, chinese = WORDS["en"], WORDS["zh"]

    assert english.keys() == chinese.keys()
    assert all(english.values())
    for key, text in english.items():
        fields = [
            sorted(name for _, name, _, _ in Formatter().parse(one) if name is not None)
            for one in (text, chinese[key])
        ]
        assert fields[0] == fields[1], key
        assert text.isascii(), key


def test_every_step_is_explained_and_translated() -> None:
    assert set(STEPS) == set(NAMES)
    assert {f"about-{name}" for name in NAMES} <= WORDS["en"].keys()


def test_nothing_english_is_left_in_a_chinese_page_but_the_reports_own_words() -> None:
    html = page(language="zh")
    text = Reader(html).text

    assert 'lang="zh-Hans"' in html
    for word in ("Steps", "Fault", "Warning", "Remedy", "passed", "only in", "Classifier"):
        assert word not in text, word
    assert FIELDS["Classifier"] in text


def test_one_and_many_are_told_apart() -> None:
    assert counted(WORDS["en"], "file", 1) == "1 file"
    assert counted(WORDS["en"], "file", 1234) == "1,234 files"
    assert counted(WORDS["zh"], "file", 2) == "2 个文件"


# --- the chart


def bars(*results: StepResult, seconds: float) -> list[tuple[str | None, str | None]]:
    reader = Reader(render(Report("a", "1", results, (), seconds), reports.nothing(), "en"))
    return list(zip(reader.values("x", "rect"), reader.values("width", "rect"), strict=True))


def test_bars_are_on_one_scale() -> None:
    long, short, skipped = (
        StepResult("build", Outcome.PASSED, (), (), 8.0),
        StepResult("run", Outcome.PASSED, (), (), 2.0),
        StepResult("upload", Outcome.SKIPPED),
    )

    assert bars(long, short, skipped, seconds=10.0) == [("0.00%", "80.00%"), ("0.00%", "20.00%")]


def test_bars_begin_when_their_steps_did() -> None:
    first = StepResult("build", Outcome.PASSED, (), (), 4.0, 0.0)
    then = StepResult("run", Outcome.PASSED, (), (), 6.0, 4.0)

    assert bars(first, then, seconds=10.0) == [("0.00%", "40.00%"), ("40.00%", "60.00%")]


@pytest.mark.parametrize("seconds", [0.0, 0.001, 1e9])
def test_a_bar_can_be_seen_and_stays_in_the_chart(seconds: float) -> None:
    ((left, width),) = bars(StepResult("run", Outcome.PASSED, (), (), seconds), seconds=1.0)

    assert left == "0.00%"
    assert 0.5 < float(str(width).removesuffix("%")) <= 100


# --- the particulars


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "dist").mkdir()
    return Plan(tmp_path / "my project", tmp_path, Processes(tmp_path, {}, 1))


ABOUT = """\
Metadata-Version: 2.1
Name: tiny
Version: 1.0
Author: 李雷
Classifier: A :: B
Classifier: A :: C
Description-Content-Type: text/x-rst

Tiny
====

*Small* 中文 <script>alert(1)</script>
"""


def test_what_was_built_is_gathered(plan: Plan) -> None:
    write_wheel(plan.dist, about=ABOUT)
    write_sdist(plan.dist)

    found = gather(plan)

    assert found.folder == "my project"
    assert {archive.kind for archive in found.archives} == {"sdist", "wheel"}
    assert ("Author", "李雷") in found.metadata
    assert [value for name, value in found.metadata if name == "Classifier"] == ["A :: B", "A :: C"]
    assert "<em>Small</em> 中文" in str(found.readme)
    assert "<script" not in str(found.readme)
    assert found.description.startswith("Tiny")


def test_where_nothing_was_built_nothing_is_gathered(plan: Plan) -> None:
    plan.dist.rmdir()

    found = gather(plan)

    assert found == Particulars("my project", made_with=found.made_with)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x1f\x8b\x08\x00broken"])
def test_broken_files_are_left_out(plan: Plan, content: bytes) -> None:
    for name in ("a-1-py3-none-any.whl", "a-1.tar.gz", "README"):
        (plan.dist / name).write_bytes(content)

    assert gather(plan).archives == ()
    assert gather(plan).metadata == ()


def test_without_a_wheel_the_sdist_tells(plan: Plan) -> None:
    write_sdist(plan.dist)

    found = gather(plan)

    assert dict(found.metadata)["Name"] == "tiny"
    assert [archive.kind for archive in found.archives] == ["sdist"]


def test_an_archive_lists_its_files_by_path_and_size(plan: Plan) -> None:
    archive = read_archive(write_sdist(plan.dist, size=1234))

    assert archive is not None
    assert Member("padding", 1234) in archive.members
    assert [member.path for member in archive.members] == ["PKG-INFO", "padding", "tiny.py"]


@pytest.mark.parametrize(
    ("wheel", "sdist", "both"),
    [
        ("a/b.py", "a/b.py", "a/b.py"),
        ("a/b.py", "src/a/b.py", "src/a/b.py"),
        ("a/b.py", "lib/x/a/b.py", "lib/x/a/b.py"),
        ("a-1.data/scripts/run", "bin/run", "bin/run"),
        ("a-1.dist-info/licenses/LICENSE", "LICENSE", "LICENSE"),
        ("a/b.py", "ca/b.py", None),
        ("a/b.py", "a/c.py", None),
        ("a-1.dist-info/METADATA", "PKG-INFO", None),
    ],
)
def test_files_are_recognised_in_both(wheel: str, sdist: str, both: str | None) -> None:
    archives = [
        Archive("wheel", "w", (Member(wheel, 1),)),
        Archive("sdist", "s", (Member(sdist, 1),)),
    ]

    shared = shared_paths(archives)

    assert shared == (
        {"wheel": {wheel}, "sdist": {both}} if both else {"wheel": set(), "sdist": set()}
    )


def test_of_several_folders_with_a_packages_files_the_fullest_is_its_source() -> None:
    names = ("__init__.py", "one.py", "two.py")
    wheel = [f"a/{name}" for name in names]
    sdist = [f"src/a/{name}" for name in names] + ["tests/sample/a/__init__.py"]
    archives = [
        Archive(kind, kind, tuple(Member(path, 1) for path in paths))
        for kind, paths in (("wheel", wheel), ("sdist", sdist))
    ]

    assert shared_paths(archives)["sdist"] == set(sdist[:-1])
