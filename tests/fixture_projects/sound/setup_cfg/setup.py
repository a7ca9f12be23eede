"""All is in setup.cfg; this file serves ``python setup.py``."""

from setuptools import setup

setup()
