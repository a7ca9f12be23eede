"""Non-ASCII everywhere: author, description, file names and what is in the files."""

from setuptools import find_packages, setup

setup(
    name="non-ascii",
    version="1.0",
    packages=find_packages(),
    package_data={"non_ascii": ["*.txt", "数据/*.txt"]},
    author="王小明, Søren Åström",
    author_email="xiaoming@example.com",
    description="用中文问候世界: čeština, ελληνικά, 日本語, 🎈",
    long_description="第一行：你好。\n第二行：世界。",
    entry_points={"console_scripts": ["non-ascii = non_ascii:main"]},
)
