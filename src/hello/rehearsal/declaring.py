"""Where a project declares things: the file and the key that a remedy has to name."""

from pathlib import Path

from hello.rehearsal.build_system import read_pyproject

FILES = ("pyproject.toml", "setup.cfg", "setup.py")


def dependencies_in(source: Path) -> str:
    """Return the name of the list of dependencies: ``dependencies in pyproject.toml``."""
    document = read_pyproject(source)
    tools = document.get("tool", {})
    if "project" in document and "dependencies" not in document["project"].get("dynamic", ()):
        return "[project] dependencies in pyproject.toml"
    if "poetry" in tools:
        return "[tool.poetry.dependencies] in pyproject.toml"
    if "metadata" in tools.get("flit", {}):
        return "requires of [tool.flit.metadata] in pyproject.toml"
    if _text(source / "setup.py").find("install_requires") >= 0:
        return "install_requires in setup.py"
    if (source / "setup.cfg").is_file():
        return "install_requires in setup.cfg"
    return "install_requires in setup.py"


def mentioned_in(source: Path, text: str) -> str:
    """Return which of the project's files of settings says *text*; ``""`` where none does."""
    module, _, attribute = text.partition(":")
    for name in FILES:
        said = _text(source / name)
        if text in said or (module in said and attribute and attribute in said):
            return name
    return ""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
