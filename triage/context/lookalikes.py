"""Does a domain only look like a customer's? Swapped letters, other endings, added words."""

import re
import unicodedata

from rapidfuzz.distance import OSA

_LOOKS_LIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("3", "e"))
_MIN_LENGTH = 5  # shorter names are alike by chance
_BAIT_WORDS = (
    "billing payment payments invoice invoices accounts accounting finance pay mail online secure group portal office"
    " corp inc ltd gmbh eu team support info ar ap"
)
_BAIT = frozenset(_BAIT_WORDS.split())
_ADDRESS_DOMAIN = re.compile(r"[\w.+-]+@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)+)", re.IGNORECASE)


def domains_in(text: str) -> tuple[str, ...]:
    """List the domains of the mail addresses written in a text, lower case, in order, each once."""
    return tuple(dict.fromkeys(found.lower() for found in _ADDRESS_DOMAIN.findall(text)))


def is_lookalike(domain: str, real: str) -> bool:
    """Tell whether `domain` is not `real` and could be taken for it at a glance."""
    domain, real = domain.lower(), real.lower()
    if domain == real or domain.endswith(f".{real}") or real.endswith(f".{domain}"):
        return False
    mine, theirs = _owner(domain), _owner(real)
    if min(len(mine), len(theirs)) < _MIN_LENGTH:
        return _at_a_glance(mine) == _at_a_glance(theirs) and mine != theirs
    return (
        _at_a_glance(mine) == _at_a_glance(theirs)
        or OSA.distance(mine, theirs) == 1
        or _without_bait(mine) == _without_bait(theirs)
    )


def _owner(domain: str) -> str:
    """Return the label that names the owner: the one before the public ending."""
    labels = domain.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3:  # co.uk, com.pl
        return labels[-3]
    return labels[-2] if len(labels) > 1 else domain


def _at_a_glance(label: str) -> str:
    """Return a label as a hurried eye sees it."""
    try:
        label = label.encode("ascii").decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return label
    bare = "".join(c for c in unicodedata.normalize("NFKD", label) if not unicodedata.combining(c))
    bare = bare.translate(str.maketrans("аеорсухіԁ", "aeopcyxld"))  # Cyrillic twins of Latin letters
    for seen, meant in _LOOKS_LIKE:
        bare = bare.replace(seen, meant)
    return bare.replace("-", "")


def _without_bait(label: str) -> str:
    parts = [part for part in label.split("-") if part not in _BAIT]
    return "".join(parts) or label
