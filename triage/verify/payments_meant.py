"""Which money is meant? A payment or bank line by the number it bears, or by the sum and the day said."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import TypeVar

from triage.domain.codes import AmountRole, DateRole
from triage.domain.facts import BankLine, Invoice, Payment
from triage.domain.money import Money, total
from triage.verify.question import Question

M = TypeVar("M", Payment, BankLine)
_NEAR_DAYS = 10  # a payment this near to the day said is the one meant


def names_invoice(memo: str, invoice: Invoice) -> bool:
    """Tell whether a payment's memo bears the invoice's number, written with or without separators."""
    mine = "".join(c for c in memo.upper() if c.isalnum())
    number = "".join(c for c in invoice.name.upper() if c.isalnum())
    tail = invoice.name.rpartition("/")[2]
    return bool(number) and (number in mine or (len(tail) >= 5 and tail in memo))


def sums_said(question: Question, invoice: Invoice) -> set[Decimal]:
    """Return the sums a payment for this claim may have: as said, else the open amounts it is about."""
    currency = invoice.total.currency
    said = {a.value for a in question.amounts(AmountRole.PAID) if a.currency in ("", currency)}
    own = [i for i in question.scope.invoices if i.total.currency == currency]
    every = {total([i.open for i in own], currency).value, total([i.total for i in own], currency).value}
    return said or {invoice.open.value, invoice.total.value, *every}


def near(question: Question, one: Decimal, other: Decimal) -> bool:
    """Tell whether two sums are the same but for rounding."""
    return abs(one - other) <= question.terms.rounding


def is_near_the_day(question: Question, payment: Payment | BankLine) -> bool:
    """Tell whether a payment came about the day that the claim names; any day will do where it names none."""
    day = question.day(DateRole.PAID)
    return day is None or abs((payment.date - day).days) <= _NEAR_DAYS


def free_for(
    question: Question, invoice: Invoice, meant: Callable[[Question, Invoice], Sequence[M]], unmatched: Money
) -> Money:
    """Return what is free for an invoice of the money meant for it: what earlier invoices of the claim take is gone."""
    mine = {record.id for record in meant(question, invoice)}
    for other in takewhile(lambda earlier: earlier.id != invoice.id, question.scope.invoices):
        if other.open and mine & {record.id for record in meant(question, other)}:
            unmatched -= min(other.open, unmatched)
    return unmatched
