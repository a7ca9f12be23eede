"""Why an index refuses an upload, and what to do: one line each, for what is known of its answers.

The public index tells it in the status line, in English; the texts are those of its upload API
(warehouse/forklift/legacy.py), and of pypiserver. What is not known is quoted as it came.
"""

import re
from typing import NamedTuple

from hello.rehearsal.sending import UNANSWERED, UNFIT
from hello.rehearsal.uploading import Answer


class Refusal(NamedTuple):
    """Why a file was refused; *kind* is short, and stays the same for other files and indexes."""

    kind: str
    fact: str
    remedy: str


class Rule(NamedTuple):
    """What an answer says, as a pattern of the text after the status, and what that means."""

    statuses: tuple[int, ...]
    pattern: str
    kind: str
    fact: str
    remedy: str


NAME = r"['\"]?(?P<name>[\w.-]+)['\"]?"

RULES = (
    Rule(
        (400, 403, 409),
        r"already exists|already been used|^conflict$",
        "exists",
        "the index has a file {file} already, or had one; it takes no name twice",
        "raise the version, and build and rehearse that",
    ),
    Rule(
        (400,),
        r"one sdist",
        "exists",
        "the index has another sdist of this version already",
        "raise the version, and build and rehearse that",
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
        r"verified|email",
        "login",
        "the account may not upload before its email address is verified",
        "verify it in the account's settings on the index",
    ),
    Rule(
        (403,),
        r"two.factor|2fa",
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
        r"description failed to render|render",
        "description",
        "the index cannot render the README",
        "run 'helloworld rehearse', and mend what its step 'metadata' names",
    ),
    Rule(
        (400, 413),
        r"too large|entity",
        "size",
        "{file} is larger than the index takes",
        "leave out what users do not need, or ask the index for more",
    ),
    Rule(
        (429,),
        r"",
        "later",
        "the index takes no more for the moment",
        "try again in an hour",
    ),
    Rule(
        (500, 502, 503, 504),
        r"",
        "later",
        "the index has a problem of its own",
        "try again later; what has arrived stays there",
    ),
    Rule(
        (404, 405, 410),
        r"",
        "address",
        "nothing takes uploads at this address",
        "look up the address for uploads; it is not the one that pip installs from",
    ),
)


def explain(answer: Answer) -> Refusal:
    """Say why the file of *answer*, which was not taken, was refused."""
    if answer.kind == UNANSWERED:
        fact = f"no answer came for {answer.file}: {answer}"
        return Refusal("unanswered", fact, "try again; what has arrived stays there")
    if answer.kind == UNFIT:
        fact = f"twine does not send {answer.file}: {answer}"
        return Refusal("unfit", fact, "run 'helloworld rehearse', and mend what it names")
    for rule in RULES:
        found = re.search(rule.pattern, answer.said, re.IGNORECASE)
        if answer.status in rule.statuses and found:
            names = {"file": answer.file, **found.groupdict()}
            fact = f"{rule.fact.format(**names)} ({answer})"
            return Refusal(rule.kind, fact, rule.remedy.format(**names))
    fact = f"the index refuses {answer.file}: {answer}"
    return Refusal("metadata", fact, "mend what it names, and build and rehearse again")
