"""A new project as a tree, for a person at a terminal."""

from rich.tree import Tree

from hello.scaffold.make import Made


def as_tree(made: Made) -> Tree:
    """Return the files of the project that was *made*, folders first."""
    root = Tree(f"{made.folder.resolve().name}/")
    branches = {"": root}
    for path in sorted(made.files, key=_folders_first):
        *folders, name = path.split("/")
        above = ""
        for folder in folders:
            here = f"{above}{folder}/"
            if here not in branches:
                branches[here] = branches[above].add(f"{folder}/")
            above = here
        branches[above].add(name)
    return root


def _folders_first(path: str) -> list[tuple[bool, str]]:
    *folders, name = path.split("/")
    return [*((False, folder) for folder in folders), (True, name)]
