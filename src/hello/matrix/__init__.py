"""The 13 setup.py commands, run for real."""
