"""What stands in place of a built-in function."""

from pkgutil import resolve_name
from typing import Any


class Builtin:
    """Calls *does* in the place of *plain*; it is no method where a class has it.

    A subclass may do it itself, by its own ``__call__``.
    """

    def __init__(self, plain: Any, does: Any = None) -> None:
        self.__wrapped__ = plain
        self._does = does
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(self, name, getattr(plain, name, None))
        self.__text_signature__ = getattr(plain, "__text_signature__", None)

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Do it."""
        return self._does(*args, **named)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)

    def __reduce__(self) -> Any:
        # In another process the plain one is meant, or that process's recorded one.
        return resolve_name, (f"{self.__module__}:{self.__wrapped__.__name__}",)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _: object) -> Any:
        return self
