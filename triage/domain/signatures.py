"""Was this call sent by whom it says, just now, and unchanged? HMAC over time and body, as `docs/security.md` tells."""

import base64
import hashlib
import hmac

WINDOW_SECONDS = 300
PREFIX = "sha256="


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of `X-Signature`: HMAC-SHA256 over `<timestamp>.<body>`; `timestamp` are unix seconds."""
    signed = timestamp.encode() + b"." + body
    return PREFIX + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_signature(given: str, secret: str, timestamp: str, body: bytes) -> bool:
    """Tell in constant time whether `given` is the signature of this body at that time."""
    return hmac.compare_digest(given.encode(), signature_of(secret, timestamp, body).encode())


def is_in_window(timestamp: str, now: float) -> bool:
    """Tell whether `timestamp` (unix seconds as text) is within 300 s of `now`; what is no number is not."""
    well_formed = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    return well_formed and abs(int(timestamp) - now) <= WINDOW_SECONDS


def derived_secret(master: str, purpose: str, salt: str) -> str:
    """Return the secret that follows from the house's master key for one purpose and salt.

    Signing secrets are derived and not kept, so that a copy of the database signs nothing.
    """
    made = hmac.new(master.encode(), f"{purpose}\n{salt}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
