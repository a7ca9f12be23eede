"""The tutorial's minimal form."""

from setuptools import find_packages, setup

setup(name="HelloWorld", version="0.1", packages=find_packages())
