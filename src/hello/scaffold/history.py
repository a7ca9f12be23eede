"""git: a repository for the new project, and its first commit."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree, which

from hello.workbench.processes import Ended, Processes
from hello.workbench.repositories import DOT_GIT, repository_above

SECONDS = 60.0
"""For one command of git."""

MESSAGE = {"en": "Begin with what helloworld new wrote", "zh": "由 helloworld new 生成的初始项目"}

ASKED_ONLY = ("-c", "user.useConfigOnly=true")
"""No name made up of login and host: a commit keeps it for ever."""

WITHOUT_HOOKS = ("-c", f"core.hooksPath={os.devnull}", "-c", "commit.gpgSign=false")
"""What a user has set up for commits may ask for a passphrase, or be meant for other projects."""

NOTES = {
    "en": {
        "no git": "no git here: the project has no history yet",
        "within": "no repository of its own: the folder is within another one's work tree",
        "no repository": "git init failed: {0}",
        "no identity": "nothing committed yet: git has no user.name and user.email",
        "no commit": "the first commit failed: {0}",
    },
    "zh": {
        "no git": "这里没有 git：项目还没有版本历史",
        "within": "没有另建仓库：这个文件夹已在另一个 git 工作区里",
        "no repository": "git init 没有成功：{0}",
        "no identity": "还没有提交：git 没有设置 user.name 和 user.email",
        "no commit": "第一次提交没有成功：{0}",
    },
}


def begin(processes: Processes, project: Path, place: Path, language: str) -> Iterator[str]:
    """Put the *project*, which will be at *place*, into git's hands; yield what was not done.

    No setting of git is made or changed.
    """
    notes = NOTES[language]
    if which("git") is None:
        yield notes["no git"]
    elif repository_above(place.resolve()):
        yield notes["within"]
    elif (ended := _init(processes, project)).code != 0:
        rmtree(project / DOT_GIT, ignore_errors=True)
        yield notes["no repository"].format(ended.last_line)
    elif _git(processes, project, *ASKED_ONLY, "var", "GIT_COMMITTER_IDENT").code != 0:
        yield notes["no identity"]
    elif (ended := _commit(processes, project, MESSAGE[language])).code != 0:
        yield notes["no commit"].format(ended.last_line)


def _init(processes: Processes, project: Path) -> Ended:
    is_set = _git(processes, project, "config", "--get", "init.defaultBranch").code == 0
    branch = () if is_set else ("-c", "init.defaultBranch=main")
    return _git(processes, project, *branch, "init", "--quiet")


def _commit(processes: Processes, project: Path, message: str) -> Ended:
    # What a user's own .gitignore leaves out everywhere may be part of a project all the same.
    # With core.safecrlf, git would refuse files whose line ends it is to change.
    added = _git(processes, project, "-c", "core.safecrlf=false", "add", "--all", "--force")
    if added.code != 0:
        return added
    settings = (*ASKED_ONLY, *WITHOUT_HOOKS)
    return _git(processes, project, *settings, "commit", "--quiet", "--message", message)


def _git(processes: Processes, project: Path, *arguments: str) -> Ended:
    return processes.run("git", *arguments, cwd=project, seconds=SECONDS)
