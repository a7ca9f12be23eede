"""The README on the index: there, rendered, not too long, and whole without the repository."""

from collections.abc import Iterator
from pathlib import Path

from hello.rehearsal.keys import Place
from hello.rehearsal.model import Finding
from hello.rehearsal.readme import (
    MARKDOWN,
    PLAIN,
    RST,
    dead_links,
    is_renderable_here,
    lost_tags,
    render,
)
from hello.rehearsal.rules import Case, named

LONGEST = 324_608
"""In bytes. The public index takes more, but a mirror that many companies install from does
not: it then refuses to hand out the project at all (pydantic#11071)."""

TYPES = {".md": MARKDOWN, ".markdown": MARKDOWN, ".rst": RST, ".txt": PLAIN}


def check_readme(case: Case) -> Iterator[Finding]:
    """Find a README that is missing, too long, or not shown as it should be."""
    text = case.built.fields.get("description", "")
    if text.strip() in {"", "UNKNOWN"}:
        yield _missing(case)
        return
    if (size := len(text.encode())) > LONGEST:
        yield Finding(
            "description-size",
            f"the description has {size:,} bytes, and mirrors of the index take {LONGEST:,}",
            f"leave the history of changes out of it: {case.keys.of('readme')}",
            is_warning=True,
        )
        return  # rendering it takes many seconds
    yield from _check_shown(case, text, case.built.fields.get("description_content_type"))


def _missing(case: Case) -> Finding:
    readme = readme_of(case.source)
    name = readme.name if readme else "README.md"
    first = "" if readme else f"write {name}, and "
    place = case.keys.of("readme")
    return Finding(
        "no-readme",
        "there is no description: the project's page on the index would be empty",
        f"{first}write '{_named_in(place, name)}' in {place.where}",
    )


def _named_in(place: Place, name: str) -> str:
    if place.style == "cfg":
        return place.line(f"file: {name}")
    if place.style == "py":
        return f'{place.key}=Path("{name}").read_text(encoding="utf-8")'
    return place.line(name)


def _check_shown(case: Case, text: str, content_type: str | None) -> Iterator[Finding]:
    html, complaint = render(text, content_type)
    readme = readme_of(case.source)
    likely = TYPES.get(readme.suffix.lower(), RST) if readme and _is_from(readme, text) else RST
    if not content_type and (html is None or likely != RST):
        why = f" ({complaint})" if complaint else ""
        yield Finding(
            "readme-does-not-render",
            f"without a content type the index takes the description for reStructuredText{why}",
            _state_type(case, readme, likely if likely != RST else None),
        )
    elif html is None and complaint:
        kind = (content_type or RST).partition(";")[0]
        yield Finding(
            "readme-does-not-render",
            f"the index cannot render the description as {kind}: {complaint}",
            f"mend {readme.name if readme else 'it'}; the index knows docutils only, not Sphinx"
            if kind == RST
            else f"mend {case.keys.of('readme type')}",
        )
    elif not content_type:
        yield Finding(
            "readme-content-type",
            "the description has no content type: twine check --strict refuses that",
            _state_type(case, readme, RST),
        )
    if html is not None:
        yield from _check_alone(case, text, content_type, html)


def _is_from(readme: Path, text: str) -> bool:
    """Return whether the description *text* has all of *readme* in it."""
    written = readme.read_text(encoding="utf-8", errors="replace")
    return " ".join(written.split()) in " ".join(text.split())


def _state_type(case: Case, readme: Path | None, content_type: str | None) -> str:
    place = case.keys.of("readme type")
    if content_type is None:
        return f"state '{MARKDOWN}', if it is that, or mend it: {place}"
    if place.style == "toml":
        name = readme.name if readme else "README"
        line = f'readme = {{file = "{name}", content-type = "{content_type}"}}'
        return f"write '{line}' in {place.where}"
    return place.add(content_type)


def _check_alone(case: Case, text: str, content_type: str | None, html: str) -> Iterator[Finding]:
    readme = readme_of(case.source)
    name = readme.name if readme else "the README"
    if dead := dead_links(html):
        yield Finding(
            "readme-on-index",
            f"the description points to {named(dead)}: the index does not have that",
            f"write whole addresses, https://..., in {name}",
            is_warning=True,
        )
    if lost := lost_tags(text, content_type):
        yield Finding(
            "readme-on-index",
            f"the description has HTML that the index does not show: <{named(lost)}>",
            f"take it out of {name}, or link to it",
            is_warning=True,
        )


def evidence_of(case: Case) -> tuple[str, ...]:
    """Return what speaks for the README, where it is one that can be rendered here."""
    text = case.built.fields.get("description", "")
    content_type = case.built.fields.get("description_content_type")
    if not text.strip() or len(text.encode()) > LONGEST:
        return ()
    if not is_renderable_here(content_type):
        return ("README not rendered: readme_renderer[md] is not installed",)
    if render(text, content_type).html is None:
        return ()
    kind = (content_type or RST).partition(";")[0]
    return (f"README of {len(text):,} characters rendered as {kind}",)


def readme_of(source: Path) -> Path | None:
    """Return the README in the folder *source*; None where there is none."""
    if not source.is_dir():
        return None
    found = sorted(path for path in source.iterdir() if path.stem.upper() == "README")
    return next((path for path in found if path.suffix.lower() in {*TYPES, ""}), None)
