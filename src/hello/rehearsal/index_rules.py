"""What the index asks of the fields of the metadata when a file is uploaded.

Read from the source of the public index, ``warehouse/forklift/metadata.py``; twine checks no
more of it than ``packaging.metadata`` does.
"""

from collections.abc import Iterator

from hello.rehearsal.addresses import mail_complaint, url_complaint
from hello.rehearsal.model import Finding
from hello.rehearsal.rules import Case, quoted

NEWEST_METADATA = (2, 5)
LONGEST_SUMMARY = 512
LONGEST_LABEL = 32

NEVER_DYNAMIC = {"dynamic", "metadata-version", "name", "version"}

FAULTS_OF_FIELDS = {
    "license-expression": "license-expression",
    "requires-python": "requires-python",
}
"""The fields whose own faults have a name of their own."""

KEYS_OF_FIELDS = {
    "author-email": "author",
    "classifier": "classifiers",
    "description-content-type": "readme type",
    "home-page": "home page",
    "keywords": "keywords",
    "license": "license",
    "license-file": "license files",
    "name": "name",
    "project-url": "urls",
    "provides-extra": "extras",
    "requires-dist": "dependencies",
    "requires-python": "python",
    "summary": "summary",
    "version": "version",
}


def check_valid(case: Case) -> Iterator[Finding]:
    """Find what breaks the specification of core metadata, as ``packaging`` reads it."""
    for field in sorted(case.built.malformed):
        yield Finding(
            "metadata-invalid",
            f"the metadata have a field '{field}' that is unknown, no text, or there twice",
            _mend(case, field),
        )
    for field, complaint in _complaints(case):
        if field == "license-expression" and "introduced" not in complaint:
            continue  # licensing says so, and what it may be
        fault = "requires-python" if field == "requires-python" else "metadata-invalid"
        yield Finding(fault, f"{field}: {complaint}", _mend(case, field))


def _complaints(case: Case) -> list[tuple[str, str]]:
    from packaging.metadata import InvalidMetadata, Metadata

    try:
        Metadata.from_raw(case.built.fields)
    except ExceptionGroup as group:
        found = [one for one in group.exceptions if isinstance(one, InvalidMetadata)]
        return sorted((one.field, " ".join(str(one).split())) for one in found)
    return []


def _mend(case: Case, field: str) -> str:
    key = KEYS_OF_FIELDS.get(field)
    return f"mend {case.keys.of(key)}" if key else "take a newer version of the build backend"


def check_fields(case: Case) -> Iterator[Finding]:
    """Find what the specification has nothing against, and the index has."""
    from packaging.version import InvalidVersion, Version

    from hello.rehearsal.core_metadata import version_of

    fields = case.built.fields
    newest = ".".join(map(str, NEWEST_METADATA))
    if version_of(fields.get("metadata_version", "")) > NEWEST_METADATA:
        yield Finding(
            "metadata-invalid",
            f"Metadata-Version is {fields['metadata_version']}, and the index knows up to {newest}",
            "take a version of the build backend that writes an older one",
        )
    try:
        local = Version(fields.get("version", "0")).local
    except InvalidVersion:
        return  # check_valid says so
    if local:
        public = str(Version(fields["version"])).partition("+")[0]
        yield Finding(
            "local-version",
            f"the version is {fields['version']}, and the index refuses what has a '+'",
            f"make it {public}: {case.keys.of('version')}",
        )
    wrong = sorted(NEVER_DYNAMIC & {name.lower() for name in fields.get("dynamic", ())})
    if wrong == ["dynamic"]:  # the others check_valid names
        yield Finding("metadata-invalid", "Dynamic names itself", "take a newer build backend")


def check_summary(case: Case) -> Iterator[Finding]:
    """Find a summary that is missing or too long."""
    summary = case.built.fields.get("summary", "").strip()
    place = case.keys.of("summary")
    if summary in {"", "UNKNOWN"}:
        yield Finding(
            "no-summary",
            "there is no summary: searches and the page's head show nothing",
            place.add("What it does, in one line"),
            is_warning=True,
        )
    elif len(summary) > LONGEST_SUMMARY:
        yield Finding(
            "metadata-invalid",
            f"the summary has {len(summary)} characters, and the index takes {LONGEST_SUMMARY}",
            f"shorten it to one line: {place}",
        )


def check_direct_urls(case: Case) -> Iterator[Finding]:
    """Find dependencies, also of extras, that name an address instead of versions."""
    from packaging.requirements import InvalidRequirement, Requirement

    direct, is_extra = [], False
    fields = case.built.fields
    for field in ("requires_dist", "provides_dist", "obsoletes_dist"):
        for text in fields.get(field, ()):  # type: ignore[attr-defined]  # its values are lists
            try:
                requirement = Requirement(text)
            except InvalidRequirement:
                continue  # check_valid says so
            if requirement.url:
                direct.append(f"{requirement.name} @ {requirement.url}")
                is_extra = "extra" in str(requirement.marker or "")
    if direct:
        yield Finding(
            "direct-url",
            f"the dependency {quoted(direct)} is an address, and the index refuses the file",
            f"name it with its versions, as in '{direct[0].partition(' ')[0]}>=1.0': "
            f"{case.keys.of('extras' if is_extra else 'dependencies')}",
        )


def check_urls(case: Case) -> Iterator[Finding]:
    """Find addresses that are none, and labels that the index does not take."""
    fields = case.built.fields
    place = case.keys.of("urls")
    for label, url in fields.get("project_urls", {}).items():
        if not label or not url:
            fact = f"the project URL '{label or url}' is without a label, or an address"
            yield Finding("metadata-invalid", fact, f"give it both: {place}")
        elif len(label) > LONGEST_LABEL:
            fact = f"the label '{label}' has {len(label)} characters, the index takes 32"
            yield Finding("metadata-invalid", fact, f"shorten it: {place}")
        elif complaint := url_complaint(url):
            fact = f"the address '{url}' of '{label}' {complaint}"
            yield Finding("metadata-invalid", fact, f"write it as https://...: {place}")
    for field, key in (("home_page", "home page"), ("download_url", "download url")):
        url = str(fields.get(field, ""))
        if url not in {"", "UNKNOWN"} and (complaint := url_complaint(url)):
            fact = f"the {key} '{url}' {complaint}"
            mend = f"write it as https://...: {case.keys.of(key)}"
            yield Finding("metadata-invalid", fact, mend)


def check_mail(case: Case) -> Iterator[Finding]:
    """Find addresses of authors and maintainers to which no mail can be sent."""
    fields = case.built.fields
    for field, key in (("author_email", "author"), ("maintainer_email", "maintainer")):
        if complaint := mail_complaint(str(fields.get(field, ""))):
            yield Finding(
                "metadata-invalid",
                f"the {key}'s e-mail {complaint}",
                f"write a whole address, or none: {case.keys.of(key)}",
            )


RULES = (
    check_valid,
    check_fields,
    check_summary,
    check_direct_urls,
    check_urls,
    check_mail,
)
