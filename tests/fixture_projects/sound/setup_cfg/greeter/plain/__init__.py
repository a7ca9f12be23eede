"""Greetings without a language."""

PLAIN = "Hi"
