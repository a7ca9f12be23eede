"""The checks of this project, one session each: ``nox --list`` shows them.

What is stated elsewhere is read from there: the versions of the tools from the
dependency groups of pyproject.toml, the supported Pythons and the lowest
versions of the dependencies from setup.cfg.
"""

import shutil
from configparser import ConfigParser
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"  # the first that is sure to read dependency groups
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["lint", "types", "imports", "workflows", "packaging", "tests"]

GROUPS = nox.project.load_toml("pyproject.toml")
METADATA = ConfigParser()
METADATA.read("setup.cfg", encoding="utf-8")
PYTHONS = [
    classifier.rpartition(" ")[2]
    for classifier in METADATA["metadata"]["classifiers"].splitlines()
    if classifier.startswith("Programming Language :: Python :: 3.")
]


def install_group(session: nox.Session, *packages: str) -> None:
    """Install the tools of the session's dependency group, and *packages*."""
    session.install(*nox.project.dependency_groups(GROUPS, session.name), *packages)


def paths(folder: str, pattern: str) -> list[str]:
    """Return the files in *folder* that match *pattern*, as arguments."""
    return [str(path) for path in sorted(Path(folder).glob(pattern))]


def lowest_versions() -> list[str]:
    """Return the dependencies and what the tests need, each at its lower bound."""
    extras = METADATA["options.extras_require"]
    stated = [
        METADATA["options"]["install_requires"],
        extras["rehearse"],
        extras["broker"],
        extras["cluster"],
        extras["test"],
    ]
    return [line.replace(">=", "==") for line in "".join(stated).split() if ">=" in line]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on the built and installed package, on each Python that is found."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """Run the tests with the oldest dependencies that setup.cfg allows."""
    session.install(".[test]", *lowest_versions())
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which branches the tests take, in the processes that they start too."""
    install_group(session, ".[test]")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    install_group(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session(name="format")
def format_(session: nox.Session) -> None:
    """Mend style and format where that can be done for you."""
    session.install(*nox.project.dependency_groups(GROUPS, "lint"))
    session.run("ruff", "check", "--fix")
    session.run("ruff", "format")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    install_group(session, ".[docs,rehearse]")
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """Check which module may import which."""
    install_group(session)
    session.run("lint-imports", "--no-logo", env={"PYTHONPATH": "src"})


@nox.session
def workflows(session: nox.Session) -> None:
    """Check the files in .github for mistakes and for security."""
    install_group(session)
    schema = ("check-jsonschema", "--builtin-schema")
    session.run(*schema, "vendor.github-workflows", *paths(".github/workflows", "*.yml"))
    session.run(*schema, "vendor.dependabot", ".github/dependabot.yml")
    session.run("zizmor", "--offline", "--pedantic", ".github")


@nox.session
def packaging(session: nox.Session) -> None:
    """Build the sdist, and the wheel from it, into dist/; check both."""
    install_group(session)
    shutil.rmtree("dist", ignore_errors=True)
    if Path(".git").exists():
        session.run("check-manifest")
    session.run("python", "-m", "build")
    session.run("twine", "check", "--strict", *paths("dist", "*"))
    session.run("check-wheel-contents", *paths("dist", "*.whl"))


@nox.session
def smoke(session: nox.Session) -> None:
    """Install the wheel in dist/ alone, greet, and check all claims."""
    session.install(*paths("dist", "*.whl"))
    session.run("say_hello")
    session.run("helloworld", "verify")


@nox.session
def publish(session: nox.Session) -> None:
    """Sign what is in dist/ and upload it: ``nox -s publish -- testpypi``.

    Runs in release.yml only: both steps need the identity of a trusted publisher.
    """
    if session.posargs not in (["testpypi"], ["pypi"]):
        session.error("publish where? Say: nox -s publish -- testpypi (or pypi)")
    install_group(session)
    session.run("pypi-attestations", "sign", *paths("dist", "*"))
    upload = ("twine", "upload", "--non-interactive", "--attestations", "--repository")
    # Now dist/ has the attestations too.
    session.run(*upload, *session.posargs, *paths("dist", "*"))


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Run the benchmarks that take under a minute; each writes JSON. The others take arguments."""
    session.install(".[broker]")
    for name in ("comparisons", "startup"):
        session.run("python", f"benchmarks/{name}.py", *session.posargs)


@nox.session(python=PYTHONS)
def matrix(session: nox.Session) -> None:
    """Run the tutorial's setup.py commands with two versions of setuptools, for the docs."""
    session.install(".[rehearse]")
    session.run("python", "docs/matrix.py", ".")


@nox.session(python="3.13")  # the latest atheris has wheels for 3.12 to 3.14, on Linux
def fuzz(session: nox.Session) -> None:
    """Feed the chat's protocol random bytes for a minute, or ``-- -max_total_time=SECONDS``."""
    install_group(session, ".")
    # Where libFuzzer writes the bytes that broke something; it prints them too.
    findings = f"-artifact_prefix={session.create_tmp()}/"
    session.run("python", "fuzz/protocol.py", "-max_total_time=60", findings, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error."""
    session.install(".[docs]")
    session.run("sphinx-build", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html")
