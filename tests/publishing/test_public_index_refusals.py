"""The index that the tests of publishing go to refuses what the public one is documented to."""

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import requests
from index_client import send
from public_index import TOKEN_USER, Account, PublicIndex
from small_artifacts import write_sdist, write_wheel

SUBMIT: dict[str, Any] = {":action": "submit"}


@pytest.mark.parametrize(
    ("account", "status", "text"),
    [
        pytest.param(Account(is_verified=False), 403, "verified primary email", id="email"),
        pytest.param(Account(has_two_factors=False), 403, "enable two-factor", id="2FA"),
        pytest.param(Account(is_expired=True), 403, "Invalid API Token: token is exp", id="old"),
        pytest.param(
            Account(projects=frozenset({"other"})), 403, "not valid for project: 'tiny'", id="scope"
        ),
        pytest.param(
            Account("me", frozenset({"tiny"}), is_publisher=True), 400, "Non-user", id="OIDC"
        ),
    ],
)
def test_accounts_that_may_not_upload(
    index: PublicIndex, wheel: Path, account: Account, status: int, text: str
) -> None:
    index.accounts["a token"] = account

    answer = send(index, wheel, token="a token")  # noqa: S106  # for this index alone

    assert answer.status_code == status
    assert text in answer.reason
    assert not index.files
    assert "tiny" not in index.owners  # a refusal leaves no empty project behind


@pytest.mark.parametrize("fault", ["is_verified", "has_two_factors"])
def test_accounts_that_may_no_longer_upload(
    index: PublicIndex, tmp_path: Path, wheel: Path, fault: str
) -> None:
    """Not to their own project, either."""
    send(index, wheel)
    setattr(index.accounts[index.token], fault, False)

    assert send(index, write_sdist(tmp_path)).status_code == 403
    assert list(index.files) == [wheel.name]


@pytest.mark.parametrize(
    ("user", "token", "text"),
    [
        ("somebody", "a password", "Username/Password authentication is no longer supported."),
        (TOKEN_USER, "pypi-other", "Invalid or non-existent authentication information."),
        ("", "", "Invalid or non-existent authentication information."),
    ],
)
def test_strangers(index: PublicIndex, wheel: Path, user: str, token: str, text: str) -> None:
    answer = send(index, wheel, user=user, token=token)

    assert answer.status_code == 403
    assert answer.reason.startswith(text)


def test_a_name_of_somebody_else(index: PublicIndex, wheel: Path) -> None:
    """Who may not upload hears that first, though nothing else of the file were right."""
    index.owners["Tiny"] = "somebody"
    index.accounts[index.token] = Account("me", is_verified=False)

    answer = send(index, wheel, sha256_digest="0" * 64)

    assert answer.status_code == 403
    assert answer.reason.startswith("The user 'me' isn't allowed to upload to project 'tiny'.")


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("json", 400, "isn't allowed (conflict with Python Standard Library module name)"),
        ("requirements_txt", 400, "The name 'requirements_txt' isn't allowed."),
        ("t1ny", 400, "The name 't1ny' is too similar to an existing project."),
        ("_tiny", 400, "'_tiny' is an invalid value for Name."),
    ],
)
def test_names_that_nobody_gets(
    index: PublicIndex, tmp_path: Path, name: str, status: int, text: str
) -> None:
    index.owners["tiny"] = "somebody"

    answer = send(index, write_wheel(tmp_path, name))

    assert (answer.status_code, text in answer.reason) == (status, True), answer.reason


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"version": "one"}, "'one' is invalid for 'version'"),
        ({"version": "1.0+mine"}, "The use of local versions in '1.0+mine' is not allowed."),
        ({"summary": "x" * 513}, "'summary' field must be 512 characters or less."),
        ({"classifiers": "Private :: Do Not Upload"}, "is not a valid classifier."),
        ({"classifiers": "Natural Language :: Ukranian"}, "has been deprecated"),
        ({"requires_dist": "a @ https://localhost/a.whl"}, "Can't have direct dependency: a"),
        ({"description": "`broken"}, "in the default format of reStructuredText."),
        (
            {"description": "`broken", "description_content_type": "text/x-rst"},
            "The description failed to render for 'text/x-rst'.",
        ),
        ({"sha256_digest": "0" * 64}, "The digest supplied does not match"),
        ({"blake2_256_digest": "0" * 64}, "The digest supplied does not match"),
        ({"protocol_version": "2"}, "Unknown protocol version."),
        ({"attestations": "[]"}, "only supported when using Trusted Publishing"),
    ],
)
def test_forms_that_are_not_right(
    index: PublicIndex, wheel: Path, changes: dict[str, Any], text: str
) -> None:
    answer = send(index, wheel, **changes)

    assert answer.status_code == 400
    assert text in answer.reason
    assert not index.files


def test_the_other_actions_are_gone(index: PublicIndex, wheel: Path) -> None:
    assert send(index, wheel, **SUBMIT).status_code == 410


