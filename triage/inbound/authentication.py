"""Did a gateway that we trust authenticate the sender? RFC 8601, topmost header of a trusted id only."""

import re
from email.message import EmailMessage

from triage.domain.message import Authentication
from triage.inbound import mime

RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
KNOWN = {"pass", "fail", "none"}


def read(mail: EmailMessage, trusted: tuple[str, ...]) -> Authentication:
    """Return spf, dkim and dmarc as pass, fail, none or unknown."""
    for value in mime.headers(mail, "Authentication-Results"):
        server = value.split(";", 1)[0].split()
        if server and server[0].lower() in {name.lower() for name in trusted}:
            return Authentication(**_results(value))
    return Authentication()


def _results(value: str) -> dict[str, str]:
    """Return the verdicts of one header; softfail and errors count as fail, the first of a method counts."""
    found: dict[str, str] = {}
    for method, verdict in RESULT.findall(re.sub(r"\([^)]*\)", "", value)):
        verdict = verdict.lower()
        found.setdefault(method.lower(), verdict if verdict in KNOWN else "fail")
    return found
