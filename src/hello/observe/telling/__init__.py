"""Findings in words, English or Chinese, for terminal and page."""

from hello.observe.telling.sections import Section, tell
from hello.observe.telling.words import Said

__all__ = ["Said", "Section", "tell"]
