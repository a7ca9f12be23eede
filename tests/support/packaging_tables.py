"""The tables of the lesson "packaging", declared once: tests prove each row, and the lesson's."""

from typing import NamedTuple

URLS = "https://{}.example.com/HelloWorld/"


class Field(NamedTuple):
    """A keyword of setup(), and the field of the core metadata that it becomes."""

    keyword: str
    field: str
    values: tuple[str, ...]


class Landing(NamedTuple):
    """A keyword of setup() that is about files, and where one of them is.

    What is in capitals stands for a folder. LIB is site-packages, BIN the folder of commands;
    DATA and INFO are the wheel's folders helloworld-0.1.data and helloworld-0.1.dist-info.
    """

    keyword: str
    sdist: str
    wheel: str
    installed: str


class Cell(NamedTuple):
    """What a project has, and which data files its sdist and its wheel hold then.

    Of ``P``, package_data that names the file ``a``; ``I``, include_package_data=True; ``M``, a
    MANIFEST.in that names the file ``b``. Both files lie in a package.
    """

    has: str
    sdist: str
    wheel: str


FIELDS = (
    Field("name", "Name", ("HelloWorld",)),
    Field("version", "Version", ("0.1",)),
    Field("description", "Summary", ("An example of everything that setup() takes",)),
    Field("long_description", "Description", ("Several lines,\nfor the page on the index.",)),
    Field("author", "Author", ("Me",)),
    Field("author_email", "Author-email", ("me@example.com",)),
    Field("keywords", "Keywords", ("hello world example examples",)),
    Field("url", "Home-page", ("https://example.com/HelloWorld/",)),
    Field("download_url", "Download-URL", ("https://example.com/HelloWorld/download/",)),
    Field(
        "project_urls",
        "Project-URL",
        (
            f"Bug Tracker, {URLS.format('bugs')}",
            f"Documentation, {URLS.format('docs')}",
            f"Source Code, {URLS.format('code')}",
        ),
    ),
    Field(
        "classifiers",
        "Classifier",
        ("License :: OSI Approved :: Python Software Foundation License",),
    ),
    Field("install_requires", "Requires-Dist", ("docutils>=0.3",)),
)

LANDINGS = (
    Landing("packages", "hello/__init__.py", "hello/__init__.py", "LIB/hello/__init__.py"),
    Landing("package_data", "hello/greeting.msg", "hello/greeting.msg", "LIB/hello/greeting.msg"),
    Landing("scripts", "say_hello.py", "DATA/scripts/say_hello.py", "BIN/say_hello.py"),
    Landing("metadata", "PKG-INFO", "INFO/METADATA", "INFO/METADATA"),
)

CELLS = (
    Cell("", sdist="-", wheel="-"),
    Cell("M", sdist="b", wheel="-"),
    Cell("I", sdist="-", wheel="-"),
    Cell("IM", sdist="b", wheel="b"),
    Cell("P", sdist="a", wheel="a"),
    Cell("PM", sdist="a b", wheel="a"),
    Cell("PI", sdist="a", wheel="a"),
    Cell("PIM", sdist="a b", wheel="a b"),
)
