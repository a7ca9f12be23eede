"""Goes to a ``PublicIndex`` as twine and pip do, without them."""

import hashlib
from pathlib import Path

import requests
from public_index import TOKEN_USER, PublicIndex

SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"


def send(
    index: PublicIndex,
    file: Path,
    *,
    user: str = TOKEN_USER,
    token: str | None = None,
    content: bytes | None = None,
    **changes: str,
) -> requests.Response:
    """Upload *file* as twine does, but for *changes* of the form."""
    data = file.read_bytes()
    name, version = file.name.removesuffix(".tar.gz").split("-")[:2]
    is_wheel = file.suffix == ".whl"
    form = {
        ":action": "file_upload",
        "protocol_version": "1",
        "name": name,
        "version": version,
        "filetype": "bdist_wheel" if is_wheel else "sdist",
        "pyversion": "py3" if is_wheel else "source",
        "sha256_digest": hashlib.sha256(data).hexdigest(),
        **changes,
    }
    login = (user, index.token if token is None else token)
    files = {"content": (file.name, data if content is None else content)}
    return requests.post(
        index.upload, data=form, files=files, auth=login, allow_redirects=False, timeout=60
    )


def look(index: PublicIndex, project: str = "tiny", accept: str = SIMPLE_JSON) -> requests.Response:
    return requests.get(f"{index.simple}{project}/", headers={"Accept": accept}, timeout=60)


def shown(index: PublicIndex, project: str = "tiny") -> list[str]:
    return [file["filename"] for file in look(index, project).json()["files"]]
