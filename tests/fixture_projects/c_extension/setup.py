"""A module in C: what holds pure Python only has to refuse it."""

from setuptools import Extension, setup

setup(
    name="c-extension",
    version="1.0",
    packages=["c_extension"],
    ext_modules=[Extension("c_extension.answer", ["c_extension/answer.c"])],
    entry_points={"console_scripts": ["c-extension = c_extension:main"]},
)
