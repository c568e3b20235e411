"""Which lines of the invoice does a claim speak of? By product code, product words, or a price it names."""

from collections.abc import Sequence
from decimal import Decimal

from rapidfuzz import fuzz, utils

from triage.domain.codes import AmountRole, QuantityRole
from triage.domain.facts import InvoiceLine
from triage.domain.reading import Quantity
from triage.verify.position import Position
from triage.verify.question import Question
from triage.verify.units import pieces_in

_ALIKE = 82  # of 100: below that the words name something else
_MIN_CODE = 3


def lines_meant(question: Question, lines: Sequence[InvoiceLine]) -> tuple[InvoiceLine, ...]:
    """Return the lines that the claim names; all of them where it names none."""
    named = [line for line in lines if _is_named(question, line)]
    return tuple(named or _priced(question, lines) or lines)


def _is_named(question: Question, line: InvoiceLine) -> bool:
    code = _plain(line.product_code)
    if len(code) >= _MIN_CODE and f" {code} " in f" {_plain(question.text)} ":
        return True
    name = _plain(line.name)
    words = [_plain(quantity.product) for quantity in question.claim.quantities if quantity.product]
    return any(len(word) >= _MIN_CODE and fuzz.token_set_ratio(word, name) >= _ALIKE for word in words)


def _priced(question: Question, lines: Sequence[InvoiceLine]) -> list[InvoiceLine]:
    """Return the lines with a price or sum that the claim names as billed."""
    said = {amount.value for amount in question.amounts(AmountRole.INVOICED)}
    return [line for line in lines if said & {line.price_unit, line.subtotal.value, line.total.value}]


def _plain(text: str) -> str:
    return " ".join(utils.default_process(text.replace("-", "")).split())


def missing_said(question: Question, positions: Sequence[Position]) -> Decimal | None:
    """Return how many pieces the claim says are missing; None where it does not tell in a unit we know."""
    line = positions[0].line
    missing = _pieces(question.quantities(QuantityRole.MISSING), line)
    if missing is not None:
        return missing
    received = _pieces(question.quantities(QuantityRole.RECEIVED), line)
    if received is None:
        return None
    said = _pieces(question.quantities(QuantityRole.BILLED) or question.quantities(QuantityRole.ORDERED), line)
    billed = said if said is not None else sum((p.billed for p in positions), Decimal(0))
    return max(Decimal(0), billed - received)


def damaged_said(question: Question, line: InvoiceLine) -> Decimal | None:
    """Return how many pieces the claim says are damaged or wrong; None where it does not tell."""
    return _pieces(question.quantities(QuantityRole.DAMAGED), line)


def _pieces(quantities: Sequence[Quantity], line: InvoiceLine) -> Decimal | None:
    known = [(q.value, pieces_in(q.unit, line.unit, line.unit_factor)) for q in quantities]
    if not known or any(factor is None for _, factor in known):
        return None
    return sum((value * factor for value, factor in known if factor is not None), Decimal(0))
