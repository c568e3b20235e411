"""What did the customers of the world write? Every situation's mail as the bytes a gateway would hand over."""

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from triage.odoo.sandbox.description import Mail, Situation, World
from triage.odoo.sandbox.story import Story
from triage.odoo.sandbox.ticket_tables import address_of

OUR_ADDRESS = Address("Kesterwood Receivables", "receivables", "kesterwood.example")


def list_mails(world: World) -> list[tuple[Situation, bytes]]:
    """List the situations that have a mail, each with it as RFC 822 bytes; the same bytes every time."""
    return [(s, mail_of(Story(world, s), s.mail)) for s in world.situations if s.mail]


def mail_of(story: Story, mail: Mail) -> bytes:
    """Return one situation's mail, its document numbers filled in."""
    name, email = address_of(story, mail.sender)
    user, _, domain = email.partition("@")
    day = story.day(mail.at)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, user, domain)
    message["To"] = OUR_ADDRESS
    message["Subject"] = story.fill(mail.subject)
    message["Date"] = format_datetime(dt.datetime.combine(day, dt.time(8, 30), tzinfo=dt.UTC))
    message["Message-ID"] = f"<{story.situation.id}.{story.situation.number}@{domain}>"
    for ticket in story.situation.tickets:
        if ticket.key == mail.ticket and ticket.message_id:
            message["In-Reply-To"] = message["References"] = f"<{ticket.message_id}>"
    message.set_content(story.fill(mail.body))
    for file in mail.attachments:
        kind, _, subtype = file.content_type.partition("/")
        message.add_attachment(file.text.encode(), maintype=kind, subtype=subtype or "plain", filename=file.name)
    if message.is_multipart():
        message.set_boundary(f"=_{story.situation.id}")  # by chance otherwise, and the bytes never twice the same
    if message.is_multipart():
        message.set_boundary(f"=_{story.situation.id}")  # the same bytes every time
    return message.as_bytes()
