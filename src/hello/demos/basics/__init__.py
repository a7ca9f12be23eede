"""Packaging and language: modules, logging, heap sort."""
