import pytest

from hello.rehearsal import sending
from hello.rehearsal.refusals import explain
from hello.rehearsal.uploading import Answer

SEE = "See /help/#x for more information."


@pytest.mark.parametrize(
    ("status", "said", "kind", "remedy"),
    [
        (400, f"File already exists ('a.whl', with blake2_256 hash '0'). {SEE}", "exists", "raise"),
        (400, f"This filename has already been used, use a different version. {SEE}", "exists", ""),
        (400, "Package 'a.whl' already exists!", "exists", "raise the version"),
        (409, "Conflict", "exists", "raise the version"),
        (409, "The feed already contains file 'a.whl'", "exists", "raise the version"),
        (400, "Repository does not allow updating assets: x", "exists", "raise the version"),
        (400, "Validation failed: File name has already been taken", "exists", "raise the"),
        (
            400,
            f"This filename was previously used by a file that has since been deleted. {SEE}",
            "exists",
            "raise the version",
        ),
        (409, f"The name 'tiny' conflicts with an existing project. {SEE}", "name-taken", "own"),
        (403, "The given token isn't allowed to upload to project 'tiny'.", "name-taken", "tiny"),
        (
            400,
            "The name 'json' isn't allowed (conflict with Python Standard Library module name).",
            "name-prohibited",
            "standard library",
        ),
        (
            403,
            "Invalid API Token: project-scoped token is not valid for project: 'email-2fa'",
            "login",
            "a token for email-2fa",
        ),
        (403, "Invalid API Token: OIDC scoped token is not valid for project 'x'", "login", "of x"),
        (403, "Invalid API Token: token is expired", "login", "make a new token"),
        (400, "Filename 'render-1.0.tar.gz' is invalid, should be 'a'.", "metadata", "it names"),
        (400, "Start filename for 'entity-too' with 'entity_too'.", "metadata", "it names"),
        (403, "Read-only mode: Uploads are temporarily disabled.", "later", "try again later"),
        (403, f"New uploads are temporarily disabled. {SEE}", "later", "try again later"),
        (599, "Odd", "later", "try again later"),
        (413, "Content Too Large", "size", "leave out"),
        (400, "Only one sdist may be uploaded per release.", "exists", "raise the version"),
        (
            403,
            f"The user 'me' isn't allowed to upload to project 'tiny-x'. {SEE}",
            "name-taken",
            "a token that is for tiny-x",
        ),
        (400, f"The name 'tiny' is too similar to an existing project. {SEE}", "name-taken", ""),
        (400, f"The name 'json' isn't allowed. {SEE}", "name-prohibited", "standard library"),
        (403, f"Invalid or non-existent authentication information. {SEE}", "login", "very index"),
        (403, "Forbidden", "login", "each index"),
        (401, "Unauthorized", "login", "each index"),
        (403, "Username/Password authentication is no longer supported.", "login", "__token__"),
        (403, "User 'me' does not have a verified primary email address.", "login", "verify"),
        (
            400,
            f"The description failed to render for 'text/x-rst'. {SEE}",
            "description",
            "rehearse",
        ),
        (400, f"File too large. Limit for project 'x' is 100 MB. {SEE}", "size", "leave out"),
        (413, "Request Entity Too Large", "size", "leave out"),
        (429, "Too Many Requests", "later", "an hour"),
        (503, "Service Unavailable", "later", "try again later"),
        (405, "Method Not Allowed", "address", "pip installs from"),
        (400, "Invalid value for classifiers. Error: 'x' is not valid.", "metadata", "it names"),
    ],
)
def test_explains(status: int, said: str, kind: str, remedy: str) -> None:
    refusal = explain(Answer("a.whl", sending.REFUSED, status, said))

    assert refusal.kind == kind
    assert f"{status} {said}" in refusal.fact
    assert remedy in refusal.remedy
    assert "{" not in refusal.fact + refusal.remedy


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("Connection refused", "look whether the index runs"),
        ("Remote end closed connection without response", "try again"),
        ("certificate verify failed: self-signed certificate", "TWINE_CERT"),
        ("Name or service not known", "look at the address"),
        ("Tunnel connection failed: 403 Forbidden", "HTTPS_PROXY"),
    ],
)
def test_nobody_answered(said: str, remedy: str) -> None:
    refusal = explain(Answer("a.whl", sending.UNANSWERED, None, said))

    assert refusal.kind == "unanswered"
    assert refusal.fact == f"no answer came for a.whl: {said}"
    assert remedy in refusal.remedy


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("Credential not found for API token.", "TWINE_PASSWORD to a token"),
        ("the password in keyring has a line break or another control character", "copy"),
        ("TWINE_PASSWORD has characters in it that cannot be sent", "copy the token once more"),
        ("Unable to retrieve an OIDC token from the CI platform", "id-token: write"),
        ("The token request failed; the index server gave the following", "trusted publisher"),
        ("Malformed configuration in ~/.pypirc.", "mend .pypirc"),
    ],
)
def test_no_login(said: str, remedy: str) -> None:
    refusal = explain(Answer("a.whl", sending.NO_LOGIN, None, said))

    assert refusal.kind == "login"
    assert refusal.fact == f"no login for the index, nothing was sent: {said}"
    assert remedy in refusal.remedy


def test_wrong_address() -> None:
    refusal = explain(Answer("a.whl", sending.MISLED, None, "redirected"))

    assert refusal.kind == "address"
    assert "last slash" in refusal.remedy


def test_twine_refused() -> None:
    refusal = explain(Answer("a.exe", sending.UNFIT, None, "Unknown distribution format"))

    assert refusal.kind == "unfit"
    assert refusal.fact == "twine does not send a.exe: Unknown distribution format"
