"""All that this project has."""


def main() -> None:
    """Say that this was installed."""
    print("pre_release works")
