"""The command ``greeter-window``, for desktops."""

from argparse import ArgumentParser


def main() -> None:
    """Greet in a window, once somebody has drawn one."""
    ArgumentParser(description="Greet in a window.").parse_args()
