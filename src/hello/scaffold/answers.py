"""Says what is wrong with an answer in the language in which the question was asked.

Errors are in English everywhere else; beside a question in Chinese, that would help nobody.
"""

from hello.errors import HelloError

CHINESE = {
    "this is no name for a project": "项目不能用这个名字",
    "this name is too long": "这个名字太长",
    "to the index, this name is the tutorial's own": "在索引看来，这就是教程自己的名字",
    "the index gives this name to nobody": "索引不把这个名字给任何人",
    "HelloWorld has a command of this name": "HelloWorld 有一个同名的命令",
    "Python could not import a package of this name": "Python 无法导入这个名字的包",
    "a package of this name would hide another one": "这个名字的包会遮住另一个包",
    "Windows can have no folder of this name": "Windows 上不能有这个名字的文件夹",
    "the index has a project of this name": "索引上已经有同名的项目",
    "the index refuses this name": "索引会拒绝这个名字，因为已有看起来一样的项目",
    "the author has no name": "作者没有名字",
    "the author's name has more than": "作者的名字太长",
    "the author's name has characters": "作者的名字里有不能书写的字符",
    "the index takes no such e-mail address": "索引不接受这个邮箱地址",
    "no such shape": "没有这种形式",
    "take ASCII letters": "请用 ASCII 字母、数字和 '-'，且不以 '-' 开头或结尾",
    "take another, as hello-": "换一个，例如 hello-你的名字",
    "take 60 characters": "最多 60 个字符",
    "give --author": "请写下 --author",
    "give another, or - for none": "换一个，没有就填 -",
    "take one of: ": "请从 {} 中选一个",
}
"""How each fact and each next step begins, and what it is in Chinese; {} is how it goes on."""


def in_language(error: HelloError, language: str) -> str:
    """Return the line of *error*: fact, value, next step."""
    fact, separator, value = error.shown.partition(": ")
    parts = [_in_chinese(fact), _in_chinese(error.next_step)]
    if language != "zh" or not all(parts):
        return str(error)
    return f"{parts[0]}{separator and f'：{value}'}；{parts[1]}"


def _in_chinese(text: str) -> str:
    """Return *text* in Chinese, or nothing where it has none."""
    for beginning, chinese in CHINESE.items():
        if text.startswith(beginning):
            return chinese.format(text.removeprefix(beginning).replace(", ", "、"))
    return ""
