"""Classifiers: the index takes those of its own list only, which trove-classifiers has."""

import difflib
from collections.abc import Iterator

from hello.rehearsal.model import Finding
from hello.rehearsal.rules import Case, quoted

PRIVATE = "Private ::"
LICENSE = "License ::"


def check_known(case: Case) -> Iterator[Finding]:
    """Name classifiers that are not in the list, and those that are there no longer."""
    from trove_classifiers import all_classifiers, classifiers, deprecated_classifiers

    used = [one for one in case.built.fields.get("classifiers", ()) if not _is_private(one)]
    unknown = sorted({one for one in used if one not in all_classifiers})
    place = case.keys.of("classifiers")
    if unknown:
        near = difflib.get_close_matches(unknown[0], classifiers, n=1, cutoff=0.9)
        instead = f"write '{near[0]}'" if near else "take it out, or write one of the index's list"
        yield Finding(
            "unknown-classifier",
            f"the index has no classifier {quoted(unknown)}, and refuses the file",
            f"{instead}: {place}",
        )
    given_up = sorted({one for one in used if one in deprecated_classifiers})
    if given_up:
        replacements = deprecated_classifiers[given_up[0]]
        instead = f"write {quoted(replacements)}" if replacements else "take it out"
        yield Finding(
            "unknown-classifier",
            f"the index has given up the classifier {quoted(given_up)}, and refuses the file",
            f"{instead}: {place}",
        )


def check_public(case: Case) -> Iterator[Finding]:
    """Name classifiers by which a project keeps itself off the index."""
    private = [one for one in case.built.fields.get("classifiers", ()) if _is_private(one)]
    if private:
        yield Finding(
            "private-classifier",
            f"the classifier {quoted(private)} makes the index refuse the file",
            f"take it out, if the project is to be public: {case.keys.of('classifiers')}",
        )


def _is_private(classifier: str) -> bool:
    return classifier.startswith(PRIVATE)
