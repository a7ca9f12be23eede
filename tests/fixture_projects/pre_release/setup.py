"""A version that is a pre-release: 1.0rc1, which comes before 1.0 (PEP 440)."""

from setuptools import setup

setup(
    name="pre-release",
    version="1.0rc1",
    py_modules=["pre_release"],
    entry_points={"console_scripts": ["pre-release = pre_release:main"]},
)
