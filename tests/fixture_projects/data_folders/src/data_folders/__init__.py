"""Reads its data, wherever it was installed."""

from importlib.resources import files


def main() -> None:
    """Print what the data says."""
    texts = files("data_folders") / "texts"
    print((texts / "near.txt").read_text(encoding="utf-8").strip())
    print((texts / "deep" / "deeper" / "far.json").read_text(encoding="utf-8").strip())
