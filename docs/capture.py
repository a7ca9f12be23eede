"""Runs the commands of publishing.rst, and writes what they print beneath them.

``python docs/capture.py`` brings the page up to date; a test compares. The commands stand in the
page, behind ``$`` in each block after ``.. capture: NAME``; with ``.. capture: NAME STEP`` it shows
that step alone. They run in an empty folder, one block after the other, and what they take for
testpypi is an index of the tests on loopback.
"""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from scene import Scene, clean_up, opened, run

PAGE = Path(__file__).parent / "publishing.rst"
BLOCK = re.compile(
    r"(?P<head>^\.\. capture: (?P<name>[\w-]+)(?: (?P<step>[\w-]+))?\n"
    r"\.\. code-block:: console\n\n)"
    r"(?P<body>(?:   .*\n|\n)+)",
    re.MULTILINE,
)

PROJECT = "hello-ann-lee"
PROMPT = "$ "
DOTS = "..."


def _local(scene: Scene) -> None:
    scene.variables = {"TWINE_USERNAME": scene.local.user, "TWINE_PASSWORD": scene.local.password}


def _no_rehearsal(scene: Scene) -> None:
    (scene.work / "other").mkdir()
    for file in (scene.work / "made").glob("hello_*"):
        shutil.copy(file, scene.work / "other")


def _no_login(scene: Scene) -> None:
    # The keyring of whoever runs this may know somebody.
    scene.variables = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    scene.write_login(None)


def _line_break(scene: Scene) -> None:
    scene.variables = {"TWINE_PASSWORD": f"{scene.index.token}\n"}


def _wrong_token(scene: Scene) -> None:
    scene.write_login(scene.index.token[:-1])


def _other_project(scene: Scene) -> None:
    support = import_module("public_index")
    token = support.new_token()
    scene.index.accounts[token] = support.Account(projects=frozenset({"hello-other"}))
    scene.index.owners[PROJECT] = "learner"
    scene.write_login(token)


def _name_taken(scene: Scene) -> None:
    _store(scene, "hello_ann_lee-2.0.tar.gz", b"of somebody else", "2.0")
    scene.index.owners[PROJECT] = "somebody"


def _look_alike(scene: Scene) -> None:
    scene.index.owners["hello-annlee"] = "somebody"


def _exists(scene: Scene) -> None:
    for file in (scene.work / "made").glob("hello_*"):
        other = scene.home / file.name
        shutil.copy(file, other)
        if file.suffix == ".whl":
            with zipfile.ZipFile(other, "a") as archive:
                archive.comment = b"as it was before"
        else:
            other.write_bytes(b"as it was before")
        _store(scene, file.name, other.read_bytes(), "0.1.0")


def _store(scene: Scene, name: str, content: bytes, version: str) -> None:
    fields = {"name": [PROJECT], "version": [version]}
    scene.index.files[name] = import_module("public_index").Stored(name, content, fields)
    scene.index.owners[PROJECT] = "learner"


def _down(scene: Scene) -> None:
    scene.index.is_dead = True


def _dies(scene: Scene) -> None:
    scene.index.dies_after_files = 1


def _closed(scene: Scene) -> None:
    wheel = next((scene.work / "made").glob("*.whl"))
    _store(scene, wheel.name, wheel.read_bytes(), "0.1.0")
    scene.index.closed.add((PROJECT, "0.1.0"))


def _slow(scene: Scene) -> None:
    scene.index.shows_after = 1_000_000


PREPARATIONS: Mapping[str, Callable[[Scene], None]] = {
    "local": _local,
    "no-rehearsal": _no_rehearsal,
    "no-login": _no_login,
    "line-break": _line_break,
    "wrong-token": _wrong_token,
    "other-project": _other_project,
    "name-taken": _name_taken,
    "look-alike": _look_alike,
    "exists": _exists,
    "down": _down,
    "dies": _dies,
    "closed": _closed,
    "slow": _slow,
}
"""What is done before a block's commands, by its name; the index is a new one before each."""

GOES_ON = {"finishes": lambda scene: scene.index.revive()}
"""Blocks that go on where the one before ended, with what that left on the index."""


class Block(NamedTuple):
    """What a page shows of its commands' output: all of it, or only that of one *step*."""

    lines: list[str]
    step: str | None

    @property
    def commands(self) -> list[str]:
        """Return the commands as they are typed."""
        return [line.removeprefix(PROMPT) for line in self.lines if line.startswith(PROMPT)]


def blocks(page: str) -> dict[str, Block]:
    """Return the captured blocks of *page* by name, without their indentation."""
    return {
        found["name"]: Block(
            [line[3:] for line in found["body"].rstrip().split("\n")], found["step"]
        )
        for found in BLOCK.finditer(page)
    }


def captured(page: str) -> Iterator[tuple[str, list[str]]]:
    """Run the blocks of *page*, and yield the name and the lines of each as they are now."""
    with opened() as scene:
        for name, block in blocks(page).items():
            _prepare(scene, name)
            now = []
            for command in block.commands:
                output = run(scene, command)
                now += [f"{PROMPT}{command}", *_shown(output, block.step)]
            clean_up(scene)
            yield name, now


def _shown(output: list[str], step: str | None) -> list[str]:
    """Return the lines of *output* about *step*, with dots for those around."""
    if step is None:
        return output
    heads = [number for number, line in enumerate(output) if line[:1].strip()]
    begin = next((number for number in heads if output[number].split()[0] == step), None)
    if begin is None:
        return output
    end = next((number for number in heads if number > begin), len(output))
    parts = (output[:begin], output[begin:end], output[end:])
    return [*(parts[0] and [DOTS]), *parts[1], *(parts[2] and [DOTS])]


def _prepare(scene: Scene, name: str) -> None:
    scene.variables = {}
    if name in GOES_ON:
        GOES_ON[name](scene)
        return
    scene.empty_index()
    if name in PREPARATIONS:
        PREPARATIONS[name](scene)


def with_output(page: str, outputs: Mapping[str, list[str]]) -> str:
    """Return *page* with other lines in the blocks that *outputs* names."""

    def anew(found: re.Match[str]) -> str:
        lines = outputs.get(found["name"])
        if lines is None:
            return found[0]
        body = "".join(f"   {line}".rstrip() + "\n" for line in lines)
        return f"{found['head']}{body}\n"

    return BLOCK.sub(anew, page).rstrip() + "\n"


def main() -> None:
    """Capture all of them, in place."""
    page = PAGE.read_text(encoding="utf-8")
    outputs = {}
    for name, lines in captured(page):
        print(f"-- {name}", *lines, sep="\n")
        outputs[name] = lines
    PAGE.write_text(with_output(page, outputs), encoding="utf-8")


if __name__ == "__main__":
    main()
