"""The files of sdist and wheel as trees, and which are in only one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hello.markup import Markup, element, joined
from hello.rehearsal.file_lists import Archive
from hello.rehearsal.html.words import Words, counted

SMALL = 40
"""With so many files all folders are open at first."""

KILO = 1000
UNITS = ("B", "kB", "MB", "GB")


def in_words(size: int) -> str:
    """Return *size*, in bytes, as ``1.2 kB``."""
    amount = float(size)
    for unit in UNITS:
        if amount < KILO or unit == UNITS[-1]:
            break
        amount /= KILO
    return f"{size} B" if unit == "B" else f"{amount:,.1f} {unit}"


@dataclass
class Folder:
    """A folder of an archive: the folders and files in it, by name."""

    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """The size of each, and whether the other archive has it, too."""
    size: int = 0
    number: int = 0
    shared: int = 0
    """How many of its files, at any depth, the other archive has, too."""

    def count(self, size: int, *, is_shared: bool) -> None:
        """Take note of a file at any depth."""
        self.size += size
        self.number += 1
        self.shared += is_shared


def tree(archive: Archive, shared: Iterable[str]) -> Folder:
    """Return the files of *archive* by folders; those whose paths are *shared* are so marked."""
    root, known = Folder(), set(shared)
    for member in archive.members:
        *parents, name = member.path.split("/")
        is_shared = member.path in known
        folder = root
        folder.count(member.size, is_shared=is_shared)
        for parent in parents:
            folder = folder.folders.setdefault(parent, Folder())
            folder.count(member.size, is_shared=is_shared)
        folder.files[name] = (member.size, is_shared)
    return root


def section(archives: Iterable[Archive], shared: Mapping[str, set[str]], words: Words) -> Markup:
    """Return a tree for each archive; *shared* has the paths that both have, by kind."""
    archives = list(archives)
    trees = []
    for archive in archives:
        marks = words[f"only-{archive.kind}"] if len(archives) > 1 else None
        trees.append(_Drawing(archive, shared.get(archive.kind, set()), marks, words).draw())
    return element(
        "section",
        element("h2", words["heading-files"], id="files"),
        element("div", *trees, class_="trees"),
        aria_labelledby="files",
    )


class _Drawing:
    """One tree. *mark* is what stands at files that the other archive lacks."""

    def __init__(
        self, archive: Archive, shared: Iterable[str], mark: str | None, words: Words
    ) -> None:
        self._archive = archive
        self._root = tree(archive, shared)
        self._mark = mark
        self._words = words
        self._is_small = self._root.number <= SMALL

    def draw(self) -> Markup:
        more = self._archive.left_out
        said = self._words["more-files"].format(f"{more:,}")
        return element(
            "article",
            element("h3", self._archive.kind, lang="en"),
            element("p", self._archive.file, class_="file-name", lang="en"),
            element("p", self._about(self._root), class_="about"),
            self._list(self._root, is_marked=False),
            element("p", said, class_="about") if more else None,
        )

    def _about(self, folder: Folder) -> str:
        number = counted(self._words, "file", folder.number)
        return f"{number}{self._words['comma']}{in_words(folder.size)}"

    def _list(self, folder: Folder, *, is_marked: bool) -> Markup:
        """Return what is in *folder*; below a folder that *is_marked*, nothing else is."""
        folders = [
            self._folder(name, inner, is_marked=is_marked)
            for name, inner in sorted(folder.folders.items())
        ]
        files = [
            self._file(name, *facts, is_marked=is_marked)
            for name, facts in sorted(folder.files.items())
        ]
        return element("ul", *folders, *files, class_="tree", role="list")

    def _folder(self, name: str, folder: Folder, *, is_marked: bool) -> Markup:
        # A chain of folders with one entry each is one line, as in most file browsers.
        while not folder.files and len(folder.folders) == 1:
            ((below, folder),) = folder.folders.items()
            name = f"{name}/{below}"
        alone = self._mark is not None and not folder.shared
        row = joined(
            element("bdi", f"{name}/", class_="name"),
            self._only(is_shown=alone and not is_marked),
            element("span", self._about(folder), class_="size"),
        )
        return element(
            "li",
            element(
                "details",
                element("summary", row),
                self._list(folder, is_marked=alone or is_marked),
                open=self._is_small,
            ),
        )

    def _file(self, name: str, size: int, is_shared: bool, *, is_marked: bool) -> Markup:  # noqa: FBT001  # the pair that the tree has
        is_shown = self._mark is not None and not is_shared and not is_marked
        return element(
            "li",
            element("bdi", name, class_="name"),
            self._only(is_shown=is_shown),
            element("span", in_words(size), class_="size"),
            class_="file",
        )

    def _only(self, *, is_shown: bool) -> Markup | None:
        return element("span", self._mark, class_="only") if is_shown else None
