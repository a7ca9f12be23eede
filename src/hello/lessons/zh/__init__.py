"""The lessons in Chinese."""
