"""How is a mail made for these tests? As bytes with a body and headers, parsed as on the road."""

import datetime as dt
from email.message import EmailMessage

from triage import inbound
from triage.domain.message import Message, RawMessage

RECEIVED = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)


def plain(
    body: str, subject: str = "Account 5519", sender: str = "Vera Holt <vera@holt.example>", **headers: str
) -> bytes:
    return _letter(body, "plain", subject, sender, headers)


def rich(
    body: str, subject: str = "Account 5519", sender: str = "Vera Holt <vera@holt.example>", **headers: str
) -> bytes:
    return _letter(body, "html", subject, sender, headers)


def _letter(body: str, subtype: str, subject: str, sender: str, headers: dict[str, str]) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "ledger@supplier.example", subject
    letter["Date"], letter["Message-ID"] = "Tue, 3 Mar 2026 10:12:00 +0100", "<one@holt.example>"
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(body, subtype=subtype)
    return letter.as_bytes()


def parse(content: bytes) -> Message:
    return inbound.parse(RawMessage(content=content, received_at=RECEIVED))
