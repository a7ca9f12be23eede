"""All that this project has."""


def main() -> None:
    """Say that this was installed."""
    print("plain_scripts works")
