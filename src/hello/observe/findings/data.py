"""Findings for a program."""

from dataclasses import fields, is_dataclass

from hello.observe.findings.all_of_them import Findings
from hello.observe.model import Place


def as_data(findings: Findings) -> dict[str, object]:
    """Return *findings* by names and values that ``json`` can write; times are in seconds.

    Each kind has ``facts`` and the number of those that are ``more``; a place has ``file``,
    ``line`` and ``function``.
    """
    return {field.name: plain(getattr(findings, field.name)) for field in fields(findings)}


def plain(value: object) -> object:
    """Return a fact, or a part of it, as ``json`` can write it."""
    if isinstance(value, Place):
        return value._asdict()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value
