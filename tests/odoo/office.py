"""What do the contract tests work with? Books and desk over one Odoo, real, recorded or in memory."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from triage.domain.casefile import CaseFile, MatchBasis, PartnerMatch, Sender
from triage.domain.clearance import Clearance
from triage.domain.codes import Intent
from triage.domain.failures import RetryLater
from triage.domain.findings import Evidence, Finding, Outcome
from triage.domain.money import Money
from triage.domain.proposal import Approval, Draft, Proposal, Step, StepKind, SummaryLine
from triage.domain.reading import Claim, Reading
from triage.domain.suggestion import Suggestion
from triage.odoo.books import OdooBooks
from triage.odoo.desk import OdooDesk
from triage.odoo.permits import BooksTransport, DeskTransport
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.transport import Domain, Row, Transport


@dataclass
class Office:
    """Books and desk over one transport. `look` reads rows past the allow-list, as an administrator would."""

    transport: Transport
    look: Callable[[str, Domain, Sequence[str]], list[Row]]
    tag: str = "sandbox"  # keeps the cases of two offices over one Odoo apart

    def case(self, name: str) -> str:
        return f"{self.tag}-{name}"

    @property
    def books(self) -> OdooBooks:
        return OdooBooks(BooksTransport(self.transport), clock=lambda: WORLD_NOW)

    @property
    def desk(self) -> OdooDesk:
        return self.desk_over(self.transport)

    def desk_over(self, transport: Transport) -> OdooDesk:
        return OdooDesk(DeskTransport(transport), clock=lambda: WORLD_NOW, database="world")

    def notes(self, ticket: int) -> list[Row]:
        domain = [("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket), ("body", "ilike", "[triage:")]
        domain.append(("message_type", "=", "comment"))  # not what Odoo notes when an activity is done
        return self.look("mail.message", domain, ["body", "message_type", "subtype_id"])

    def activities(self, ticket: int) -> list[Row]:
        domain = [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", ticket), ("note", "ilike", "[triage:")]
        return self.look("mail.activity", [*domain, ("active", "in", [True, False])], ["note", "active", "summary"])

    def ticket(self, number: str) -> int:
        (row,) = self.look("helpdesk.ticket", [("number", "=", number)], ["number"])
        return int(row["id"])


class LosesAnswer:
    """A transport whose answer to one method is lost once, after Odoo has done it: as when we are killed right then."""

    def __init__(self, inner: Transport, method: str) -> None:
        self._inner, self._method, self.lost = inner, method, False

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        return self._inner.search_read(model, domain, fields, limit=limit, order=order)

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        answer = self._inner.execute(model, method, ids, arguments)
        if method == self._method and not self.lost:
            self.lost = True
            raise RetryLater("the answer was lost")
        return answer


def suggestion(ticket_id: int | None, *, case_id: str = "c-1", revision: int = 1, words: str = "") -> Suggestion:
    """Return a suggestion over a short shipment of 2 pumps for 500.00, with a hostile quote where `words` has one."""
    proof = Evidence(model="account.move.line", id=1001, field="quantity", value="10", label="INV/2026/00101")
    stake = Money(value=Decimal("500.00"), currency="EUR")
    claim = Claim(intent=Intent.SHORT_SHIPMENT, quote=words or "only 8 pumps arrived")
    partner = PartnerMatch(partner=_partner(), basis=MatchBasis.ADDRESS, score=1.0, why="the same address")
    return Suggestion(
        key=f"{case_id}/{revision}",
        case_id=case_id,
        ticket_id=ticket_id,
        revision=revision,
        reading=Reading(
            message_id="m@brightline.example", reply="only 8 pumps arrived", language="en",
            primary=Intent.SHORT_SHIPMENT, confidence=0.93, abstained=False, claims=(claim,), versions={"rules": "3"},
        ),
        case_file=CaseFile(as_of=WORLD_NOW, sender=Sender(match=partner, proven=True)),
        findings=(
            Finding(
                claim=0, intent=Intent.SHORT_SHIPMENT, check="short_shipment", outcome=Outcome.SUPPORTED, amount=stake,
                document="INV/2026/00101", arithmetic="(10 billed - 8 shipped) x 250.00 = 500.00", evidence=(proof,),
            ),
        ),
        proposal=Proposal(
            summary=(SummaryLine(text="2 of 10 pumps were billed and not shipped.", sources=("mail",)),),
            steps=(
                Step(
                    kind=StepKind.CREDIT_NOTE, text="Credit 2 pumps", financial=True, amount=stake,
                    approval=Approval.ONE, rule="short.credit", due=dt.date(2026, 11, 18),
                ),
            ),
            draft=Draft(language="en", subject="INV/2026/00101", body="Dear Dana,\nyou are right.", writer="templates"),
            policy="default-1@abc",
        ),
        clearance=Clearance(cleared=True),
        made_at=WORLD_NOW,
    )  # fmt: skip


def _partner() -> Any:
    from triage.domain.facts import Partner

    return Partner(id=6, name="Brightline Retail Ltd", commercial_id=6)
