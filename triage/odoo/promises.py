"""Which promises and reminders are noted in the books? Activities on invoices and on the customer that speak of one."""

import datetime as dt
import html
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from triage.domain.facts import Invoice, Partner, PromiseMade, TimelineEntry
from triage.domain.money import Money
from triage.odoo.questions import Questions
from triage.odoo.references import all_of, any_of
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import day, moment, text

LIMIT = 100
_WORDS = ("promis", "zahlungszusage", "zugesagt", "promesse", "toezegging", "promesa", "promessa", "obietnica")
_REMINDING = tuple(
    "reminder dunning mahnung zahlungserinnerung relance rappel aanmaning herinnering recordatorio sollecito lembrete"
    " wezwanie przypomnienie".split()
)
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,\s]\d{3})*(?:[.,]\d{2})|\d+(?:[.,]\d{2})?)\s*([A-Z]{3})\b")
_TAG = re.compile(r"<[^>]+>")


def of_customer(
    q: Questions, scope: Scope, partners: Sequence[Partner], invoices: Sequence[Invoice]
) -> tuple[list[PromiseMade], list[TimelineEntry]]:
    """List promises noted as activities, open or done, and reminders; whether a promise was kept the ledger judges."""
    on = [all_of(("res_model", "=", "res.partner"), ("res_id", "in", [p.id for p in partners]))]
    if invoices:
        on.append(all_of(("res_model", "=", "account.move"), ("res_id", "in", [i.id for i in invoices])))
    words = any_of(
        [(field, "ilike", word) for field in ("summary", "note") for word in _WORDS]
        + [("summary", "ilike", word) for word in _REMINDING]
    )
    archived = [("active", "in", [True, False])] if q.has("mail.activity", "active") else []
    rows = q.ask("mail.activity", all_of(any_of(on), words, *archived), limit=LIMIT, order="id")
    by_id = {invoice.id: invoice for invoice in invoices}
    found: tuple[list[PromiseMade], list[TimelineEntry]] = ([], [])
    for row in rows:
        bill = by_id.get(int(row.get("res_id") or 0)) if text(row, "res_model") == "account.move" else None
        if not _speaks_of(row, _WORDS) and (at := day(row, "date_done") or day(row, "date_deadline")):
            found[1].append(_reminder(row, bill, at))
        elif day(row, "date_deadline"):
            found[0].append(_promise(row, bill, scope))
    return found


def _speaks_of(row: Row, words: Sequence[str]) -> bool:
    said = f"{text(row, 'summary')} {text(row, 'note')}".lower()
    return any(word in said for word in words)


def _reminder(row: Row, invoice: Invoice | None, at: dt.date) -> TimelineEntry:
    """Return a reminder: sent on the day it was done, else due then."""
    is_done = text(row, "state") == "done" or row.get("active") is False
    return TimelineEntry(
        at=dt.datetime.combine(at, dt.time(), tzinfo=dt.UTC),
        kind="reminder",
        text=f"{text(row, 'summary')}: {'sent' if is_done else 'planned'}",
        model="mail.activity",
        record_id=int(row["id"]),
        document=invoice.name if invoice else "",
    )


def _promise(row: Row, invoice: Invoice | None, scope: Scope) -> PromiseMade:
    on_invoice = invoice is not None
    made = moment(row, "create_date") or scope.as_of
    return PromiseMade(
        promised_on=made.date(),
        due=day(row, "date_deadline") or made.date(),
        amount=_amount(row),
        kept=_kept(row, invoice, scope) if on_invoice else None,
        invoice_ids=(invoice.id,) if invoice and on_invoice else (),
    )


def _kept(row: Row, invoice: Invoice | None, scope: Scope) -> bool | None:
    """Tell whether a promise on an invoice was kept; None while its day is not over and money is open."""
    due = day(row, "date_deadline")
    if invoice is None or due is None:
        return None
    if not invoice.open:
        return True
    return False if due < scope.as_of.date() else None


def _amount(row: Row) -> Money | None:
    """Return the amount a note names with its currency, or None where there is none or more than one."""
    words = html.unescape(_TAG.sub(" ", f"{text(row, 'summary')} {text(row, 'note')}"))
    found = {(_number(value), code) for value, code in _AMOUNT.findall(words)}
    if len(found) != 1:
        return None
    value, code = found.pop()
    return Money(value=value, currency=code) if value is not None else None


def _number(written: str) -> Decimal | None:
    """Return a written amount: the last separator with two digits after it is the decimal one."""
    bare = re.sub(r"[.,\s](?=\d{3}(?:\D|$))", "", written).replace(",", ".")
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
