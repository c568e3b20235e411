"""What does every answer tell the browser? Guess nothing, frame nothing, keep nothing, come back by TLS alone."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.web import POLICY

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000"  # a year, RFC 6797; other names below this host are not ours to promise for


def headers_of(scheme: str) -> dict[str, str]:
    """Return the headers of an answer over `http` or `https` (as the line, or a trusted proxy, has it)."""
    return HEADERS | ({"Strict-Transport-Security": STRICT_TRANSPORT} if scheme == "https" else {})


class SecurityHeaders:
    """Adds them to the answers of all doors and pages; the answer to a bug of ours has its own (`problems`)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and add to the head of each answer what is not there yet."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in headers_of(scope.get("scheme", "")).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
