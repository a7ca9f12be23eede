"""The command ``greeter``."""

from argparse import ArgumentParser

from greeter import words


def main() -> None:
    """Print a greeting."""
    parser = ArgumentParser(description="Greet in a language.")
    parser.add_argument("language", nargs="?", default="en", choices=sorted(words()))
    print(words()[parser.parse_args().language])
