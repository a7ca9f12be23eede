"""The lessons in English."""
