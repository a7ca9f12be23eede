"""A setup.py that raises: the error is the project's, and one line says so."""

raise RuntimeError("this project builds on Tuesdays only")
