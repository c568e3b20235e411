"""How is a mail made for these tests? Subject and newest words, on a Wednesday in Europe unless told otherwise."""

import datetime as dt

from triage.domain.codes import Intent
from triage.domain.message import Attachment, Message
from triage.understand.extract import Mentions, extract
from triage.understand.roles import Matter

WEDNESDAY = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def mail(
    reply: str, subject: str = "", sent_at: dt.datetime = WEDNESDAY, attachments: tuple[Attachment, ...] = ()
) -> Message:
    return Message(
        message_id="m",
        digest="d",
        sender=None,
        subject=subject,
        sent_at=sent_at,
        received_at=sent_at,
        text=reply,
        reply=reply,
        attachments=attachments,
    )


def read(reply: str, language: str = "en", primary: Intent = Intent.SHORT_SHIPMENT, **kwargs: object) -> Mentions:
    return extract(mail(reply, **kwargs), language=language, matter=Matter(primary))  # type: ignore[arg-type]


def figures(found: Mentions) -> list[tuple[str, str]]:
    return [(str(amount.value), amount.currency) for amount in found.amounts]


def numbers(found: Mentions) -> list[str]:
    return [reference.normal for reference in found.references]


def counts(found: Mentions) -> set[tuple[int, str]]:
    return {(int(quantity.value), quantity.role.value) for quantity in found.quantities}


def days(found: Mentions) -> list[tuple[str, str]]:
    return [(mention.date.isoformat(), mention.role.value) for mention in found.dates]
