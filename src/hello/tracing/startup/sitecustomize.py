"""Begins to record before a program's first line; the program runs as ``python PROGRAM`` runs it.

Python imports the first module of this name that it finds, whenever it starts (see the library
reference, module ``site``). So the program's ``__main__``, ``sys.argv``, ``sys.path``, tracebacks
and exit code are nobody's but its own. All that led here is taken back.
"""

import sys

LOADED = tuple(sys.modules)
"""What Python loads without us."""

import os  # noqa: E402 (what comes before must not load anything)
from importlib.machinery import PathFinder  # noqa: E402 (the same)
from importlib.util import module_from_spec  # noqa: E402 (the same)

VARIABLE = "HELLOWORLD_TRACE"


def take_back(told: dict[str, object]) -> None:
    """Leave the environment and the paths as they were."""
    here = os.path.dirname(__file__)  # noqa: PTH120 (as it stands on the path)
    path = told["python_path"]
    if path is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = str(path)
    sys.path[:] = [folder for folder in sys.path if folder != here]
    sys.path_importer_cache.pop(here, None)


def import_the_other() -> None:
    """Run the sitecustomize of this installation, if it has one."""
    spec = PathFinder.find_spec("sitecustomize")
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


if said := os.environ.pop(VARIABLE, ""):
    import json

    import helloworld_startup  # type: ignore[import-not-found]  # this folder is on the path then

    del sys.modules["helloworld_startup"]
    found = json.loads(said)
    take_back(found)
    try:
        helloworld_startup.begin(found, LOADED)
    except Exception as error:  # noqa: BLE001 (the program runs all the same)
        print(f"helloworld trace: cannot record: {error!r}", file=sys.stderr)
    import_the_other()
