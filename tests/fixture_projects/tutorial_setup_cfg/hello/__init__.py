"""Greets the world with a text that is package data."""

from importlib.resources import files


def greeting() -> str:
    """Return the greeting of greeting.msg."""
    return files("hello").joinpath("greeting.msg").read_text(encoding="utf-8").strip()
