"""Did the one who knows the secret send this webhook? The schemes that are in use, as data."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from triage.domain.noun import Noun


class SignatureScheme(Noun):
    """How a system proves itself: an HMAC in a header, or a secret of its own in one.

    The header may be the signature alone, have a prefix (`sha256=`), or be a list such as `t=1700000000,v1=ab12`, whose
    `parts` name what is what. `over` is what is signed: `{body}` or `{timestamp}.{body}`.
    """

    scheme: Literal["hmac-sha256", "hmac-sha1", "token"]
    header: str = Field(pattern=r"^[a-z0-9-]+$", description="in lower case")
    prefix: str = ""
    parts: dict[Literal["timestamp", "signature"], str] = Field(default_factory=dict)
    timestamp_header: str = Field(default="", pattern=r"^[a-z0-9-]*$")
    encoding: Literal["hex", "base64"] = "hex"
    over: Literal["{body}", "{timestamp}.{body}", "{timestamp}{body}"] = "{body}"
    tolerance_seconds: int = Field(default=300, ge=1, le=86_400)

    @model_validator(mode="after")
    def _knows_its_time(self) -> Self:
        has_time = "timestamp" in self.parts or bool(self.timestamp_header)
        if ("{timestamp}" in self.over) != has_time:
            raise ValueError("a timestamp is signed where there is one, and nowhere else")
        if self.parts and "signature" not in self.parts:
            raise ValueError("one of the parts is the signature")
        return self

    def is_genuine(self, secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> bool:
        """Tell whether a webhook was signed with the secret, and lately; compared in constant time."""
        given = headers.get(self.header, "")
        if not secret or not given:
            return False
        if self.scheme == "token":
            return hmac.compare_digest(given.removeprefix(self.prefix).encode(), secret.encode())
        timestamp, signatures = self._shown(given, headers)
        if "{timestamp}" in self.over and not self._is_recent(timestamp, now):
            return False
        message = self.over.replace("{body}", "").replace("{timestamp}", timestamp).encode() + body
        digest = hmac.new(secret.encode(), message, hashlib.sha1 if self.scheme == "hmac-sha1" else hashlib.sha256)
        results = [hmac.compare_digest(digest.digest(), self._decoded(each)) for each in signatures]
        return any(results)

    def _shown(self, given: str, headers: Mapping[str, str]) -> tuple[str, list[str]]:
        """Return timestamp and signatures; there are several while a secret is changed."""
        if not self.parts:
            return headers.get(self.timestamp_header, ""), [given.removeprefix(self.prefix)]
        pairs = [part.strip().partition("=") for part in given.split(",")]
        stamps = [value for name, _, value in pairs if name == self.parts.get("timestamp")]
        return (stamps or [""])[0], [value for name, _, value in pairs if name == self.parts["signature"]][:10]

    def _is_recent(self, timestamp: str, now: float) -> bool:
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
            return False
        return abs(now - int(timestamp)) <= self.tolerance_seconds

    def _decoded(self, signature: str) -> bytes:
        try:
            if self.encoding == "hex":
                return bytes.fromhex(signature)
            return base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            return b""
