"""What indexes say when they refuse an upload, what that means, and what helps.

The public index tells it in the status line, in English; the texts are those of its upload API
(warehouse/forklift/legacy.py and what that calls, as of August 2026), and of pypiserver.
"""

from collections.abc import Mapping
from typing import NamedTuple

from hello.rehearsal.sending import MISLED, NO_LOGIN, UNANSWERED, UNFIT


class Rule(NamedTuple):
    """What an answer says, as a pattern of the text after the status, and what that means."""

    statuses: tuple[int, ...]
    pattern: str
    kind: str
    fact: str
    remedy: str


NAME = r"['\"]?(?P<name>[\w.-]+)['\"]?"

NEXT_VERSION = "raise the version, and build and rehearse that"
NEW_TOKEN = "make a new token in the account's settings on the index"  # noqa: S105  # advice
TWICE = (
    "the index has a file {file} already, or had one; it takes no name twice",
    NEXT_VERSION,
)
TOO_LARGE = (
    "{file} is larger than the index takes",
    "leave out what users do not need, or ask the index for more",
)
SERVER_ERRORS = tuple(range(500, 600))

RULES = (
    Rule(
        (409,),
        rf"name {NAME} conflicts with",
        "name-taken",
        "the name {name} belongs to somebody else",
        "take a name of your own",
    ),
    Rule((409,), r"", "exists", *TWICE),
    Rule(
        (400, 403),
        r"already exists|already been (?:used|taken)|previously used by a file"
        r"|does not allow updating|delete/overwrite",
        "exists",
        *TWICE,
    ),
    Rule(
        (400,),
        r"^only one sdist",
        "exists",
        "the index has another sdist of this version already",
        NEXT_VERSION,
    ),
    Rule(
        (400,),
        r"to releases older than",
        "exists",
        "the index has this version, and it is too old to get more files",
        NEXT_VERSION,
    ),
    Rule(
        (403,),
        rf"allowed to upload to project {NAME}",
        "name-taken",
        "the name {name} belongs to somebody else, or the token is for another project",
        "take a name of your own, or a token that is for {name}",
    ),
    Rule(
        (400,),
        rf"name {NAME} is too similar",
        "name-taken",
        "the name {name} is too like that of an existing project",
        "take a name that nobody can mistake for another's",
    ),
    Rule(
        (400,),
        rf"name {NAME} isn't allowed",
        "name-prohibited",
        "the index gives the name {name} to nobody",
        "take another name; that of a module of the standard library is never given",
    ),
    Rule(
        (403,),
        r"read-only mode|temporarily disabled",
        "later",
        "the index takes nothing for the moment",
        "try again later",
    ),
    Rule(
        (403,),
        rf"oidc scoped token is not valid for project:? {NAME}",
        "login",
        "this workflow is the trusted publisher of another project than {name}",
        "add it as a publisher in the settings of {name} on the index",
    ),
    Rule(
        (403,),
        rf"token is not valid for project:? {NAME}",
        "login",
        "the token is for other projects than {name}",
        "take a token for {name}; for a project that is not there yet, one for the whole account",
    ),
    Rule((403,), r"token is expired", "login", "the token is too old", NEW_TOKEN),
    Rule(
        (400,),
        r"^non-user identities",
        "login",
        "the trusted publisher was set up for another name than that of this project",
        "write the same name there and into the project's metadata",
    ),
    Rule(
        (403,),
        r"verified primary email|unverified",
        "login",
        "the account may not upload before its email address is verified",
        "verify it in the account's settings on the index",
    ),
    Rule(
        (403,),
        r"two.factor authentication|2fa",
        "login",
        "the account may not upload before it has a second factor",
        "set that up in the account's settings on the index",
    ),
    Rule(
        (403,),
        r"username/password|passwords? (?:is|are) no longer",
        "login",
        "the index takes no passwords, only tokens",
        "make a token there; the user is __token__, the password is the token",
    ),
    Rule(
        (401, 403),
        r"",
        "login",
        "the index does not know this user and password, or token",
        "take a token of this very index: each index, also the one for tests, has its own",
    ),
    Rule(
        (400,),
        r"description failed to render",
        "description",
        "the index cannot render the README",
        "run 'helloworld rehearse', and mend what its step 'metadata' names",
    ),
    Rule(
        (400,),
        r"only supported when using trusted publishing|not currently supported with",
        "attestations",
        "the index takes attestations only from a trusted publisher's workflow",
        "upload from there, or move the .attestation files away",
    ),
    Rule(
        (400,),
        r"^invalid attestations",
        "attestations",
        "the index does not accept the attestation of {file}",
        "make it again for exactly this file, or move it away",
    ),
    Rule(
        (400,),
        r"^project size too large",
        "size",
        "the project as a whole has become larger than the index takes",
        "delete old releases there, or ask the index for more",
    ),
    Rule((413,), r"", "size", *TOO_LARGE),
    Rule((400,), r"^file too large", "size", *TOO_LARGE),
    Rule(
        (400,),
        r"^the digest supplied",
        "damaged",
        "other bytes of {file} came to the index than were sent",
        "try again; if it stays so, look at the proxy between here and there",
    ),
    Rule(
        (400,),
        r"^invalid distribution file",
        "archive",
        "the index does not accept {file} as an archive of a project",
        "build and rehearse again",
    ),
    Rule((429,), r"", "later", "the index takes no more for the moment", "try again in an hour"),
    Rule(
        SERVER_ERRORS,
        r"",
        "later",
        "the index has a problem of its own",
        "try again later",
    ),
    Rule(
        (404, 405, 410),
        r"",
        "address",
        "nothing takes uploads at this address",
        "look up the address for uploads; it is not the one that pip installs from",
    ),
)

AGAIN = "try again"

SILENCES = (
    (r"certificate", "if its authority is your own, name the authority's file in TWINE_CERT"),
    (r"name or service|name resolution|getaddrinfo|nodename|resolve", "look at the address"),
    (r"proxy|tunnel", "look at the settings of the proxy: HTTPS_PROXY, NO_PROXY"),
    (r"refused", "look whether the index runs, and whether this is its address"),
)
"""What is known to be behind no answer, as patterns, and what helps."""

LOGINS = (
    (
        r"credential not found|could not determine credentials",
        "set TWINE_USERNAME=__token__ and TWINE_PASSWORD to a token, or use .pypirc or keyring",
    ),
    (r"unable to retrieve an oidc token", "give the workflow's job 'permissions: id-token: write'"),
    (
        r"token request failed",
        "add this very workflow as a trusted publisher in the project's settings on the index",
    ),
    (r"control character|cannot be sent", "copy the token once more, and nothing around it"),
)
"""Why twine has no login, as patterns, and what helps."""


UNSENT: Mapping[str, tuple[str, str, tuple[tuple[str, str], ...], str]] = {
    UNANSWERED: ("unanswered", "no answer came for {file}", SILENCES, AGAIN),
    NO_LOGIN: ("login", "no login for the index, nothing was sent", LOGINS, "mend .pypirc"),
    MISLED: (
        "address",
        "nothing takes uploads at this address",
        (),
        "look up the address for uploads, and write it to the last slash",
    ),
    UNFIT: (
        "unfit",
        "twine does not send {file}",
        (),
        "run 'helloworld rehearse', and mend what it names",
    ),
}
"""What is not the index's word: the kind, the fact, remedies by pattern, and that of all others."""
