"""A name with capitals, a dash, a dot and an underscore: PEP 503 and PEP 625 normalise it."""

from setuptools import setup

setup(
    name="Odd-Name.Of_Project",
    version="1.0",
    py_modules=["odd_name"],
    entry_points={"console_scripts": ["odd-name = odd_name:main"]},
)
