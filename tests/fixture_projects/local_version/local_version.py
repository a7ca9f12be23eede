"""All that this project has."""


def main() -> None:
    """Say that this was installed."""
    print("local_version works")
