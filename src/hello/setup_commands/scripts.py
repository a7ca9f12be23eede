"""Scripts as an archive has them: for any Python, not for the builder's."""

import os
import re

ANY_PYTHON = "#!/usr/bin/env python3"
"""The first line of a script that is to run with the Python that is first on PATH."""

OF_PYTHON = re.compile(rb"#!.*python[\w.]*([ \t][^\r\n]*)?\r?(\n|\Z)")

TEMPLATE = """{first_line}
import sys

from {module} import {name}

if __name__ == "__main__":
    sys.exit({function}())
"""


def launcher(entry_point: str) -> bytes:
    """Return the script that calls *entry_point*, ``module:object.attribute``.

    Source: entry points specification, packaging.python.org.
    """
    module, _, function = entry_point.partition("[")[0].replace(" ", "").partition(":")
    name = function.partition(".")[0]
    text = TEMPLATE.format(first_line=ANY_PYTHON, module=module, name=name, function=function)
    return text.encode()


def for_python(content: bytes, executable: str) -> bytes:
    """Return a script with the Python that is to run it, if its first line is "#!python".

    Some versions of setuptools, 77 for one, leave it to pip to write there what is meant.
    """
    if re.match(rb"#!python\s", content) is None:
        return content
    return b"#!" + os.fsencode(executable) + content.removeprefix(b"#!python")


def for_any_python(content: bytes) -> bytes:
    """Return a script for any Python, if its first line names one (PEP 427)."""
    found = OF_PYTHON.match(content)
    if found is None:
        return content
    options = (found[1] or b"").strip()
    # Linux gives env all that follows as one word; -S has it split them.
    first = b"#!/usr/bin/env -S python3 " + options if options else ANY_PYTHON.encode()
    return first + found[2] + content[found.end() :]
