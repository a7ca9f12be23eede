"""Calls a function that is written in C."""


def main() -> None:
    """Print what the function returns."""
    from c_extension.answer import answer

    print(answer())
