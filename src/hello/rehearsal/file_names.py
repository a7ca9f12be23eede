"""Names of built files, and what is in them beside code, as the index asks for (PEP 427, 625)."""

import configparser
import csv
import re
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from hello.rehearsal.model import Finding
from hello.rehearsal.rules import Case, Rule, named, quoted

LARGEST_FILE = 100 * 2**20
"""In bytes; the index raises it for a project that asks."""

ARCHES = r"(x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64)"
MAC_ARCHES = r"(ppc|ppc64|i386|x86_64|arm64|intel|fat|fat3|fat64|universal|universal2)"

PLATFORM = re.compile(
    rf"any|win32|win_(arm64|amd64|ia64)|linux_armv[67]l"
    rf"|manylinux1_(x86_64|i686)|manylinux2010_(x86_64|i686)"
    rf"|manylinux2014_(x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x)"
    rf"|manylinux_\d+_\d+_({ARCHES}|ppc64)|musllinux_\d+_\d+_{ARCHES}"
    rf"|macosx_10_\d+_{MAC_ARCHES}|macosx_(1[1-9]|[2-9]\d)_0_{MAC_ARCHES}"
    rf"|ios_\d+_\d+_(arm64|x86_64)_(iphoneos|iphonesimulator)"
    rf"|android_\d+_(armeabi_v7a|arm64_v8a|x86|x86_64)|pyemscripten_\d+_\d+_wasm32"
)
"""The platforms that the index takes wheels for (``warehouse/forklift/legacy.py``)."""

COMPILED = (".so", ".pyd", ".dylib", ".dll", ".a", ".exe")

SCRIPT_NAME = re.compile(r"[\w.-]+")


def check_name(case: Case) -> Iterator[Finding]:
    """Find a file that is not named after the normalised name and version of the project."""
    from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
    from packaging.version import InvalidVersion, Version

    fields, file = case.built.fields, case.built.file.name
    try:
        version = str(Version(fields.get("version", "")))
    except InvalidVersion:
        return  # check_valid says so
    start = f"{canonicalize_name(fields.get('name', '')).replace('-', '_')}-{version}"
    expected = f"{start}.tar.gz"
    is_right = file == expected
    if case.built.is_wheel:
        expected = "-".join([start, *file.removesuffix(".whl").split("-")[2:]]) + ".whl"
        try:
            is_right = (
                str(parse_wheel_filename(file)[1]) == version
                and file.partition("-")[0] == start.partition("-")[0]
            )
        except InvalidWheelFilename:
            is_right = False
    if not is_right:
        yield Finding(
            "file-name",
            f"the file is named {file}, and the index takes {expected} only",
            "build it with a newer backend, which names files so (PEP 625): "
            f"'requires' in [build-system] of pyproject.toml ({case.keys.backend})",
        )


def check_size(case: Case) -> Iterator[Finding]:
    """Find a file that is larger than the index takes, unless it is asked."""
    size = case.built.file.stat().st_size
    if size > LARGEST_FILE:
        yield Finding(
            "file-size",
            f"{case.built.file.name} has {size / 2**20:.0f} MB, and the index takes 100 MB",
            "leave data out, or let them be downloaded; or ask the index for more",
        )


def check_platform(case: Case) -> Iterator[Finding]:
    """Find a wheel for a platform that tells the index too little of the system."""
    if not case.built.is_wheel:
        return
    tags = case.built.file.stem.rpartition("-")[2].split(".")
    refused = [tag for tag in tags if not PLATFORM.fullmatch(tag)]
    if not refused:
        return
    remedy = "build it on a platform that the index knows"
    if not any(name.endswith(COMPILED) for name in case.built.members):
        remedy = "nothing in it is compiled: let the build name no platform, so that it is 'any'"
    elif refused[0].startswith("linux_"):
        remedy = f"run 'auditwheel repair {case.built.file.name}', which makes it manylinux"
    elif refused[0].startswith("macosx_"):
        remedy = "set MACOSX_DEPLOYMENT_TARGET to a version as 11.0, and build it again"
    fact = f"the wheel is for the platform {quoted(refused)}, and the index refuses it"
    yield Finding("platform-tag", fact, remedy)


def check_scripts(case: Case) -> Iterator[Finding]:
    """Find entry points that the index refuses: no such file format, or no name of a script."""
    name = f"{case.built.place}/entry_points.txt"
    if not case.built.is_wheel or name not in case.built.members:
        return
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    place = case.keys.of("entry points")
    try:
        with ZipFile(case.built.file) as archive:
            parser.read_string(archive.read(name).decode())
    except (configparser.Error, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        yield Finding("metadata-invalid", f"entry_points.txt: {reason}", f"mend {place}")
        return
    sections = [parser[one] for one in ("console_scripts", "gui_scripts") if one in parser]
    wrong = [one for section in sections for one in section if not SCRIPT_NAME.fullmatch(one)]
    if wrong:
        fact = f"the script name {quoted(wrong)} has more than letters, digits, '.', '_' and '-'"
        yield Finding("metadata-invalid", fact, f"rename it: {place}")


def check_record(case: Case) -> Iterator[Finding]:
    """Find a wheel whose list of files is missing or wrong, or that is packed as none is."""
    if not case.built.is_wheel:
        return
    remedy = "build it with a newer backend, and do not change it afterwards"
    record = f"{case.built.place}/RECORD"
    for name in (record, f"{case.built.place}/WHEEL"):
        if name not in case.built.members:
            fact = f"the wheel has no {name}, and the index refuses it"
            yield Finding("metadata-invalid", fact, remedy)
            return
    with ZipFile(case.built.file) as archive:
        text = archive.read(record).decode("utf-8", "replace")
        odd = [
            info.filename
            for info in archive.infolist()
            if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}
        ]
        names = [info.filename for info in archive.infolist()]
    listed = {row[0].replace("\\", "/") for row in csv.reader(text.splitlines()) if row}
    signatures = {f"{record}.jws", f"{record}.p7s"}
    differ = sorted(listed ^ (case.built.members - signatures))
    if differ:
        fact = f"RECORD and the wheel do not agree on {named(differ)}; the index still takes it"
        yield Finding("metadata-invalid", fact, remedy, is_warning=True)
    if odd:
        fact = f"the wheel packs {named(odd)} in a way that the index refuses"
        yield Finding("metadata-invalid", fact, remedy)
    if len(names) != len(set(names)):
        twice = sorted({name for name in names if names.count(name) > 1})
        fact = f"the wheel has {named(twice)} twice, and the index refuses it"
        yield Finding("metadata-invalid", fact, remedy)


def check_top(case: Case) -> Iterator[Finding]:
    """Find a sdist with more than one folder at its top."""
    if case.built.is_wheel:
        return
    beside = sorted(name for name in case.built.members if not _is_below(name, case.built.place))
    if beside:
        fact = f"the sdist has {named(beside)} beside {case.built.place}/, and the index refuses it"
        yield Finding("metadata-invalid", fact, "build it with a newer backend")


def _is_below(name: str, folder: str) -> bool:
    return name.startswith(f"{folder}/")


RULES: tuple[Rule, ...] = (
    check_name,
    check_size,
    check_platform,
    check_scripts,
    check_record,
    check_top,
)
