"""A tutorial you can install, whose every claim is checked where you sit.

The public names are loaded on first use: ``import hello`` costs nothing.
"""

# Type checkers know this name. Importing typing takes longer than a whole greeting.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from hello.demos.basics.heap_sort import heap_sort, print_tree
    from hello.greeting import greet

__version__ = "0.1.0"
__all__ = ["__version__", "greet", "heap_sort", "print_tree"]


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = "hello.greeting" if name == "greet" else "hello.demos.basics.heap_sort"
    return getattr(import_module(home), name)