def test_descriptions_that_render(index: PublicIndex, tmp_path: Path) -> None:
    one, two = write_wheel(tmp_path), write_wheel(tmp_path, version="2.0")

    markdown = send(index, one, description="`x", description_content_type="text/markdown")
    rest = send(index, two, description="*x*", description_content_type="text/x-rst")

    assert (markdown.status_code, rest.status_code) == (200, 200)


def test_no_file_name_twice(index: PublicIndex, tmp_path: Path, wheel: Path) -> None:
    """The very same file is no fault; nothing is stored a second time."""
    other = write_wheel(tmp_path / "other", files={"tiny.py": "other = True\n"})
    send(index, wheel)

    again, changed = send(index, wheel), send(index, other)

    assert again.status_code == 200
    assert changed.status_code == 400
    assert changed.reason.startswith("File already exists ('tiny-1.0-py3-none-any.whl', with blake")
    assert index.files[wheel.name].content == wheel.read_bytes()


def test_no_content_twice(index: PublicIndex, tmp_path: Path) -> None:
    one, two = write_sdist(tmp_path), write_sdist(tmp_path, version="2.0")
    send(index, one)

    answer = send(index, two, content=one.read_bytes(), sha256_digest="")

    assert answer.reason.startswith("File already exists ('tiny-2.0.tar.gz'")


def test_deleted_files_do_not_come_back(index: PublicIndex, wheel: Path) -> None:
    index.deleted.add(wheel.name)

    assert "previously used by a file that has since been deleted" in send(index, wheel).reason


def test_old_releases_are_closed(index: PublicIndex, wheel: Path) -> None:
    index.closed.add(("tiny", "1.0"))

    assert "to releases older than 14 days" in send(index, wheel).reason


def test_one_sdist_a_release(index: PublicIndex, tmp_path: Path) -> None:
    sdist = write_sdist(tmp_path)
    second = sdist.with_name("tiny-1.0.post1.tar.gz")
    second.write_bytes(b"another")
    send(index, sdist)

    answer = send(index, second, version="1.0")

    assert answer.reason == "Only one sdist may be uploaded per release."


def test_size(index: PublicIndex, wheel: Path) -> None:
    index.size_limit = 100

    assert send(index, wheel).reason.startswith("File too large. Limit for project 'tiny' is 0 MB.")


@pytest.mark.parametrize("name", ["tiny-1.0.exe", "tiny-1.0.tar.bz2"])
def test_kinds_of_files(index: PublicIndex, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"x")

    assert send(index, file, version="1.0").reason.startswith("Invalid file extension:")


def without_record(wheel: Path) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            if not name.endswith("RECORD"):
                new.writestr(name, old.read(name))
    return written.getvalue()


def without_metadata() -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("tiny-1.0/setup.py"))
    return written.getvalue()


def test_archives(index: PublicIndex, tmp_path: Path, wheel: Path) -> None:
    sdist = write_sdist(tmp_path)
    broken = {"sha256_digest": ""}

    answers = [
        send(index, wheel, content=b"no zip", **broken),
        send(index, sdist, content=b"no tar", **broken),
        send(index, wheel, content=without_record(wheel), **broken),
        send(index, sdist, content=without_metadata(), **broken),
    ]

    ends = ["a zipfile", "a tarfile", "tiny-1.0.dist-info/RECORD", "at tiny-1.0/PKG-INFO"]
    assert [answer.status_code for answer in answers] == [400] * 4
    assert [answer.reason[-len(end) :] for answer, end in zip(answers, ends, strict=True)] == ends


@pytest.mark.parametrize("name", ["tiny.two", "Tiny_Two"])
def test_file_names_are_normalised(index: PublicIndex, tmp_path: Path, name: str) -> None:
    wheel, sdist = write_wheel(tmp_path, name), write_sdist(tmp_path, name)

    assert "normalized project name 'tiny_two'" in send(index, wheel).reason
    assert "should be 'tiny_two-1.0.tar.gz'" in send(index, sdist).reason


@pytest.mark.parametrize(
    ("knob", "status", "text"),
    [
        ("is_read_only", 403, "Read-only mode: Uploads are temporarily disabled."),
        ("is_busy", 429, "Too many new projects created"),
    ],
)
def test_not_now(index: PublicIndex, wheel: Path, knob: str, status: int, text: str) -> None:
    setattr(index, knob, True)

    answer = send(index, wheel)

    assert (answer.status_code, answer.reason) == (status, text)


def test_gives_a_workflow_a_token_for_its_project(index: PublicIndex, wheel: Path) -> None:
    """With one it also takes attestations."""
    index.owners["tiny"] = "me"
    index.publisher_of = "tiny"
    mint = f"{index.url}_/oidc/mint-token"
    token = requests.post(mint, json={"token": "identity"}, timeout=60).json()["token"]

    bad = send(index, wheel, token=token, attestations="[{}]")
    good = send(index, wheel, token=token, attestations='[{"version": 1}]')

    assert "Could not verify" in bad.reason
    assert good.status_code == 200
    assert index.files[wheel.name].first("attestations") == '[{"version": 1}]'


def test_gives_no_token_to_other_workflows(index: PublicIndex) -> None:
    answer = requests.post(f"{index.url}_/oidc/mint-token", json={"token": "who"}, timeout=60)

    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["invalid-publisher"]
