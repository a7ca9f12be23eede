"""Runs the tutorial's setup.py commands with this Python, and writes what came of it to the docs.

``python docs/matrix.py PROJECT`` takes the oldest setuptools that our commands support, and the
newest; ``nox -s matrix`` does it with each Python. The project has to be installed. What other
Pythons gave stays in ``commands.json``, and ``commands.rst`` is rendered from all of it.
"""

import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hello.workbench.environments import OLDEST_SETUPTOOLS

HERE = Path(__file__).parent
RESULTS = HERE / "commands.json"
PAGE = HERE / "commands.rst"

HEAD = """\
The 13 commands
===============

What ``helloworld commands`` says of this project, on Linux with all tools installed. Rendered by
``nox -s matrix``; the lesson ``packaging`` tells what each command does, and what replaced it.

"""


def newest_setuptools() -> str:
    """Return the version that pip would install now."""
    command = ["-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
    report = subprocess.run(
        [sys.executable, *command, "--report", "-", "setuptools"],
        check=True,
        capture_output=True,
        text=True,
    )
    version: str = json.loads(report.stdout)["install"][0]["metadata"]["version"]
    return version


def outcomes(project: str, setuptools: str) -> dict[str, str]:
    """Return the outcome of each command."""
    command = [sys.executable, "-m", "hello", "commands", project, "--json"]
    # Its exit code is 1 where a command falls short; the table shows that.
    done = subprocess.run([*command, "--setuptools", setuptools], check=False, capture_output=True)
    return {row["command"]: row["outcome"] for row in json.loads(done.stdout)}


def rendered(results: list[dict[str, Any]]) -> str:
    """Return the page."""
    heads = [f"Python {one['python']}, setuptools {one['setuptools']}" for one in results]
    lines = [".. list-table::", "   :header-rows: 1", "", "   * - Command"]
    lines += [f"     - {head}" for head in heads]
    for command in results[0]["outcomes"]:
        lines.append(f"   * - ``{command}``")
        lines += [f"     - {one['outcomes'].get(command, '')}" for one in results]
    dates = sorted({one["date"] for one in results})
    return f"{HEAD}{chr(10).join(lines)}\n\nRun on {', '.join(dates)}.\n"


def main() -> None:
    """Run both, and write the files."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    python = platform.python_version()
    results = [one for one in known if one["python"] != python]
    for setuptools in (OLDEST_SETUPTOOLS.rpartition("=")[2], newest_setuptools()):
        found = outcomes(sys.argv[1], setuptools)
        today = datetime.now(UTC).date().isoformat()
        results.append(
            {"python": python, "setuptools": setuptools, "date": today, "outcomes": found}
        )
        print(python, setuptools, found, file=sys.stderr)
    results.sort(key=lambda one: [int(part) for part in one["python"].split(".")])
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(rendered(results), encoding="utf-8")


if __name__ == "__main__":
    main()
