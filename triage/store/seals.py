"""Who wrote this, somebody with the key or somebody with the database alone? Keyed hashes (HMAC-SHA256)."""

import hashlib
import hmac
from collections.abc import Sequence


def name_of(key: str) -> str:
    """Return what a key is called: the first eight digits of its own hash."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


class Seals:
    """Seals with the first key and knows the seals of all of them, so that a key can be changed."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._newest = keys[0] if keys else ""
        self._keys = {name_of(key): key for key in keys}

    @property
    def can_seal(self) -> bool:
        """Tell whether there is a key."""
        return bool(self._newest)

    def seal(self, text: str) -> str:
        """Return the seal of a text, `key name:hex`; empty without a key."""
        return f"{name_of(self._newest)}:{_keyed(self._newest, text)}" if self._newest else ""

    def knows(self, seal: str) -> bool:
        """Tell whether the key of a seal is at hand."""
        return seal.partition(":")[0] in self._keys

    def is_genuine(self, text: str, seal: str) -> bool:
        """Tell whether a key at hand made this seal of this text."""
        name, _, digest = seal.partition(":")
        key = self._keys.get(name)
        return key is not None and hmac.compare_digest(_keyed(key, text), digest)


def _keyed(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
