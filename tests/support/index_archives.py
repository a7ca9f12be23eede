"""Which files a ``PublicIndex`` takes: their names, bytes, releases, archives and attestations."""

import hmac
import tarfile
import zipfile
from io import BytesIO
from json import JSONDecodeError, loads
from pathlib import PurePosixPath

from index_refusals import RefusedError
from index_shelf import MEBIBYTE, Account, Shelf, Stored


def check_file_name(file: Stored) -> None:
    if "/" in file.filename or "\\" in file.filename:
        raise RefusedError(400, "Cannot upload a file with '/' or '\\' in the name.")
    if not file.filename.endswith((".tar.gz", ".whl", ".zip")):
        raise RefusedError(
            400, "Invalid file extension: Use .tar.gz, .whl or .zip extension. See PEP 527."
        )


def check_content(shelf: Shelf, file: Stored) -> None:
    if len(file.content) > shelf.size_limit:
        limit = shelf.size_limit // MEBIBYTE
        text = f"File too large. Limit for project {file.project!r} is {limit} MB."
        raise RefusedError(400, text, "storage-limits")
    digests = {"sha256_digest": file.sha256, "blake2_256_digest": file.blake2_256}
    for field, digest in digests.items():
        given = file.first(field)
        if given and not hmac.compare_digest(given.lower(), digest):
            raise RefusedError(
                400,
                "The digest supplied does not match a digest calculated from the uploaded file.",
            )


def is_there(shelf: Shelf, file: Stored) -> bool:
    """Return whether exactly this file is there; raise RefusedError where another one is."""
    for other in shelf.files.values():
        has_name = other.filename == file.filename
        if has_name and other.content == file.content:
            return True
        if has_name or other.content == file.content:
            digest = f"with blake2_256 hash {file.blake2_256!r}"
            text = f"File already exists ({file.filename!r}, {digest})."
            raise RefusedError(400, text, "file-name-reuse")
    return False


def check_release(shelf: Shelf, file: Stored) -> None:
    if file.filename in shelf.deleted:
        text = "This filename was previously used by a file that has since been deleted. "
        raise RefusedError(400, text + "Use a different version.", "file-name-reuse")
    version = file.first("version")
    if (file.project, version) in shelf.closed:
        text = "Uploading new files to releases older than 14 days is not allowed."
        raise RefusedError(400, text)
    others = shelf.files_of(file.project, version)
    if file.first("filetype") == "sdist" and any(
        other.first("filetype") == "sdist" for other in others
    ):
        raise RefusedError(400, "Only one sdist may be uploaded per release.")


def check_archive(file: Stored, project: str) -> None:
    is_wheel = file.filename.endswith(".whl")
    try:
        _check_wheel(file) if is_wheel else _check_sdist(file)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError):
        kind = "zipfile" if is_wheel else "tarfile"
        raise RefusedError(400, f"Invalid distribution file. File is not a {kind}") from None
    start = project.replace("-", "_")
    if not is_wheel:
        expected = f"{start}-{file.first('version')}.tar.gz"
        if file.filename != expected:
            raise RefusedError(
                400, f"Filename {file.filename!r} is invalid, should be {expected!r}."
            )
    elif file.filename.partition("-")[0] != start:
        raise RefusedError(
            400,
            f"Filename {file.filename!r} should contain the normalized project name {start!r}, "
            f"not {file.filename.partition('-')[0]!r}.",
        )


def _check_sdist(file: Stored) -> None:
    with tarfile.open(fileobj=BytesIO(file.content), mode="r:gz") as archive:
        names = archive.getnames()
    wanted = f"{PurePosixPath(names[0]).parts[0] if names else '.'}/PKG-INFO"
    if wanted not in names:
        raise RefusedError(400, f"Invalid distribution file. PKG-INFO not found at {wanted}")


def _check_wheel(file: Stored) -> None:
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        names = archive.namelist()
    info = "-".join(file.filename.split("-")[:2]) + ".dist-info"
    if f"{info}/WHEEL" not in names:
        raise RefusedError(400, f"Invalid distribution file. WHEEL not found at {info}/WHEEL")
    if f"{info}/RECORD" not in names:
        text = f"Wheel '{file.filename}' does not contain the required RECORD file"
        raise RefusedError(400, f"{text}: {info}/RECORD")


def check_attestations(account: Account, text: str) -> None:
    begin = "Invalid attestations supplied during upload:"
    if not account.is_publisher:
        why = "Attestations are only supported when using Trusted Publishing"
        raise RefusedError(400, f"{begin} {why}")
    try:
        attestations = loads(text)
    except JSONDecodeError:
        raise RefusedError(400, f"{begin} Malformed attestations: invalid JSON") from None
    if not attestations or not all(one.get("version") == 1 for one in attestations):
        # What it cannot do without the authorities of sigstore is to check the signatures.
        raise RefusedError(
            400,
            f"{begin} Could not verify the uploaded artifact using the included attestation",
        )
