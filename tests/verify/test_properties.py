"""What holds for every case? No check exceeds the document, depends on order, or decides on nothing."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trade import (
    FREIGHT,
    HOSE,
    PUMP,
    TERMS,
    bill,
    bill_line,
    case,
    claim,
    credit,
    delivery,
    mail,
    move,
    order,
    order_line,
    payment,
    reading,
)  # fmt: skip

from triage.domain.casefile import CaseFile
from triage.domain.codes import Intent
from triage.domain.findings import Outcome
from triage.domain.reading import Reading
from triage.verify import verify
from triage.verify.checks import CHECKS

QTY = st.integers(0, 30).map(Decimal)
PRICE = st.decimals("0.01", "999.99", places=2)
PRODUCT = st.sampled_from([PUMP, HOSE, FREIGHT, None])
FACTOR = st.sampled_from([Decimal(1), Decimal(12)])
STATE = st.sampled_from(["done", "assigned", "cancel"])
INTENTS = sorted(CHECKS)


@st.composite
def cases(draw: st.DrawFn) -> CaseFile:
    """Return a customer with up to two orders, any transfers, bills, credit notes and payments of them."""
    facts: list[object] = []
    links: list[int] = []
    for number in range(1, draw(st.integers(0, 2)) + 1):
        lines = [
            order_line(
                number * 10 + i, draw(QTY), draw(PRICE), product_id=draw(PRODUCT), delivered=draw(QTY),
                unit_factor=draw(FACTOR), discount=draw(st.sampled_from([0, 10])),
                tax_rate=draw(st.sampled_from([0, 19])),
            )
            for i in range(draw(st.integers(1, 3)))
        ]  # fmt: skip
        links += [line.id for line in lines]
        facts.append(order(number, lines, state=draw(st.sampled_from(["sale", "cancel", "draft"]))))
    for number in range(draw(st.integers(0, 3))):
        moves = [
            move(500 + number * 10 + i, draw(st.sampled_from([*links, None])), draw(QTY), product_id=draw(PRODUCT))
            for i in range(draw(st.integers(0, 3)))
        ]
        back, of = draw(st.booleans()), draw(st.sampled_from([1, 2, None]))
        facts.append(
            delivery(5 + number, of, moves, state=draw(STATE), is_return=back, has_signature=draw(st.booleans()))
        )
    _bills(draw, facts, links)
    return case(*facts)


def _bills(draw: st.DrawFn, facts: list[object], links: list[int]) -> None:
    for number in range(draw(st.integers(0, 3))):
        lines = [
            bill_line(
                1000 + number * 10 + i, draw(st.lists(st.sampled_from(links), max_size=1)) if links else [],
                str(draw(QTY)), str(draw(PRICE)), product_id=draw(PRODUCT), unit_factor=draw(FACTOR),
            )
            for i in range(draw(st.integers(1, 3)))
        ]  # fmt: skip
        kind = draw(st.sampled_from(["bill", "bill", "credit", "draft"]))
        state = "draft" if kind == "draft" else "posted"
        if kind == "credit":
            facts.append(credit(100 + number, lines, of=draw(st.sampled_from([100, 101, None]))))
        else:
            facts.append(bill(100 + number, lines, state=state, origin=draw(st.sampled_from(["", "S00001"]))))
        facts.append(payment(9 + number, str(draw(PRICE)), draw(st.sampled_from([[], [100], [101]]))))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Return one to three claims about any of the documents, or about none."""
    said = []
    for _ in range(draw(st.integers(1, 3))):
        about = draw(st.lists(st.sampled_from(["INV/2026/00100", "INV/2026/00101", "S00001", "NONE-1"]), max_size=2))
        sums = {role: str(draw(PRICE)) for role in draw(st.sets(st.sampled_from(["claimed", "deducted", "paid"])))}
        counts = {role: draw(QTY) for role in draw(st.sets(st.sampled_from(["missing", "damaged", "received"])))}
        said.append(claim(draw(st.sampled_from(INTENTS)), *about, **sums, **counts))
    return reading(*said)


CHECKED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CHECKED
@given(cases(), readings())
def test_no_finding_exceeds_its_document_and_money_is_whole_cents(books: CaseFile, said: Reading) -> None:
    totals = {d.name: abs(d.total.value) for d in (*books.invoices, *books.orders) if d.name}
    for finding in verify(mail(), said, books, terms=TERMS):
        if finding.amount is not None:
            assert finding.amount.value >= 0
            assert finding.amount == finding.amount.rounded()
            if finding.document in totals:
                assert finding.amount.value <= totals[finding.document].quantize(Decimal("0.01"))


@CHECKED
@given(cases(), readings())
def test_supported_disputes_of_one_bill_add_up_to_no_more_than_the_bill(books: CaseFile, said: Reading) -> None:
    findings = verify(mail(), said, books, terms=TERMS)
    for invoice in books.invoices:
        own = [f for f in findings if f.document == invoice.name and f.intent.is_dispute]
        proved = sum(
            (f.amount.value for f in own if f.outcome is Outcome.SUPPORTED and f.amount is not None), Decimal(0)
        )
        assert proved <= abs(invoice.total.value)


@CHECKED
@given(cases(), readings(), st.randoms(use_true_random=False))
def test_no_finding_depends_on_the_order_of_records(books: CaseFile, said: Reading, chance: object) -> None:
    def shuffled(records: tuple[object, ...]) -> tuple[object, ...]:
        mixed = list(records)
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        return tuple(mixed)

    mixed = {
        name: shuffled(
            tuple(r.model_copy(update={"lines": shuffled(r.lines)}) for r in getattr(books, name))  # type: ignore[attr-defined]
        )
        for name in ("invoices", "orders", "deliveries")
    }
    other = books.model_copy(
        update={**mixed, "payments": shuffled(books.payments), "documents": shuffled(books.documents)}
    )
    assert verify(mail(), said, books, terms=TERMS) == verify(mail(), said, other, terms=TERMS)


@CHECKED
@given(cases(), readings())
def test_whatever_is_decided_cites_records_of_the_case(books: CaseFile, said: Reading) -> None:
    known = {(f.MODEL, f.id) for f in (*books.partners, *books.payments)}
    for record in (*books.invoices, *books.orders, *books.deliveries):
        known |= {(record.MODEL, record.id)} | {(line.MODEL, line.id) for line in record.lines}
    for finding in verify(mail(), said, books, terms=TERMS):
        assert {(e.model, e.id) for e in finding.evidence} <= known
        cited = {e.key for e in finding.evidence}
        assert {figure.evidence for figure in finding.figures} - {""} <= cited


@CHECKED
@given(readings())
def test_an_empty_case_file_supports_and_refutes_nothing(said: Reading) -> None:
    outcomes = {
        f.outcome for f in verify(mail(), said, case(partners=()), terms=TERMS) if f.intent is not Intent.STATEMENT
    }
    assert outcomes <= {Outcome.UNDECIDED}
