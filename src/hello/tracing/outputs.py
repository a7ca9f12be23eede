"""The files that a trace can be written to, told apart by their suffixes."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from hello.errors import WrongUseError
from hello.observe.events import Log
from hello.observe.model import Trace
from hello.observe.recorder.serialise import packed, unpacked

RECORD = ".hello"


def write_page(trace: Trace, file: Path, language: str) -> None:
    """Write the page of a trace."""
    from hello.observe.html import render

    file.write_text(render(trace, language), encoding="utf-8", errors="backslashreplace")


def write_chrome(trace: Trace, file: Path, _language: str) -> None:
    """Write the JSON that Perfetto and vizviewer open."""
    from hello.observe.chrome import write

    with file.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        write(trace, stream)


PICTURES: Mapping[str, Callable[[Trace, Path, str], None]] = {
    ".html": write_page,
    ".json": write_chrome,
}


def check(files: Sequence[Path], json_file: Path | None) -> None:
    """Raise WrongUseError where a file could not be written, or one of *files* is of no known kind.

    *json_file* is for what is found; ``-`` is stdout.
    """
    for file in files:
        if file.suffix.lower() not in {*PICTURES, RECORD}:
            raise WrongUseError(
                "no such kind of file",
                str(file),
                next_step=f"take one of {', '.join((*PICTURES, RECORD))}",
            )
        check_writable(file)
    others = [] if json_file is None or str(json_file) == "-" else [json_file]
    for file in others:
        check_writable(file)
    told = Counter(file.resolve() for file in (*files, *others))
    for file in (*files, *others):
        if told[file.resolve()] > 1:
            raise WrongUseError(
                "two outputs into one file", str(file), next_step="give each a file of its own"
            )


def check_writable(file: Path) -> None:
    """Raise WrongUseError where *file* could not be written; a file that is there stays."""
    if file.is_dir():
        raise WrongUseError("this is a folder", str(file), next_step="give a file")
    if not file.parent.is_dir():
        raise WrongUseError("no such folder", str(file.parent), next_step="make it first")
    is_new = not file.exists()
    try:
        file.open("ab").close()
    except OSError as error:
        raise WrongUseError(
            f"cannot write this file: {error.strerror}", str(file), next_step="give another"
        ) from None
    if is_new:
        file.unlink()


def write(file: Path, trace: Trace, logs: Sequence[Log], language: str) -> None:
    """Write the trace as the suffix of *file* says. Raise OSError."""
    if file.suffix.lower() == RECORD:
        write_record(file, logs)
    else:
        PICTURES[file.suffix.lower()](trace, file, language)


def write_record(file: Path, logs: Sequence[Log]) -> None:
    """Write the records of all processes into one file, which ``read_record`` reads."""
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for number, log in enumerate(logs):
            archive.writestr(f"{number}-{log.process}", packed(log))


def is_record(program: str, arguments: Sequence[str]) -> bool:
    """Return whether *program* is a record to be told again. Raise WrongUseError at other outputs.

    A record takes no arguments, and options stand before it.
    """
    suffix = Path(program).suffix.lower()
    if suffix in PICTURES:
        raise WrongUseError(
            "cannot be told again", program, next_step=f"write a {RECORD} file beside it for that"
        )
    if suffix == RECORD and arguments:
        raise WrongUseError(
            "nothing may follow a record", arguments[0], next_step="put options before it"
        )
    return suffix == RECORD


def read_record(file: Path) -> list[Log]:
    """Return the records of a file. Raise WrongUseError where it has none."""
    try:
        with ZipFile(file) as archive:
            if logs := [unpacked(archive.read(name)) for name in archive.namelist()]:
                return logs
    except OSError as error:
        raise WrongUseError(
            f"cannot read this record: {error.strerror}", str(file), next_step="give another"
        ) from None
    except (BadZipFile, ValueError):
        pass
    raise WrongUseError(
        "not a record of 'helloworld trace'", str(file), next_step="record the program again"
    )
