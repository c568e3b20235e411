"""Does a suggestion reach the desk once, and is a wrong receipt noticed?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from propose.cases import NOW, case_file, grounds

from triage.deliver import deliver
from triage.domain.clearance import Clearance, Hold
from triage.domain.codes import Intent
from triage.domain.failures import Broken
from triage.domain.ports import TicketMessage
from triage.domain.proposal import Proposal
from triage.domain.suggestion import DeliveryState, Receipt, Suggestion


class FakeDesk:
    """A desk that keeps what it was shown, by key."""

    def __init__(self, **receipt: Any) -> None:
        self.shown: dict[str, Suggestion] = {}
        self.receipt = {"state": DeliveryState.DELIVERED, "ticket_id": 3} | receipt

    def show(self, suggestion: Suggestion) -> Receipt:
        found = suggestion.key in self.shown
        self.shown[suggestion.key] = suggestion
        return Receipt(**self.receipt, found=found)

    def list_customer_messages(self, *, since: datetime | None, limit: int) -> Iterable[TicketMessage]:
        return ()


def suggestion(**change: Any) -> Suggestion:
    values: dict[str, Any] = {
        "key": "c1/1",
        "case_id": "c1",
        "ticket_id": 3,
        "reading": grounds(Intent.STATEMENT).reading,
        "case_file": case_file(),
        "findings": (),
        "proposal": Proposal(summary=(), steps=()),
        "clearance": Clearance(cleared=True),
        "made_at": NOW,
    } | change
    return Suggestion(**values)


def test_a_suggestion_is_shown_and_the_second_time_it_is_found() -> None:
    desk = FakeDesk()
    assert deliver(suggestion(), desk=desk) == Receipt(state=DeliveryState.DELIVERED, ticket_id=3)
    assert deliver(suggestion(), desk=desk).found is True
    assert list(desk.shown) == ["c1/1"]


def test_a_held_suggestion_is_shown_with_its_holds() -> None:
    held = Clearance(cleared=False, holds=(Hold(guard="tone", reason="it shouts"),))
    desk = FakeDesk()
    deliver(suggestion(clearance=held), desk=desk)
    assert desk.shown["c1/1"].clearance.holds[0].guard == "tone"


def test_a_case_without_a_ticket_waits() -> None:
    desk = FakeDesk(state=DeliveryState.WAITING, ticket_id=None)
    assert deliver(suggestion(ticket_id=None), desk=desk).state is DeliveryState.WAITING


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"key": "c2/1"}, "key"),
        ({"clearance": Clearance(cleared=False)}, "clearance"),
        ({"clearance": Clearance(cleared=True, holds=(Hold(guard="tone", reason="it shouts"),))}, "clearance"),
    ],
)
def test_a_suggestion_that_contradicts_itself_is_not_shown(change: dict[str, Any], reason: str) -> None:
    desk = FakeDesk()
    with pytest.raises(Broken, match=reason):
        deliver(suggestion(**change), desk=desk)
    assert desk.shown == {}


@pytest.mark.parametrize("receipt", [{"ticket_id": None}, {"ticket_id": 4}])
def test_a_receipt_that_does_not_fit_is_noticed(receipt: dict[str, Any]) -> None:
    with pytest.raises(Broken, match="desk"):
        deliver(suggestion(), desk=FakeDesk(**receipt))
