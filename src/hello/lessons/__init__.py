"""The lessons, one reStructuredText file a demo and language."""
