"""Which rows stand for what was talked about? Tickets with their messages, and promises noted on invoices."""

import html
from email.utils import parseaddr

from triage.odoo.sandbox.description import Promise, Reminder, Ticket, TicketPost
from triage.odoo.sandbox.drawer import Drawer
from triage.odoo.sandbox.order_tables import stamp
from triage.odoo.sandbox.story import Story

PROMISE_SUMMARY = "Promise to pay"
REMINDER_SUMMARY = "Reminder"


def address_of(story: Story, sender: str) -> tuple[str, str]:
    """Return name and e-mail of a sender: a contact's key, "customer", or "Name <address>"."""
    if sender in ("", "customer"):
        return story.customer.name, story.customer.email
    for contact in story.customer.contacts:
        if contact.key == sender:
            return contact.name, contact.email or story.customer.email
    return parseaddr(sender)


def add_tickets(drawer: Drawer, story: Story) -> None:
    """Add the situation's tickets, their messages, and the promises on its invoices."""
    for ticket in story.situation.tickets:
        _add_ticket(drawer, story, ticket)
    for promise in story.situation.promises:
        _add_promise(drawer, story, promise)
    for reminder in story.situation.reminders:
        _add_reminder(drawer, story, reminder)


def _author(drawer: Drawer, story: Story, sender: str) -> int | bool:
    """Return the partner behind a sender's address, or False for a stranger."""
    _, email = address_of(story, sender)
    rows = drawer.tables["res.partner"]
    return next((int(row["id"]) for row in rows if email and row["email"] == email), False)


def _add_ticket(drawer: Drawer, story: Story, ticket: Ticket) -> None:
    said = story.situation
    name, email = address_of(story, ticket.sender)
    author = _author(drawer, story, ticket.sender)
    customer = drawer.id_of("res.partner", said.customer)
    closed = ticket.stage == "done"
    number = drawer.add(
        "helpdesk.ticket",
        f"{said.id}/{ticket.key}",
        name=story.fill(ticket.subject),
        number=story.names()[ticket.key],
        description=_as_html(story.fill(ticket.body)),
        partner_id=author,
        commercial_partner_id=customer if author else False,
        partner_email=email,
        partner_name=name,
        team_id=drawer.find_id("helpdesk.ticket.team", ticket.team),
        user_id=drawer.find_id("res.users", ticket.owner),
        stage_id=drawer.id_of("helpdesk.ticket.stage", ticket.stage),
        closed=closed,
        closed_date=stamp(story.day(ticket.at)) if closed else False,
        company_id=drawer.id_of("res.company", "main"),
        create_date=stamp(story.day(ticket.at)),
        write_date=stamp(story.day(ticket.at)),
    )
    first = TicketPost(
        **{"from": ticket.sender}, at=ticket.at, subject=ticket.subject, body=ticket.body, message_id=ticket.message_id
    )
    for post in (first, *ticket.posts) if ticket.message_id else ticket.posts:
        _add_post(drawer, story, number, post)


def _add_post(drawer: Drawer, story: Story, ticket: int, post: TicketPost) -> None:
    name, email = address_of(story, post.sender)
    drawer.add(
        "mail.message",
        "",
        model="helpdesk.ticket",
        res_id=ticket,
        subject=story.fill(post.subject),
        body=_as_html(story.fill(post.body)),
        message_type="comment" if post.internal else "email",
        message_id=f"<{post.message_id.strip('<>')}>" if post.message_id else False,
        email_from=f"{name} <{email}>",
        author_id=_author(drawer, story, post.sender),
        subtype_id=drawer.id_of("mail.message.subtype", "note" if post.internal else "comment"),
        is_internal=post.internal,
        date=stamp(story.day(post.at)),
        create_date=stamp(story.day(post.at)),
    )


def _as_html(text: str) -> str:
    return "".join(f"<p>{html.escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())


def _add_promise(drawer: Drawer, story: Story, promise: Promise) -> None:
    said = story.situation
    invoice = drawer.row("account.move", f"{said.id}/{promise.invoice}")
    currency = story.currency(story.invoice(promise.invoice))
    drawer.add(
        "mail.activity",
        "",
        res_model="account.move",
        res_id=invoice["id"],
        summary=PROMISE_SUMMARY,
        note=f"<p>{promise_words(story, promise, currency)}</p>",
        date_deadline=story.day(promise.due).isoformat(),
        state="done" if promise.done else "planned",
        active=not promise.done,
        activity_type_id=drawer.id_of("mail.activity.type", "todo"),
        create_date=stamp(story.day(promise.given)),
    )


def _add_reminder(drawer: Drawer, story: Story, reminder: Reminder) -> None:
    drawer.add(
        "mail.activity",
        "",
        res_model="account.move",
        res_id=drawer.id_of("account.move", f"{story.situation.id}/{reminder.invoice}"),
        summary=f"{REMINDER_SUMMARY} {reminder.level}",
        date_deadline=story.day(reminder.at).isoformat(),
        state="planned",
        activity_type_id=drawer.id_of("mail.activity.type", "todo"),
        create_date=stamp(story.day(reminder.at)),
    )


def promise_words(story: Story, promise: Promise, currency: str) -> str:
    """Return how a promise is noted: its amount, and the day."""
    amount = f"{promise.amount:.2f} {currency}" if promise.amount is not None else "the open amount"
    return f"Promised {amount} by {story.day(promise.due).isoformat()}."
