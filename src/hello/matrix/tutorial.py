"""THE list of the tutorial's 13 commands, in its order, and what has become of each."""

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a command makes; each kind is checked in its own way."""

    TEXT = "text"
    TREE = "build"
    INSTALLED = "install"
    SDIST = "*.tar.gz"
    EXE = "*.exe"
    MSI = "*.msi"
    RPM = "*[!c].rpm"
    ZIP = "*.zip"
    TAR = "*.tar.gz "
    EGG = "*.egg"
    WHEEL = "*.whl"

    @property
    def pattern(self) -> str:
        """Return which files of ``dist/`` are of this kind; ``.src.rpm`` is not to be installed."""
        return self.value.strip()


class TutorialCommand(NamedTuple):
    """A command as the tutorial has it, without ``setup.py``.

    ``is_ours`` where setuptools fails, or makes what is of no use elsewhere;
    ``english`` and ``chinese`` say what to use today instead, and why.
    """

    line: str
    kind: Kind
    english: str
    chinese: str
    is_ours: bool = False

    @property
    def arguments(self) -> list[str]:
        """Return what follows ``setup.py``."""
        return self.line.split()

    def instead(self, language: str) -> str:
        """Return what to use today in *language*, ``en`` or ``zh``."""
        return self.chinese if language == "zh" else self.english


NO_INSTALLER = (
    "a wheel: pip installs it on Windows too, into any environment, and can take it out again",
    "wheel：在 Windows 上同样用 pip 安装，可以装进任何环境，也能卸载干净",
)
NO_RPM = (
    "a wheel for Python users; for a Linux distribution its own macros (pyproject-rpm-macros)",
    "给 Python 用户用 wheel；给 Linux 发行版用它自己的打包宏（pyproject-rpm-macros）",
)
NO_DUMB = (
    "a wheel: pip knows its files and dependencies; nobody knows what an unpacked archive left",
    "wheel：pip 知道它有哪些文件、依赖什么；解压出来的文件没有任何记录",
)

COMMANDS = (
    TutorialCommand(
        "--help",
        Kind.TEXT,
        english="python -m build --help: one tool, whatever a project is built with",
        chinese="python -m build --help：不论项目用哪种构建后端，都用这一个工具",
    ),
    TutorialCommand(
        "build",
        Kind.TREE,
        english="pip install -e . to work on it: nothing is copied, so nothing goes stale",
        chinese="开发时用 pip install -e .：不复制文件，也就没有过时的副本",
    ),
    TutorialCommand(
        "install",
        Kind.INSTALLED,
        english="pip install .: it installs the dependencies too, and can uninstall",
        chinese="pip install .：连依赖一起安装，也能卸载",
    ),
    TutorialCommand(
        "sdist",
        Kind.SDIST,
        english="python -m build --sdist: it first installs what the build needs (PEP 517, 518)",
        chinese="python -m build --sdist：先把构建所需的东西装好（PEP 517、518）",
    ),
    TutorialCommand("bdist_wininst", Kind.EXE, *NO_INSTALLER, is_ours=True),
    TutorialCommand("bdist_msi", Kind.MSI, *NO_INSTALLER, is_ours=True),
    TutorialCommand("bdist --format=msi", Kind.MSI, *NO_INSTALLER, is_ours=True),
    TutorialCommand("bdist_rpm", Kind.RPM, *NO_RPM, is_ours=True),
    TutorialCommand("bdist --format=rpm", Kind.RPM, *NO_RPM, is_ours=True),
    TutorialCommand("bdist --format=zip", Kind.ZIP, *NO_DUMB, is_ours=True),
    TutorialCommand("bdist --format=gztar", Kind.TAR, *NO_DUMB, is_ours=True),
    TutorialCommand(
        "bdist --format=egg",
        Kind.EGG,
        english="a wheel: pip installs no eggs, and the index takes none since 2023 (PEP 715)",
        chinese="wheel：pip 不安装 egg，软件包索引也从 2023 年起不再接收（PEP 715）",
    ),
    TutorialCommand(
        "bdist --format=wheel",
        Kind.WHEEL,
        is_ours=True,
        english="python -m build: it makes the sdist, and the wheel from that: so it is whole",
        chinese="python -m build：先做 sdist，再由它做 wheel，这样发布的东西才是完整的",
    ),
)

WHEEL = COMMANDS[-1]
"""The command whose result tells what all others have to hold."""
