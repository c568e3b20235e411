"""Who is logged in, and did this form come from one of our pages? A signed cookie, and a token bound to it.

The cookie holds the id of a key and of the session, never a token; who it is, and whether the key is still good,
is looked up at every visit.
"""

import hmac
import secrets
from dataclasses import dataclass, field

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from triage.domain.signatures import derived_secret

FORM_SECONDS = 3600  # so long a login page may lie open


@dataclass(frozen=True, slots=True)
class Session:
    """One login of one client."""

    session_id: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opens, reads and closes sessions; `seconds` is how long one lasts, however busy it is."""

    secret: str = field(repr=False)
    seconds: int

    def open(self, request: Request, response: Response, key_id: str) -> None:
        """Give the browser a session: not readable by scripts, sent to us alone, never over a plain line behind TLS."""
        value = self._serializer("session").dumps({"session": secrets.token_urlsafe(18), "key": key_id})
        _give(request, response, "triage", value, self.seconds)

    def find(self, request: Request) -> Session | None:
        """Find the session of a request; None where there is none, it was changed, or it has run out."""
        kept = self._load("session", request.cookies.get(_name(request, "triage"), ""), self.seconds)
        return Session(kept["session"], kept["key"]) if kept else None

    def close(self, request: Request, response: Response) -> None:
        """Take the session's cookie back."""
        _give(request, response, "triage", "", 0)

    def form_token(self, session: Session) -> str:
        """Return what each form of this session must carry."""
        return derived_secret(self.secret, "form", session.session_id)

    def is_form_token(self, session: Session, given: str) -> bool:
        """Tell in constant time whether a form is one of this session."""
        return hmac.compare_digest(self.form_token(session).encode(), given.encode())

    def open_login(self, request: Request, response: Response, nonce: str) -> None:
        """Remember in the browser which login page it was shown."""
        _give(request, response, "triage-login", self._serializer("login").dumps({"nonce": nonce}), FORM_SECONDS)

    def is_login_token(self, request: Request, given: str) -> bool:
        """Tell whether a login form is the one this browser was shown."""
        kept = self._load("login", request.cookies.get(_name(request, "triage-login"), ""), FORM_SECONDS)
        return kept is not None and hmac.compare_digest(kept["nonce"].encode(), given.encode())

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt=f"triage.{purpose}")

    def _load(self, purpose: str, value: str, seconds: int) -> dict[str, str] | None:
        try:
            kept: dict[str, str] = self._serializer(purpose).loads(value, max_age=seconds)
        except BadData:
            return None
        return kept


def _name(request: Request, name: str) -> str:
    """Return a cookie's name; behind TLS with the prefix that browsers give to this host's secure cookies alone."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def _give(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
