"""The spec file of a project: what rpmbuild makes a package from.

Versions are written so that rpm sorts them as pip does (PEP 440, and "Versioning" in rpm's
manual: "~" sorts before the end, "^" after it):

=============  ================
1.0.dev2       1.0~~dev2
1.0a1          1.0~a1
1.0a1.dev2     1.0~a1~dev2
1.0rc1         1.0~rc1
1.0+local.1    1.0^local.local.1
1.0.post1      1.0^post1
2!1.0          1.0, with Epoch: 2
=============  ================
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from setuptools import Distribution

from . import rpm_install

PYTHON = "HELLOWORLD_RPM_PYTHON"
"""The environment variable with the Python that builds; its path is in no package so."""

SETUP_WITHOUT_SCRIPT = "-c 'import setuptools; setuptools.setup()'"

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

PREAMBLE = """\
# Made by bdist_rpm of HelloWorld.
# The package is the same wherever it is built: no bytecode, no build identifiers.
%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
"""

PREPARE = """\
rm -rf {folder}
tar -xf "$RPM_SOURCE_DIR/{source}"
"""

INSTALL = """\
# Builds too: setuptools would take a folder "build" that it finds for a package.
CFLAGS="{flags}-g0" "${{{PYTHON}:-/usr/bin/python3}}" - "$RPM_BUILD_ROOT" %{{_prefix}} {setup} \\
    > INSTALLED_FILES <<'END_OF_PROGRAM'
{program}
END_OF_PROGRAM
"""

SCRIPTS = {
    "prep": "prep_script",
    "build": "build_script",
    "install": "install_script",
    "clean": "clean_script",
    "verifyscript": "verify_script",
    "pre": "pre_install",
    "post": "post_install",
    "preun": "pre_uninstall",
    "postun": "post_uninstall",
}
"""The sections of a spec file that an option of the command replaces, and the option."""


def spec_of(distribution: Distribution, options: Any, source: str) -> list[str]:
    """Return the lines of the spec file; *options* are those of the command ``bdist_rpm``.

    Metadata cannot be taken for macros; the options are written as they are, they may be some.
    """
    folder = distribution.get_fullname()
    summary = text(distribution.get_description()) or escape(distribution.get_name())
    lines = [*PREAMBLE.splitlines(), f"%global buildsubdir {folder}", ""]
    lines += [f"{tag}: {value}" for tag, value in tags(distribution, options, source) if value]
    lines += ["", "%description", paragraphs(distribution.get_long_description()) or summary]
    for section, script in sections(distribution, options, source, folder).items():
        lines += ["", f"%{section}", script.rstrip("\n")]
    lines += ["", "%files -f INSTALLED_FILES"]
    lines += [f"%doc {' '.join(options.doc_files)}"] if options.doc_files else []
    lines += ["", "%changelog", *options.changelog] if options.changelog else []
    return lines


def tags(distribution: Distribution, options: Any, source: str) -> Iterator[tuple[str, str | None]]:
    """Yield the tags and their values; those without a value are not written."""
    epoch, version = versions(distribution.get_version())
    is_compiled = distribution.has_ext_modules()
    yield "Summary", text(distribution.get_description()) or escape(distribution.get_name())
    yield "Name", distribution.get_name()
    yield "Epoch", options.serial or epoch
    yield "Version", version
    yield "Release", options.release.replace("-", "_")
    yield "Source0", source
    yield "License", license_of(distribution)
    yield "Group", options.group
    yield "Prefix", "%{_prefix}"
    yield "BuildArch", options.force_arch or (None if is_compiled else "noarch")
    yield "Vendor", options.vendor
    yield "Packager", options.packager
    yield "URL", text(home_page(distribution))
    yield "Distribution", options.distribution_name
    yield "Icon", options.icon and Path(options.icon).name
    yield "AutoReq", "0" if options.no_autoreq else None
    for tag in ("Provides", "Requires", "Conflicts", "Obsoletes"):
        yield tag, " ".join(getattr(options, tag.lower()) or ())
    yield "BuildRequires", " ".join(options.build_requires or ())


def sections(distribution: Distribution, options: Any, source: str, folder: str) -> dict[str, str]:
    """Return the scripts by section: the project's own, or ours where one is needed."""
    script = Path(distribution.script_name or "").name
    setup = script if Path(script).is_file() else SETUP_WITHOUT_SCRIPT
    flags = "$RPM_OPT_FLAGS " if options.use_rpm_opt_flags else ""
    program = escape(inspect.getsource(rpm_install))
    ours = {
        "prep": PREPARE.format(folder=folder, source=source),
        "install": INSTALL.format(flags=flags, PYTHON=PYTHON, setup=setup, program=program),
    }
    given = {section: getattr(options, option) for section, option in SCRIPTS.items()}
    theirs = {
        section: Path(file).read_text(encoding="utf-8") for section, file in given.items() if file
    }
    return ours | theirs


def versions(version: str) -> tuple[str | None, str]:
    """Return the epoch, if there is one, and the version as rpm is to see it (PEP 440)."""
    from packaging.version import Version  # setuptools brings it

    parsed = Version(version)
    parts = [".".join(map(str, parsed.release))]
    if parsed.pre is not None:
        parts.append(f"~{parsed.pre[0]}{parsed.pre[1]}")
    if parsed.post is not None:
        parts.append(f"^post{parsed.post}")
    if parsed.dev is not None:
        parts.append(f"~dev{parsed.dev}" if len(parts) > 1 else f"~~dev{parsed.dev}")
    if parsed.local is not None:
        # "local" comes before "post", as it should.
        parts.append(f"^local.{parsed.local}")
    return str(parsed.epoch) if parsed.epoch else None, "".join(parts)


def license_of(distribution: Distribution) -> str:
    """Return the licence: the expression (PEP 639), the old field's first line, a classifier."""
    about = distribution.metadata
    expression = getattr(about, "license_expression", None) or about.license
    named = [name for name in about.get_classifiers() if name.startswith("License ::")]
    lines = (expression or "").strip().splitlines() or [
        name.rpartition("::")[2].strip() for name in named
    ]
    return escape(lines[0]) if lines else "Unknown"


def home_page(distribution: Distribution) -> str:
    """Return the home page: the old field, or the project's URL with that label, or the first."""
    urls = {label.lower(): url for label, url in distribution.metadata.project_urls.items()}
    return distribution.get_url() or urls.get("homepage") or next(iter(urls.values()), "")


def contact(distribution: Distribution) -> str:
    """Return the maintainer or author, with the address where there is one."""
    about = distribution.metadata
    name, address = about.get_contact() or "", about.get_contact_email() or ""
    if name and address:
        return text(f"{name} <{address}>")
    return text(name or address)


def paragraphs(value: str | None) -> str:
    """Return *value* escaped: no line is a section's name, nor a comment, which rpm leaves out."""
    lines = re.sub(r"^%", " %", value or "", flags=re.MULTILINE)
    return escape(re.sub(r"^([ \t]*)#", rf"\1{NO_BREAK_SPACE}#", lines, flags=re.MULTILINE))


def text(value: str | None) -> str:
    """Return *value* in one line, which is what a tag may have, escaped."""
    return escape(" ".join((value or "").split()))


def escape(value: str) -> str:
    """Return *value* so that rpm sees no macro in it."""
    return value.replace("%", "%%")
