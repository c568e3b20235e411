"""How was it worked out? The sheet on which a check writes its figures, each with the record it came from."""

from decimal import Decimal

from triage.domain.facts import Fact, Invoice, Order, TimelineEntry
from triage.domain.findings import Evidence, Figure, Finding, Outcome
from triage.domain.money import Money
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason

_NOTHING: tuple[Missing, ...] = ()


def plain(value: Decimal) -> str:
    """Return a number without needless zeros: 10, 2.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Sheet:
    """Collects figures and evidence for one finding about one document."""

    def __init__(self, question: Question, document: Fact | None = None) -> None:
        self.question = question
        self.document = document
        self.ceiling = document.total if isinstance(document, Invoice | Order) else None
        self._figures: list[Figure] = []
        self._evidence: dict[str, Evidence] = {}

    def note(self, fact: Fact, attribute: str, name: str = "", *, unit: str = "") -> None:
        """Write down one attribute of a record as proof; a number becomes a figure too."""
        proof = fact.evidence(attribute)
        self._evidence[proof.key] = proof
        value = getattr(fact, attribute)
        if isinstance(value, Money):
            self._add(name or attribute, value.value, value.currency, proof.key)
        elif isinstance(value, Decimal):
            self._add(name or attribute, value, unit, proof.key)

    def note_event(self, entry: TimelineEntry) -> None:
        """Write down what somebody outside told: who, what and when; a sum becomes a figure too."""
        said = f"{entry.text} on {entry.at.date()}"
        proof = Evidence(model=entry.model, id=entry.record_id or 0, field="type", value=said, label=entry.source)
        self._evidence[proof.key] = proof
        if entry.amount is not None:
            self._add("reported", entry.amount.value, entry.amount.currency, proof.key)

    def compute(self, name: str, value: Decimal | Money | int, *, unit: str = "") -> None:
        """Write down a number worked out from the others."""
        if isinstance(value, Money):
            self._add(name, value.value, value.currency, "")
        else:
            self._add(name, Decimal(value), unit, "")

    def _add(self, name: str, value: Decimal, unit: str, evidence: str) -> None:
        self._figures.append(Figure(name=name, value=value, unit=unit, evidence=evidence))

    @property
    def currency(self) -> str:
        """Return the document's currency, or that of the first account."""
        if self.ceiling:
            return self.ceiling.currency
        accounts = self.question.case.accounts
        return accounts[0].currency if accounts else "EUR"

    def supported(
        self, reason: Reason, amount: Money | None, arithmetic: str, missing: tuple[Missing, ...] = _NOTHING
    ) -> Finding:
        """Return that the books agree, for this much."""
        return self._finding(Outcome.SUPPORTED, reason, amount, arithmetic, missing)

    def refuted(
        self, reason: Reason, amount: Money | None, arithmetic: str, missing: tuple[Missing, ...] = _NOTHING
    ) -> Finding:
        """Return that the books say otherwise."""
        return self._finding(Outcome.REFUTED, reason, amount, arithmetic, missing)

    def undecided(
        self, reason: Reason, amount: Money | None, arithmetic: str, missing: tuple[Missing, ...] = _NOTHING
    ) -> Finding:
        """Return that the books cannot tell, and what could."""
        return self._finding(Outcome.UNDECIDED, reason, amount, arithmetic, missing)

    def _finding(
        self, outcome: Outcome, reason: Reason, amount: Money | None, arithmetic: str, missing: tuple[Missing, ...]
    ) -> Finding:
        intent = self.question.claim.intent
        return Finding(
            claim=self.question.index,
            intent=intent,
            check=intent.value.partition(".")[2],
            outcome=outcome,
            amount=self.capped(amount),
            claimed=self.question.claimed(self.currency),
            document=self.document.name if self.document else "",
            arithmetic=arithmetic,
            figures=tuple(self._figures),
            evidence=tuple(self._evidence.values()),
            missing=tuple(code.value for code in missing),
            reason=reason.value,
        )

    def capped(self, amount: Money | None) -> Money | None:
        """Return an amount no lower than nothing and no higher than the document's total."""
        if amount is None:
            return None
        value = max(Decimal(0), amount.value)
        if self.ceiling and self.ceiling.currency == amount.currency:
            value = min(value, abs(self.ceiling.value))
        return amount.with_value(value).rounded()
