"""Who may upload what to a ``PublicIndex``: accounts, names, and permissions for projects."""

from index_refusals import RefusedError
from index_shelf import Account, Shelf, Stored

from hello.rehearsal.names import normalised, prohibited, ultranormalised


def account_of(shelf: Shelf, user: str, password: str) -> Account:
    """Return whose an upload is."""
    if shelf.is_read_only:
        raise RefusedError(403, "Read-only mode: Uploads are temporarily disabled.")
    if user and user != "__token__":
        raise RefusedError(
            403,
            "Username/Password authentication is no longer supported. Migrate to API Tokens or "
            "Trusted Publishers instead. See /help/#apitoken and /help/#trusted-publishers",
        )
    account = shelf.accounts.get(password)
    if account is None:
        text = "Invalid or non-existent authentication information."
        raise RefusedError(403, text, "invalid-auth")
    return account


def project_for(shelf: Shelf, account: Account, file: Stored) -> str:
    """Return the normalised name of the project, which is made if nobody has it."""
    name = file.first("name")
    project = normalised(name)
    if shelf.owner_of(project) is None:
        _insist_on_a_user(account)
        _check_account(account)
        _check_new_name(shelf, name)
        _check_permission(account, name, account.user)
        shelf.owners[name] = account.user
    _check_permission(account, name, shelf.owner_of(project))
    _check_account(account)
    return project


def _insist_on_a_user(account: Account) -> None:
    if account.is_publisher:
        raise RefusedError(
            400,
            "Non-user identities cannot create new projects. This was probably caused by "
            "successfully using a pending publisher but specifying the project name incorrectly "
            "(either in the publisher or in your project's metadata). Please ensure that both "
            "match.",
        )


def _check_new_name(shelf: Shelf, name: str) -> None:
    if shelf.is_busy:
        raise RefusedError(429, "Too many new projects created")
    if (reason := prohibited(name)) is not None:
        is_module = "standard library" in reason
        why = " (conflict with Python Standard Library module name)" if is_module else ""
        raise RefusedError(400, f"The name {name!r} isn't allowed{why}.", "project-name")
    if ultranormalised(name) in {ultranormalised(other) for other in shelf.projects}:
        text = f"The name {name!r} is too similar to an existing project."
        raise RefusedError(400, text, "project-name")


def _check_permission(account: Account, name: str, owner: str | None) -> None:
    if account.is_expired:
        raise RefusedError(403, "Invalid API Token: token is expired")
    if account.projects is not None and normalised(name) not in account.projects:
        kind = "OIDC scoped" if account.is_publisher else "project-scoped"
        raise RefusedError(
            403, f"Invalid API Token: {kind} token is not valid for project: {name!r}"
        )
    if not account.is_publisher and owner != account.user:
        text = f"The user '{account.user}' isn't allowed to upload to project '{name}'."
        raise RefusedError(403, text, "project-name")


def _check_account(account: Account) -> None:
    user = f"User {account.user!r}, associated with the API token used, does not have"
    before = "before attempting to upload to PyPI."
    if not account.is_verified:
        text = f"{user} a verified primary email address. Please add a verified primary email"
        raise RefusedError(403, f"{text} {before}", "verified-email")
    if not account.has_two_factors:
        text = f"{user} two-factor authentication enabled. Please enable two-factor authentication"
        raise RefusedError(403, f"{text} {before}", "two-factor-authentication")
