"""Writes a new project of the tutorial's shape, under the user's own name."""
