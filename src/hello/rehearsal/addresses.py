"""Addresses in the metadata, on the web and of mail, as the index judges them."""

import re
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import urlsplit

RESERVED = {"arpa", "invalid", "local", "localhost", "onion", "test"}
"""Top-level domains that never belong to anybody (RFC 6761 and others)."""

LABEL = re.compile(r"[^\W_]([\w-]*[^\W_])?")


def url_complaint(url: str) -> str:
    """Return what is wrong with an address, to follow it in a sentence; "" for nothing.

    The index asks for http or https (``warehouse.utils.http.is_valid_uri``).
    """
    from rfc3986 import exceptions, uri_reference, validators

    validator = validators.Validator().allow_schemes("http", "https")
    validator.require_presence_of("scheme")
    validator.check_validity_of("scheme", "host", "port", "path", "query")
    try:
        validator.validate(uri_reference(url).normalize())
    except exceptions.MissingComponentError:
        return "does not begin with https://"
    except exceptions.UnpermittedComponentError:
        return "is neither http nor https"
    except (exceptions.ValidationError, ValueError):
        return "is no address"
    return ""


def mail_complaint(field: str) -> str:
    """Return what is wrong with the first address of a field, to follow it; "" for nothing.

    The index looks at no other (RFC 822), and does not ask whether there is such a host.

    >>> mail_complaint("Ada <ada@example.com>, Bob <bob>")
    ''
    >>> mail_complaint("ada at example.com")
    "'ada at example.com' has no '@'"
    """
    _, address = parseaddr(field)
    if not address:
        return ""
    local, at, domain = address.rpartition("@")
    if not at:
        return f"'{field}' has no '@'"
    labels = domain.split(".")
    if not local or " " in address or ".." in address or local[0] == "." or local[-1] == ".":
        return f"'{address}' is no address"
    if not domain.startswith("["):
        if len(labels) == 1 or not all(LABEL.fullmatch(label) for label in labels):
            return f"'{address}' has no host as in 'example.com'"
        if labels[-1].lower() in RESERVED:
            return f"'{address}' is at '.{labels[-1]}', which nobody has"
    return ""


def is_loopback(url: str) -> bool:
    """Tell whether *url* leads to this machine itself, to which no proxy leads.

    >>> is_loopback("http://127.0.0.1:8080/simple/"), is_loopback("https://example.com/")
    (True, False)
    """
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
