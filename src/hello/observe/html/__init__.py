"""A trace as one HTML page that loads nothing else: lanes to zoom into, and findings in words."""

from hello.observe.html.page import render

__all__ = ["render"]
