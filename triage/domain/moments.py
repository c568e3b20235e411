"""What happened when? Promises to pay, and the moments of a document's life."""

import datetime as dt

from pydantic import AwareDatetime

from triage.domain.money import Money
from triage.domain.noun import Noun


class PromiseMade(Noun):
    """A promise to pay that we know of, kept or broken by the ledger."""

    promised_on: dt.date
    due: dt.date
    amount: Money | None = None
    kept: bool | None = None  # None: not due yet
    invoice_ids: tuple[int, ...] = ()


class TimelineEntry(Noun):
    """One moment in the life of a document; `source` is a record or an event of a carrier or bank."""

    at: AwareDatetime
    # quote, approval, order, picking, shipment, pod, return, invoice, payment, credit, dispute, reminder, promise
    # of the books; event of a carrier, payment provider or shop
    kind: str
    text: str
    model: str = ""
    record_id: int | None = None
    document: str = ""  # name of the document it belongs to
    lag_days: int | None = None  # since the entry before it of the same document
    event: str = (
        ""  # the type, where somebody outside told it; then `model` is "event" and `record_id` our number of it
    )
    source: str = ""  # who told it
    amount: Money | None = None  # what they say was paid or withheld
