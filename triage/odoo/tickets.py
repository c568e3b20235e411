"""Which tickets does a customer have, and to which one does a message belong? OCA's helpdesk or Enterprise's."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from triage.domain.facts import Ticket
from triage.domain.message import Message
from triage.odoo.questions import Questions
from triage.odoo.references import any_of
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import fact, label, link, moment, text

MODEL = "helpdesk.ticket"
LIMIT = 60
FOUND_LIMIT = 20
_NUMBER = re.compile(r"\b[A-Z]{1,5}[-/]?\d{3,}\b|(?<=#)\d{1,9}\b")


def of_customer(q: Questions, scope: Scope) -> list[Ticket]:
    """List the customer's newest tickets."""
    domain = [("partner_id.commercial_partner_id", "=", scope.commercial_id)]
    return [ticket_of(row, scope.as_of) for row in q.ask(MODEL, domain, limit=LIMIT, order="id desc")]


def of_message(q: Questions, message: Message, as_of: datetime) -> Ticket | None:
    """Find the ticket of a message: by its id, by Message-ID or References, else by a number in the subject."""
    if message.ticket_id is not None:
        return _first(q.ask(MODEL, [("id", "=", message.ticket_id)], limit=1), as_of)
    numbers = list(dict.fromkeys(_NUMBER.findall(message.subject)))[:10] if q.has(MODEL, "number") else []
    wanted: list[Any] = [("number", "in", numbers)] if numbers else []
    if thread := _thread(message):
        wanted.append(("message_ids.message_id", "in", thread))
    rows = q.ask(MODEL, any_of(wanted), limit=FOUND_LIMIT, order="id desc") if wanted else []
    named = [row for row in rows if text(row, "number") in numbers]
    if len(named) < len(rows):  # what no number names was found by the thread, which tells more
        return _first([row for row in rows if row not in named], as_of)
    if len(named) > 1:
        domain = [("id", "in", [row["id"] for row in named]), ("message_ids.message_id", "in", thread)]
        return _first(q.ask(MODEL, domain, limit=1, order="id desc") if thread else [], as_of)
    return _first(named, as_of)


def _first(rows: list[Row], as_of: datetime) -> Ticket | None:
    return ticket_of(rows[0], as_of) if rows else None


def _thread(message: Message) -> list[str]:
    """List the Message-IDs of a message and of those it answers, as Odoo keeps them."""
    ids = dict.fromkeys((message.message_id, *message.in_reply_to, *message.references))
    return [f"<{i.strip('<>')}>" for i in _real(ids)][:50]


def _real(ids: Iterable[str]) -> list[str]:
    return [i for i in ids if "@" in i]


def ticket_of(row: Row, as_of: datetime) -> Ticket:
    """Return a ticket as a fact."""
    closed_at = moment(row, "closed_date")
    return Ticket(
        **fact(row, as_of),
        number=text(row, "number"),
        partner_id=link(row, "partner_id"),
        commercial_id=link(row, "commercial_partner_id"),
        partner_name=text(row, "partner_name"),
        partner_email=text(row, "partner_email"),
        team_id=link(row, "team_id"),
        owner_id=link(row, "user_id"),
        stage=label(row, "stage_id"),
        closed=bool(row["closed"]) if "closed" in row else closed_at is not None,
        created_at=moment(row, "create_date"),
        closed_at=closed_at,
    )
