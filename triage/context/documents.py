"""Which records does the message name? Exact numbers first, near misses proposed with a score, ties refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage.context.numbering import EXACT, Likeness, likeness, squeezed
from triage.domain.casefile import BooksAnswer, DocumentMatch
from triage.domain.codes import ReferenceKind as Kind
from triage.domain.reading import Reading, Reference

_SECOND_NAME = 0.02  # what a match by another field than the record's own number costs
_MANY = frozenset({Kind.PURCHASE_ORDER, Kind.TRACKING})  # one of these may stand on several records


@dataclass(frozen=True, slots=True)
class Numbered:
    """One number under which a record is known, and the kinds of reference it answers to."""

    number: str
    field: str
    model: str
    record_id: int
    name: str
    kinds: frozenset[Kind]

    @property
    def is_own_number(self) -> bool:
        """Tell whether this is the record's own number, not a customer's or carrier's."""
        return self.field == "name"


def resolve(reading: Reading, answer: BooksAnswer) -> tuple[DocumentMatch, ...]:
    """Return for each reference of the message the record it names, or what comes nearest."""
    numbers = list(_numbers(answer))
    found: list[DocumentMatch] = []
    seen: set[tuple[str, Kind]] = set()
    for reference in reading.references:
        if (reference.normal, reference.kind) not in seen:
            seen.add((reference.normal, reference.kind))
            found += _matches(reference, numbers)
    return tuple(found)


def _numbers(answer: BooksAnswer) -> Iterable[Numbered]:
    for order in answer.orders:
        yield from _of(order, {"name": {Kind.SALES_ORDER}, "customer_reference": {Kind.PURCHASE_ORDER}})
    for invoice in answer.invoices:
        kind = Kind.CREDIT_NOTE if invoice.is_credit_note else Kind.INVOICE
        kinds = {"name": {kind}, "payment_reference": {kind}, "customer_reference": {Kind.PURCHASE_ORDER}}
        yield from _of(invoice, kinds)
    for delivery in answer.deliveries:
        own = {Kind.DELIVERY, Kind.RETURN} if delivery.is_return else {Kind.DELIVERY}
        yield from _of(delivery, {"name": own, "tracking": {Kind.TRACKING}})
    for payment in answer.payments:
        yield from _of(payment, {"name": {Kind.PAYMENT}, "memo": {Kind.PAYMENT}})
    for ticket in answer.tickets:
        yield from _of(ticket, {"number": {Kind.TICKET}})


def _of(record: object, kinds: dict[str, set[Kind]]) -> Iterable[Numbered]:
    for field, answered in kinds.items():
        number = str(getattr(record, field))
        if squeezed(number):
            yield Numbered(
                number=number,
                field=field,
                model=record.MODEL,  # type: ignore[attr-defined]
                record_id=record.id,  # type: ignore[attr-defined]
                name=record.name or number,  # type: ignore[attr-defined]
                kinds=frozenset(answered),
            )


def _matches(reference: Reference, numbers: Sequence[Numbered]) -> list[DocumentMatch]:
    own_kind = [n for n in numbers if reference.kind in n.kinds]
    for pool in (own_kind, [n for n in numbers if n.field != "memo"]):  # a memo may name what it did not pay
        exact = [n for n in pool if squeezed(n.number) == squeezed(reference.normal)]
        if exact:
            return _exact(reference, exact)
    near = _near(reference, own_kind) or _near(reference, [n for n in numbers if n.is_own_number], whole=True)
    return near or [_unknown(reference, "no document of this customer has this number")]


def _exact(reference: Reference, found: Sequence[Numbered]) -> list[DocumentMatch]:
    """Return the one record, all records of a customer's order number, or nothing where others tie."""
    first_model = found[0].model
    same = {(n.model, n.record_id): n for n in found if n.model == first_model}
    if len(same) > 1 and not all(n.kinds & _MANY for n in same.values()):
        return [_unknown(reference, f"{len(same)} documents of this customer have this number")]
    return [_match(reference, n, Likeness(EXACT, f"the same {n.field}")) for n in same.values()]


def _near(reference: Reference, pool: Sequence[Numbered], *, whole: bool = False) -> list[DocumentMatch]:
    """Return the one nearest record; `whole` asks for more than a bare tail of digits."""
    scored: dict[tuple[str, int], tuple[Likeness, Numbered]] = {}
    for number in pool:
        alike = likeness(reference.normal, number.number)
        if alike is None or (whole and alike.why == "the prefix is missing"):
            continue
        score = alike.score - (0 if number.is_own_number else _SECOND_NAME)
        key = (number.model, number.record_id)
        if key not in scored or scored[key][0].score < score:
            scored[key] = (Likeness(round(score, 2), alike.why), number)
    ranked = sorted(
        scored.values(), key=lambda pair: (-pair[0].score, pair[1].model != "sale.order", pair[1].record_id)
    )
    if not ranked:
        return []
    best, number = ranked[0]
    tied = [other for alike, other in ranked if alike.score == best.score and _is_rival(number, other)]
    if tied:
        return [_unknown(reference, f"equally near to {', '.join(n.name for n in [number, *tied[:4]])}")]
    return [_match(reference, number, best)]


def _is_rival(number: Numbered, other: Numbered) -> bool:
    """Tell whether another record takes the match; one customer's order number may stand on several."""
    shared = number.number == other.number and not number.is_own_number and not other.is_own_number
    return (number.model, number.record_id) != (other.model, other.record_id) and not shared


def _match(reference: Reference, number: Numbered, alike: Likeness) -> DocumentMatch:
    return DocumentMatch(
        text=reference.normal,
        kind=reference.kind,
        model=number.model,
        record_id=number.record_id,
        name=number.name,
        score=alike.score,
        exact=alike.score == EXACT,
        why=alike.why,
    )


def _unknown(reference: Reference, why: str) -> DocumentMatch:
    return DocumentMatch(text=reference.normal, kind=reference.kind, why=why)
