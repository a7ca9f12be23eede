"""A trace drawn for the terminal: who ran, who waited, for what, and who held it."""

from hello.observe.gantt.gantt import Gantt

__all__ = ["Gantt"]
