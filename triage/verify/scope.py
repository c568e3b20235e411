"""Which documents is a claim about? Those it names, else the only one that fits; a guess is marked as one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from triage.domain.casefile import CaseFile, DocumentMatch
from triage.domain.codes import AmountRole, ReferenceKind
from triage.domain.facts import Delivery, Fact, Invoice, Order, Payment
from triage.domain.reading import Claim, Reference
from triage.verify.trail import Trail, in_order

SURE_SCORE = 0.9  # a near miss from here on differs in form only: zeros, prefix, separators
_ASIDE = (ReferenceKind.TICKET, ReferenceKind.PAYMENT)  # a number of these that nobody knows is no missing document
_OUR_INVOICE = (ReferenceKind.INVOICE, ReferenceKind.CREDIT_NOTE)


@dataclass(frozen=True, slots=True)
class Scope:
    """The records a claim is about. `sure` is false where nobody named them and others were possible."""

    invoices: tuple[Invoice, ...] = ()  # posted
    credit_notes: tuple[Invoice, ...] = ()
    unposted: tuple[Invoice, ...] = ()  # draft or cancelled
    orders: tuple[Order, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    payments: tuple[Payment, ...] = ()
    unknown: tuple[Reference, ...] = ()
    to_confirm: tuple[DocumentMatch, ...] = ()
    sure: bool = True

    @property
    def is_empty(self) -> bool:
        """Tell whether no record at all was found."""
        return not (
            self.invoices or self.credit_notes or self.unposted or self.orders or self.deliveries or self.payments
        )


def find_scope(claim: Claim, trail: Trail) -> Scope:
    """Return the records that a claim names, by its numbers or amounts, else the only ones that fit."""
    facts, unknown, to_confirm = _named(claim, trail.case)
    if not facts and not claim.references:
        facts = _by_amount(claim, trail.case)
    scope = replace(_sorted(facts), unknown=tuple(unknown), to_confirm=tuple(to_confirm))
    if not scope.is_empty:
        return _widened(scope, trail)
    if scope.unknown or scope.to_confirm or trail.case.truncated:
        return scope
    return _only_one(claim, trail)


def _named(claim: Claim, case: CaseFile) -> tuple[list[Fact], list[Reference], list[DocumentMatch]]:
    facts: list[Fact] = []
    unknown: list[Reference] = []
    to_confirm: list[DocumentMatch] = []
    goods = _product_codes(case)
    for reference in claim.references:
        matches = _matches(reference, case)
        sure = [m for m in matches if m.exact or m.score >= SURE_SCORE]
        facts += [fact for m in sure if (fact := _record(m, case)) is not None]
        if not sure and matches:
            to_confirm += matches
        elif not sure and reference.kind not in _ASIDE and reference.normal.casefold() not in goods:
            unknown.append(reference)
    return facts, unknown, to_confirm


def _product_codes(case: CaseFile) -> frozenset[str]:
    """Return the codes of what this customer ordered or was billed: such a number names goods, not a document."""
    billed = (line.product_code for invoice in case.invoices for line in invoice.lines)
    ordered = (line.product_code for order in case.orders for line in order.lines)
    return frozenset(code.casefold() for code in (*billed, *ordered) if code)


def _matches(reference: Reference, case: CaseFile) -> list[DocumentMatch]:
    own = [d for d in case.documents if d.text == reference.normal and d.record_id is not None]
    return [d for d in own if d.kind == reference.kind] or own


def _by_amount(claim: Claim, case: CaseFile) -> list[Fact]:
    texts = {amount.text for amount in claim.amounts}
    found = [d for d in case.documents if d.text in texts and d.record_id is not None and d.score >= SURE_SCORE]
    return [fact for d in found if (fact := _record(d, case)) is not None]


def _record(match: DocumentMatch, case: CaseFile) -> Fact | None:
    pool: Iterable[Fact] = (*case.invoices, *case.orders, *case.deliveries, *case.payments)
    return next((fact for fact in pool if match.model == fact.MODEL and fact.id == match.record_id), None)


def _sorted(facts: Iterable[Fact]) -> Scope:
    known = list(facts)
    moves = in_order(fact for fact in known if isinstance(fact, Invoice))
    return Scope(
        invoices=tuple(i for i in moves if i.is_posted and not i.is_credit_note),
        credit_notes=tuple(i for i in moves if i.is_credit_note),
        unposted=tuple(i for i in moves if not i.is_posted and not i.is_credit_note),
        orders=in_order(fact for fact in known if isinstance(fact, Order)),
        deliveries=in_order(fact for fact in known if isinstance(fact, Delivery)),
        payments=in_order(fact for fact in known if isinstance(fact, Payment)),
    )


def _widened(scope: Scope, trail: Trail) -> Scope:
    """Return the scope with the orders behind it, and with their invoices where no invoice was named."""
    owners = (trail.order_of(delivery) for delivery in scope.deliveries)
    orders = in_order([*scope.orders, *(order for order in owners if order)])
    invoices = scope.invoices
    if not invoices and not scope.unposted:
        ids = {key for payment in scope.payments for key in payment.matched_invoice_ids}
        ids |= {note.reversed_id for note in scope.credit_notes if note.reversed_id}
        by_id = (i for i in trail.posted if i.id in ids)
        invoices = in_order([*by_id, *(i for order in orders for i in trail.invoices_of(order))])
    behind = in_order([*orders, *(o for i in (*invoices, *scope.unposted) for o in trail.orders_of(i))])
    return replace(scope, invoices=invoices, orders=behind)


def _only_one(claim: Claim, trail: Trail) -> Scope:
    """Return the one open invoice (else the one invoice, else the one order) that fits, where there is just one."""
    open_ones = [i for i in trail.posted if i.open and _fits(claim, i)]
    pool = open_ones or [i for i in trail.posted if _fits(claim, i)]
    if len(pool) == 1:
        alone = len(trail.posted) == 1 and len(trail.orders) <= 1
        return replace(_widened(Scope(invoices=tuple(pool)), trail), sure=alone)
    if not trail.posted and len(trail.orders) == 1:
        return Scope(orders=trail.orders)
    return Scope()


def _fits(claim: Claim, invoice: Invoice) -> bool:
    """Tell whether nothing the claim says of the invoice's sum speaks against this one."""
    said = [a for a in claim.amounts if a.role in (AmountRole.INVOICED, AmountRole.OPEN)]
    if any(a.currency and a.currency != invoice.total.currency for a in claim.amounts):
        return False
    sums = {invoice.total.value, invoice.open.value, invoice.untaxed.value}
    for line in invoice.lines:
        sums |= {line.price_unit, line.subtotal.value, line.total.value}
    return all(a.value in sums for a in said)


def names_our_invoice(reference: Reference) -> bool:
    """Tell whether a number is said to be one of our invoices or credit notes."""
    return reference.kind in _OUR_INVOICE
