"""Scripts as an archive has them: for any Python, not for the builder's."""

from pathlib import PurePosixPath

ANY_PYTHON = "#!/usr/bin/env python3"
"""The first line of a script that is to run with the Python that is first on PATH."""

TEMPLATE = """{first_line}
import sys

from {module} import {name}

if __name__ == "__main__":
    sys.exit({function}())
"""


def launcher(entry_point: str, first_line: str = ANY_PYTHON) -> bytes:
    """Return the script that calls *entry_point*, ``module:object.attribute``.

    Source: entry points specification, packaging.python.org.
    """
    module, _, function = entry_point.partition("[")[0].replace(" ", "").partition(":")
    name = function.partition(".")[0]
    text = TEMPLATE.format(first_line=first_line, module=module, name=name, function=function)
    return text.encode()


def for_any_python(content: bytes, first_line: str = ANY_PYTHON) -> bytes:
    """Return a script of a wheel with its first line replaced, if that names a Python (PEP 427)."""
    head, newline, rest = content.partition(b"\n")
    if head.startswith(b"#!") and b"python" in head:
        return first_line.encode() + newline + rest
    return content


def is_script_of_python(path: PurePosixPath, content: bytes) -> bool:
    """Return whether a script is run by Python: by its name, or by its first line."""
    return path.suffix in {".py", ".pyw"} or b"python" in content.partition(b"\n")[0]
