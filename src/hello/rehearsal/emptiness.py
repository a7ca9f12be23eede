"""A wheel that installs nothing to import."""

from pathlib import PurePosixPath

from hello.rehearsal.configuration import HATCH, PDM, UV, Configuration
from hello.rehearsal.customs import BUILD_FILES, is_aside, is_hidden
from hello.rehearsal.inventory import IMPORTABLE, Inventory
from hello.rehearsal.model import Finding
from hello.rehearsal.telling import several
from hello.rehearsal.version_control import Sources


def is_empty(wheel: Inventory) -> bool:
    """Return whether *wheel* has nothing to import, and nothing else to install either."""
    has_code = any(name.endswith(IMPORTABLE) for name in wheel.library)
    installs = any(".data/" in name for name in wheel.sizes)
    return not has_code and not installs


def finding_of(sources: Sources, configuration: Configuration, *, is_meta: bool) -> Finding:
    """Return the finding about an empty wheel; it may be meant so if it has dependencies alone.

    *is_meta* says whether it has dependencies.
    """
    code = sorted({_top(name) for name in sources.files if _is_code(name)})
    seen = f"the source has {several(code)}" if code else "nor has the source any"
    fact = f"the wheel has no module that could be imported; {seen}"
    remedy = _remedy(code, configuration) if code else "add a module, or a package to the project"
    return Finding("empty-wheel", fact, remedy, is_warning=is_meta and not code)


def _is_code(name: str) -> bool:
    path = PurePosixPath(name)
    is_own = path.suffix == ".py" and path.name not in BUILD_FILES
    return is_own and not is_aside(name) and not is_hidden(name)


def _top(name: str) -> str:
    """Return the package's folder, or the module, that *name* is, or is in."""
    parts = name.split("/")
    start = 1 if parts[0] in {"src", "lib"} and len(parts) > 1 else 0
    end = "" if len(parts) == start + 1 else "/"
    return "/".join(parts[: start + 1]) + end


def _remedy(code: list[str], configuration: Configuration) -> str:
    path = code[0].rstrip("/")
    name = path.rpartition("/")[2].removesuffix(".py")
    if configuration.is_setuptools:
        return _setuptools(path, name, configuration)
    match configuration.build_system.distribution:
        case "hatchling":
            table = ".".join((*HATCH, "targets", "wheel"))
            return f"write 'packages = [\"{path}\"]' into [{table}] in pyproject.toml"
        case "poetry-core":
            return f"write 'packages = [{{ include = \"{name}\" }}]' into [tool.poetry]"
        case "pdm-backend":
            return f"write 'includes = [\"{path}\"]' into [{'.'.join(PDM)}] in pyproject.toml"
        case "uv_build":
            return f"write 'module-name = \"{name}\"' into [{'.'.join(UV)}] in pyproject.toml"
        case _:
            return f"let the build backend put '{path}' into the wheel"


def _setuptools(path: str, name: str, configuration: Configuration) -> str:
    file = configuration.setuptools_file
    if path.endswith(".py"):
        key = "py-modules" if file == "pyproject.toml" else "py_modules"
        return f"add '{name}' to {key} in {file}"
    where = path.rpartition("/")[0]
    found = f", and 'where = {where}' to its find" if where else ""
    return f"add {path}/__init__.py, and '{name}' to packages in {file}{found}"
