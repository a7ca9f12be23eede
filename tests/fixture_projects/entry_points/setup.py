"""Entry points of both kinds: for a console, and for a window without one."""

from setuptools import setup

setup(
    name="entry-points",
    version="1.0",
    py_modules=["both_kinds"],
    entry_points={
        "console_scripts": ["on-a-console = both_kinds:main"],
        "gui_scripts": ["in-a-window = both_kinds:main"],
    },
)
