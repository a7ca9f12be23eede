"""A version that is not one of PEP 440: setuptools refuses it since 66."""

from setuptools import setup

setup(
    name="bad-version",
    version="first of all",
    py_modules=["bad_version"],
)
