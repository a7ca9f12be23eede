"""What the rehearsal needs beyond HelloWorld's own dependencies: the extra ``rehearse``."""

from importlib.util import find_spec

from hello.errors import HelloError

MODULES = (
    *("build", "check_wheel_contents", "packaging", "passlib", "pypiserver", "pyproject_hooks"),
    *("readme_renderer", "rfc3986", "trove_classifiers", "twine"),
)
"""What all steps together import of it."""

DISTRIBUTIONS = {
    "check_wheel_contents": "check-wheel-contents",
    "trove_classifiers": "trove-classifiers",
}
"""What to call a module in a message, where it is not the module's own name."""


def is_installed() -> bool:
    """Return whether every step has what it needs."""
    return all(find_spec(module) for module in MODULES)


def require(*modules: str) -> None:
    """Raise HelloError for the first of the *modules* that is not installed."""
    for module in modules:
        if find_spec(module) is None:
            raise HelloError(
                f"{DISTRIBUTIONS.get(module, module)} is not installed",
                next_step="run 'pip install HelloWorld[rehearse]'",
            )
