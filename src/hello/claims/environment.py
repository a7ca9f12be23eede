"""The circumstances that a verdict may depend on."""

import multiprocessing
import os
import platform
import sys

import hello


def describe() -> dict[str, object]:
    """Return what the checks ran on, by names and values that ``json`` can write."""
    return {
        "helloworld": hello.__version__,
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "platform": platform.platform(),
        "cores": usable_cores(),
        "gil": gil_is_enabled(),
        "start_method": multiprocessing.get_context().get_start_method(),
    }


def gil_is_enabled() -> bool:
    """Return whether one thread at a time runs Python code (PEP 703)."""
    ask = getattr(sys, "_is_gil_enabled", None)  # CPython 3.13 and later
    return ask is None or bool(ask())


def usable_cores() -> int:
    """Return how many cores this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
