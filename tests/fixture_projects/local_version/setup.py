"""A local version: 1.0+local.7, which no public index takes (PEP 440)."""

from setuptools import setup

setup(
    name="local-version",
    version="1.0+local.7",
    py_modules=["local_version"],
    entry_points={"console_scripts": ["local-version = local_version:main"]},
)
