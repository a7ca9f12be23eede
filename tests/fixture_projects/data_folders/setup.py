"""Data in folders: inside the package (package_data), and outside of it (data_files)."""

from setuptools import find_packages, setup

setup(
    name="data-folders",
    version="1.0",
    package_dir={"": "src"},
    packages=find_packages("src"),
    package_data={"data_folders": ["texts/*.txt", "texts/**/*.json"]},
    data_files=[("share/data-folders/a/b", ["shared/settings.ini"])],
    entry_points={"console_scripts": ["data-folders = data_folders:main"]},
)
