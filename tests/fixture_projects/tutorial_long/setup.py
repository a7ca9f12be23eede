"""The tutorial's long form: what can be said about a distribution, in one call."""

from setuptools import find_packages, setup

setup(
    name="HelloWorld",
    version="0.1",
    packages=find_packages(),
    scripts=["say_hello.py"],
    install_requires=["docutils>=0.3"],
    package_data={"": ["*.txt", "*.rst"], "hello": ["*.msg"]},
    author="Me",
    author_email="me@example.com",
    description="An example of everything that setup() takes",
    long_description="Several lines,\nfor the page on the index.",
    keywords="hello world example examples",
    url="https://example.com/HelloWorld/",
    download_url="https://example.com/HelloWorld/download/",
    project_urls={
        "Bug Tracker": "https://bugs.example.com/HelloWorld/",
        "Documentation": "https://docs.example.com/HelloWorld/",
        "Source Code": "https://code.example.com/HelloWorld/",
    },
    classifiers=["License :: OSI Approved :: Python Software Foundation License"],
)
