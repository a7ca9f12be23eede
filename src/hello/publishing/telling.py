"""A publication for a person: what will happen, before it is agreed to, and what has happened."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from hello.publishing.addresses import is_default, is_public
from hello.publishing.course import Course, Result, State, sent
from hello.publishing.model import Repository
from hello.rehearsal.live import STYLES
from hello.wrapping import Wrapped

WORDS = {
    "en": {
        "to": "{project} {version} goes to {index}:",
        "has": "{project} {version} is already on {index}:",
        "bytes": "{0:,} bytes",
        "for ever": "An index takes a file name once, for ever: what is there cannot be replaced.",
        "public": "Everybody can read it.",
        "ask": "Upload to {0}?",
        "published": "{project} {version} is on {index}, and installs from there",
        "there": "{project} {version} is on {index}, but not all went well",
        "half": "{project} {version} is not on {index} as it should be",
        "nothing": "{project} {version}: nothing was uploaded to {index}",
        "seconds": "{:.1f} s",
        "page": "Page: {0}",
        "install": "Install it:",
        "finish": "To finish:",
        "should it": "Should this be broken off, here is how to finish:",
        "left over": "Nobody needs this folder any more, remove it:",
        **{state.value: state.value for state in State},
        "to come": "to be uploaded",
        "comma": ", ",
        "colon": ": ",
    },
    "zh": {
        "to": "{project} {version} 将发布到 {index}：",
        "has": "{project} {version} 已经在 {index} 上：",
        "bytes": "{0:,} 字节",
        "for ever": "同一个文件名，索引永远只收一次：传上去的文件不能再替换。",
        "public": "所有人都能看到它。",
        "ask": "上传到 {0} 吗？",
        "published": "{project} {version} 已发布到 {index}，并已从那里安装成功",
        "there": "{project} {version} 已在 {index} 上，但后面的步骤没有全部完成",
        "half": "{project} {version} 没有完整地发布到 {index}",
        "nothing": "{project} {version}：没有上传任何文件到 {index}",
        "seconds": "{:.1f} 秒",
        "page": "网页：{0}",
        "install": "安装：",
        "finish": "继续完成：",
        "should it": "万一中途断开，用这条命令继续完成：",
        "left over": "这个文件夹已经没有用了，可以删除：",
        "to come": "待上传",
        State.NEW: "未上传",
        State.THERE: "已经存在",
        State.OTHER: "已有同名但内容不同的文件",
        State.SENDING: "不确定是否传到",
        State.UPLOADED: "已上传",
        State.REFUSED: "被拒绝",
        "comma": "，",
        "colon": "：",
    },
}
"""In English, what became of a file is said as in findings."""


def plan_of(course: Course, language: str) -> Iterable[RenderableType]:
    """Yield what will happen: the name, the version, the index, and each file."""
    words, release, repository = WORDS[language], course.release, course.repository
    yield Wrapped(
        words["has" if course.is_there else "to"].format(
            project=release.name,
            version=release.version,
            index=_both(repository),
        ),
        "bold",
    )
    for file in sent(release, course.states):
        size = words["bytes"].format(file.size)
        state = words["to come" if file.state is State.NEW else file.state]
        yield Wrapped(f"{file.file}  {size}  sha256 {file.sha256}  {state}")
    if not course.is_there:
        yield Wrapped(words["for ever"])
        if is_public(repository):
            yield Wrapped(words["public"])


def with_line(word: str, line: str, language: str) -> Iterable[RenderableType]:
    """Yield what the WORDS say of *line*, then that, to be copied."""
    yield Wrapped(WORDS[language][word])
    yield Text(f"  {line}")


def question(course: Course, language: str) -> str:
    """Return what is asked before anything is sent."""
    return WORDS[language]["ask"].format(course.repository.name)


def _both(repository: Repository) -> str:
    """Return the name and the address of *repository*, which may be the same."""
    if "://" in repository.name:
        return repository.upload
    return f"{repository.name} ({repository.upload})"


def closing(result: Result, language: str) -> Iterable[RenderableType]:
    """Yield the end of the story: whether all went well, where it is, and how others get it.

    Commands come as ``Text``: they are to be printed in one line, to be copied.
    """
    words, release, repository = WORDS[language], result.release, result.repository
    verdict = _verdict(result)
    if verdict in {"half", "nothing"}:
        for file in result.files:
            yield Wrapped(f"{file.file}{words['colon']}{words[file.state]}")
    said = words[verdict].format(
        project=release.name, version=release.version, index=repository.name
    )
    seconds = words["seconds"].format(result.seconds)
    yield Wrapped(f"{said}{words['comma']}{seconds}", STYLES[result.outcome])
    if result.is_whole and repository.web:
        yield Wrapped(words["page"].format(f"{repository.web}{release.name}/{release.version}/"))
    for what, line in (("install", install_line(result)), ("finish", result.way_on)):
        if line:
            yield from with_line(what, line, language)


def _verdict(result: Result) -> str:
    """Return which of the WORDS says what came of it."""
    states = [file.state for file in result.files]
    if result.is_whole:
        return "published"
    if all(state.is_there for state in states):
        return "there"
    return "half" if any(one.is_there or one is State.SENDING for one in states) else "nothing"


def install_line(result: Result) -> str:
    """Return how others install it, if they can: what it depends on is not asked of this index."""
    if not result.is_whole:
        return ""
    wanted = f"{result.release.name}=={result.release.version}"
    if is_default(result.repository):
        return f"pip install {wanted}"
    return f"pip install --no-deps --index-url {result.repository.simple} {wanted}"
