"""Which mailboxes are named? Addresses checked by form, never by asking the network."""

import re
from email.utils import getaddresses
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from triage.domain.message import Address

MOST = 200
PLAIN_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,200}")


def list_all(*headers: str) -> tuple[Address, ...]:
    """List the valid addresses of these header values, in order, each once."""
    found: dict[str, Address] = {}
    for name, email in _split([header for header in headers if header])[:MOST]:
        address = _checked(name, email)
        if address is not None:
            found.setdefault(address.email, address)
    return tuple(found.values())


def _split(headers: list[str]) -> list[tuple[str, str]]:
    """List names and addresses; only the addresses where comments nest too deep to be followed (RFC 5322 3.2.2)."""
    try:
        return getaddresses(headers)
    except (RecursionError, ValueError, LookupError, AttributeError):
        return [("", email) for header in headers for email in PLAIN_ADDRESS.findall(header)]


def find_one(header: str) -> Address | None:
    """Find the first valid address of a header value."""
    return next(iter(list_all(header)), None)


def _checked(name: str, email: str) -> Address | None:
    """Return the address in lower case with an ASCII domain shown as written, or None."""
    valid = _normalized(email.strip())
    return Address(email=valid, name=" ".join(name.split())[:200]) if valid else None


@lru_cache(maxsize=4_096)  # the same mailboxes write and are written to all day
def _normalized(email: str) -> str:
    """Return an address in the form it is kept in, empty where it is none."""
    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return ""
