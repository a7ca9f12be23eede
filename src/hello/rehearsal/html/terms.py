"""The rehearsal's own terms in Chinese; in English they stand as they are."""

STEPS = {
    "build": "构建",
    "contents": "内容",
    "metadata": "元数据",
    "install": "安装",
    "run": "运行",
    "upload": "上传",
    "install-back": "装回",
    "reproducible": "可重现",
    "formats": "格式",
}
"""The steps in Chinese, beside their names, which are what ``--only`` takes."""

FIELDS = {
    "Name": "名称",
    "Version": "版本",
    "Summary": "简介",
    "Keywords": "关键词",
    "Author": "作者",
    "Author-email": "作者邮箱",
    "Maintainer": "维护者",
    "Maintainer-email": "维护者邮箱",
    "License": "许可证",
    "License-Expression": "许可证",
    "License-File": "许可证文件",
    "Classifier": "分类",
    "Requires-Python": "所需 Python",
    "Requires-Dist": "依赖",
    "Provides-Extra": "可选功能",
    "Project-URL": "链接",
    "Home-page": "主页",
    "Download-URL": "下载地址",
    "Platform": "平台",
    "Dynamic": "构建时确定",
    "Metadata-Version": "元数据版本",
    "Description-Content-Type": "README 的格式",
}
"""The fields of the core metadata in Chinese; in English they are called as they are."""


def translated(step: str, language: str) -> str | None:
    """Return the *step* in *language*, where that is not English."""
    return STEPS.get(step) if language == "zh" else None


def field(name: str, language: str) -> str:
    """Return how the field *name* of the core metadata is called in *language*."""
    return FIELDS.get(name, name) if language == "zh" else name
