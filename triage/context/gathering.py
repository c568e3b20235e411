"""What is this case about, in the books? One proven customer's facts, or nothing but a person's attention."""

import datetime as dt
import time
from collections.abc import Sequence

from triage.context.account import accounts_of, disputes_of, judged
from triage.context.by_amount import match_amounts
from triage.context.documents import resolve
from triage.context.happenings import joined
from triage.context.sender import Identification
from triage.context.timeline import timeline_of
from triage.domain.casefile import BooksAnswer, BooksQuery, CaseFile, Sender
from triage.domain.facts import Partner, Ticket, TimelineEntry
from triage.domain.message import Message
from triage.domain.ports import Books, Happenings
from triage.domain.reading import Reading


def gather(
    message: Message,
    reading: Reading,
    *,
    books: Books,
    now: dt.datetime,
    events: Sequence[TimelineEntry] = (),
    happenings: Happenings | None = None,
) -> CaseFile:
    """Return what the books hold for this message at `now`.

    A sender who is not proven gets candidates by name and no fact at all. `events` join the timeline as they are;
    of `happenings`, what carriers, payment providers and shops told us, only what is about documents of this
    partner tree. Raises `RetryLater` when the books do not answer.
    """
    started = time.perf_counter()
    inquiry = Identification(message, reading, books)
    sender = inquiry.identify()
    ticket = _own_ticket(message, inquiry.ticket, sender)
    commercial_id = sender.commercial_id
    if commercial_id is None:
        return CaseFile(
            as_of=now, sender=sender, ticket=ticket, rpc_calls=inquiry.calls, seconds=time.perf_counter() - started
        )
    answer = _of_this_tree(books.read_case(_query(commercial_id, reading, ticket)), commercial_id)
    told = joined(answer, commercial_id, books=books, happenings=happenings)
    case = _case_file(reading, answer, sender, now=now, events=(*events, *told))
    return case.model_copy(
        update={
            "ticket": ticket,
            "open_disputes": disputes_of(answer.tickets, ticket),
            "rpc_calls": inquiry.calls + answer.rpc_calls,
            "seconds": time.perf_counter() - started,
        }
    )


def _query(commercial_id: int, reading: Reading, ticket: Ticket | None) -> BooksQuery:
    return BooksQuery(
        commercial_id=commercial_id,
        references=tuple(dict.fromkeys(reference.normal for reference in reading.references)),
        intents=tuple(dict.fromkeys((*reading.intents, *(claim.intent for claim in reading.claims)))),
        amounts=tuple(dict.fromkeys(amount.value for amount in reading.amounts)),
        ticket_id=ticket.id if ticket else None,
    )


def _case_file(
    reading: Reading, answer: BooksAnswer, sender: Sender, *, now: dt.datetime, events: Sequence[TimelineEntry]
) -> CaseFile:
    documents = (*resolve(reading, answer), *match_amounts(reading, answer))
    answer = answer.model_copy(update={"promises": judged(answer.promises, answer.invoices, now.date())})
    return CaseFile(
        as_of=now,
        sender=sender,
        documents=documents,
        partners=answer.partners,
        invoices=answer.invoices,
        orders=answer.orders,
        deliveries=answer.deliveries,
        payments=answer.payments,
        bank_lines=answer.bank_lines,
        tickets=answer.tickets,
        accounts=accounts_of(answer, sender.commercial_id or 0, now.date()),
        promises=answer.promises,
        timeline=timeline_of(answer, documents, events),
        home_country=answer.home_country,
        truncated=answer.truncated,
        left_out=answer.left_out,
    )


def _of_this_tree(answer: BooksAnswer, commercial_id: int) -> BooksAnswer:
    """Return the answer without any fact of a partner who is known to belong to another tree."""
    strangers = {p.id for p in answer.partners if p.commercial_id != commercial_id}
    if not strangers:
        return answer
    kept = {
        name: tuple(fact for fact in getattr(answer, name) if fact.partner_id not in strangers)
        for name in ("invoices", "orders", "deliveries", "payments", "bank_lines", "tickets")
    }
    partners: tuple[Partner, ...] = tuple(p for p in answer.partners if p.id not in strangers)
    return answer.model_copy(update={**kept, "partners": partners})


def _own_ticket(message: Message, ticket: Ticket | None, sender: Sender) -> Ticket | None:
    """Return the ticket to work on: the one the message came from, else one that the proven sender may name."""
    if ticket is None or message.ticket_id == ticket.id:
        return ticket
    if sender.match is None or not sender.proven:
        return None
    theirs = ticket.partner_id is None or ticket.partner_id == sender.match.partner.id
    same_tree = ticket.commercial_id == sender.match.partner.commercial_id
    same_mailbox = bool(message.sender) and ticket.partner_email.lower() == message.sender.email  # type: ignore[union-attr]
    return ticket if theirs or same_tree or same_mailbox else None
