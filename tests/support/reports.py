"""Reports of rehearsals that never were, for what shows them."""

from hello.rehearsal.file_lists import Archive, Member
from hello.rehearsal.model import Artifact, Finding, Outcome, Report, StepResult
from hello.rehearsal.particulars import Particulars

HOSTILE = (
    "<script>document.title = 'owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "'quotes' \"and\" `more` &amp; &lt; $title ${script}",
    "report\u202etxt.exe \u2066isolated",
    "\x00\x1b[31mred\x07 \udcff half",
    "</style></script><!--",
    "javascript:document.title='owned'",
    "x" * 100_000,
    "word " * 20_000,
    "עברית English 中文字符 " + "長" * 300,
)
"""What a project can make its report say."""

README = """\
<h1>Six</h1><p>Text with <a href="https://example.com/" rel="nofollow">a link</a>.</p>
<p><img alt="the &lt;badge&gt;" src="https://example.com/badge.svg"></p>
<pre>a line of code that is wider than a telephone: {wide}</pre>
<table><tbody><tr><td>{wide}</td><td>two</td></tr></tbody></table>
""".format(wide="wide_" * 40)

METADATA = (
    ("Metadata-Version", "2.4"),
    ("Name", "six-seven"),
    ("Version", "1.0"),
    ("Summary", "Counts to seven"),
    ("License-Expression", "MIT"),
    ("Project-URL", "Home, https://example.com/six"),
    ("Project-URL", "Odd, javascript:alert(1)"),
    ("Classifier", "Programming Language :: Python :: 3"),
    ("Classifier", "Programming Language :: Python :: 3.11"),
    ("Classifier", "Typing :: Typed"),
    ("Requires-Dist", "click>=8"),
)

MADE_WITH = ("0.1", "3.11", "Linux")

SDIST, WHEEL = "six_seven-1.0.tar.gz", "six_seven-1.0-py3-none-any.whl"


def every_outcome() -> Report:
    """Return a report in which steps passed, warned, failed and were skipped."""
    fault = Finding("secret", ".env is in the sdist", "add 'exclude .env' to MANIFEST.in")
    lost = Finding("package-data-lost", "six/a.json is not in the wheel", "list it")
    warning = Finding("requires-python", "it caps Python", "write '>=3.11'", is_warning=True)
    results = (
        StepResult("build", Outcome.PASSED, ("two files",), (), 2.5),
        StepResult("contents", Outcome.FAILED, ("12 files",), (fault, lost, warning), 0.3),
        StepResult("metadata", Outcome.WARNED, (), (warning,), 1.0),
        StepResult("install", Outcome.PASSED, (), (), 3.0),
        StepResult("formats", Outcome.SKIPPED, ("the backend is not setuptools",)),
    )
    artifacts = (Artifact(WHEEL, "ab" * 32, 1_234), Artifact(SDIST, "cd" * 32, 2_345_678))
    return Report("six-seven", "1.0", results, artifacts, 6.5)


def failed_build() -> Report:
    """Return the report of a project that cannot even be built."""
    fault = Finding("build-fails", "setup.py ends with SyntaxError", "mend it")
    results = (
        StepResult("build", Outcome.FAILED, (), (fault,), 0.5),
        StepResult("contents", Outcome.SKIPPED, ("build did not pass",)),
    )
    return Report(None, None, results, (), 0.5)


def all_passed() -> Report:
    """Return a report without any finding."""
    return Report("six", "1", (StepResult("build", Outcome.PASSED, ("fine",), (), 1.0),), (), 1.0)


def hostile() -> Report:
    """Return a report all of whose texts are HOSTILE ones."""
    findings = tuple(
        Finding(text, text, text, is_warning=bool(number % 2))
        for number, text in enumerate(HOSTILE)
    )
    results = (
        StepResult("build", Outcome.PASSED, HOSTILE),
        StepResult("contents", Outcome.FAILED, HOSTILE, findings, 1e6),
        StepResult("<b>unknown</b>", Outcome.WARNED, (), findings),
    )
    artifacts = tuple(Artifact(text, text, 10**12) for text in HOSTILE)
    return Report(HOSTILE[0], HOSTILE[3], results, artifacts, 0.0)


def particulars() -> Particulars:
    """Return what belongs to ``every_outcome``."""
    wheel = ("six/__init__.py", "six/__main__.py", "six_seven-1.0.dist-info/METADATA")
    sdist = ("src/six/__init__.py", "src/six/__main__.py", "tests/test_six.py", "PKG-INFO")
    archives = (_archive("wheel", WHEEL, wheel), _archive("sdist", SDIST, sdist))
    return Particulars("six", archives, METADATA, README, "Six", MADE_WITH)


def hostile_particulars() -> Particulars:
    """Return particulars all of whose texts are HOSTILE ones."""
    paths = [f"{text}/{other}" for text in HOSTILE[:6] for other in HOSTILE]
    archives = (_archive("wheel", HOSTILE[0], paths), _archive("sdist", HOSTILE[7], paths[:3]))
    metadata = tuple((text, other) for text in HOSTILE for other in HOSTILE)
    links = tuple(("Project-URL", f"{text}, {text}") for text in HOSTILE)
    classifiers = tuple(("Classifier", text) for text in HOSTILE)
    fields = metadata + links + classifiers
    return Particulars(HOSTILE[3], archives, fields, None, "\n".join(HOSTILE), MADE_WITH)


def many_files(number: int) -> Particulars:
    """Return particulars with *number* files in each archive, in one folder."""
    paths = [f"six/data/file_{one:05}.json" for one in range(number)]
    archives = (_archive("wheel", WHEEL, paths), _archive("sdist", SDIST, paths))
    return Particulars("six", archives, METADATA, README, "Six", MADE_WITH)


def nothing() -> Particulars:
    """Return the particulars of a project that cannot be built."""
    return Particulars("six", made_with=MADE_WITH)


def _archive(kind: str, file: str, paths: tuple[str, ...] | list[str]) -> Archive:
    return Archive(kind, file, tuple(Member(path, 1_000 + len(path)) for path in sorted(paths)))
