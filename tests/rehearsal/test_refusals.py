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
        (503, "Read-only mode", "later", "what has arrived stays"),
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


def test_nobody_answered() -> None:
    refusal = explain(Answer("a.whl", sending.UNANSWERED, None, "Connection refused"))

    assert refusal.kind == "unanswered"
    assert refusal.fact == "no answer came for a.whl: Connection refused"


def test_twine_refused() -> None:
    refusal = explain(Answer("a.exe", sending.UNFIT, None, "Unknown distribution format"))

    assert refusal.kind == "unfit"
    assert refusal.fact == "twine does not send a.exe: Unknown distribution format"
