"""Two files of scripts=: one in Python, whose first line is rewritten, and one for the shell."""

from setuptools import setup

setup(
    name="plain-scripts",
    version="1.0",
    py_modules=["plain_scripts"],
    scripts=["bin/in_python.py", "bin/in_shell"],
)
