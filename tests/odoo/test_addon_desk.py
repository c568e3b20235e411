"""Is a suggestion shown in the addon where it is installed, once, and are decisions read back?"""

import pytest
from office import LosesAnswer, suggestion
from standin import UUID, AddonStandin

from triage.domain.failures import Broken, RetryLater
from triage.domain.suggestion import DeliveryState
from triage.odoo.addon import AddonDesk, ChosenDesk
from triage.odoo.desk import OdooDesk
from triage.odoo.permits import DeskTransport
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.transport import SandboxTransport
from triage.odoo.transport import Transport

CASE = "c-0123456789abcdef01234567"


@pytest.fixture
def sandbox() -> SandboxTransport:
    return SandboxTransport(compile_world(packaged_world()), clock=lambda: WORLD_NOW)


@pytest.fixture
def odoo(sandbox: SandboxTransport) -> AddonStandin:
    return AddonStandin(sandbox)


def chosen(transport: Transport) -> ChosenDesk:
    permitted = DeskTransport(transport)
    return ChosenDesk(permitted, OdooDesk(permitted, clock=lambda: WORLD_NOW, database="world"))


def test_where_the_addon_is_the_suggestion_is_a_record_and_no_note(
    odoo: AddonStandin, sandbox: SandboxTransport
) -> None:
    before = len(sandbox.rows("mail.message"))
    receipt = chosen(odoo).show(suggestion(1001, case_id=CASE))
    assert (receipt.state, receipt.suggestion_id, receipt.ticket_id) == (DeliveryState.DELIVERED, 1, 1001)
    assert len(sandbox.rows("mail.message")) == before
    assert odoo.suggestions[f"{CASE}/1"]["findings"][0]["amount"] == {"value": "500.00", "currency": "EUR"}


def test_where_it_is_not_the_suggestion_is_a_note(sandbox: SandboxTransport) -> None:
    receipt = chosen(sandbox).show(suggestion(1001, case_id=CASE))
    assert receipt.message_id is not None
    assert receipt.suggestion_id is None
    assert chosen(sandbox).list_decisions(after=0, limit=10) == ()


def test_shown_twice_it_is_one_record_and_found(odoo: AddonStandin) -> None:
    desk = chosen(odoo)
    first, again = desk.show(suggestion(1001, case_id=CASE)), desk.show(suggestion(1001, case_id=CASE))
    assert (first.found, again.found) == (False, True)
    assert first.suggestion_id == again.suggestion_id
    assert len(odoo.suggestions) == 1


def test_killed_between_the_call_and_the_record_it_is_found_again(odoo: AddonStandin) -> None:
    with pytest.raises(RetryLater):
        chosen(LosesAnswer(odoo, "receive")).show(suggestion(1001, case_id=CASE))
    receipt = chosen(odoo).show(suggestion(1001, case_id=CASE))
    assert (receipt.found, receipt.state) == (True, DeliveryState.DELIVERED)
    assert len(odoo.suggestions) == 1


def test_without_a_ticket_it_waits_in_the_addons_inbox(odoo: AddonStandin) -> None:
    receipt = chosen(odoo).show(suggestion(None, case_id=CASE))
    assert (receipt.state, receipt.ticket_id, receipt.suggestion_id) == (DeliveryState.WAITING, None, 1)


def test_a_revision_that_comes_late_is_superseded(odoo: AddonStandin) -> None:
    desk = chosen(odoo)
    desk.show(suggestion(1001, case_id=CASE, revision=2))
    assert desk.show(suggestion(1001, case_id=CASE, revision=1)).state is DeliveryState.SUPERSEDED


def test_decisions_come_in_the_order_of_the_outbox(odoo: AddonStandin) -> None:
    for kind in ("edited", "approved", "lapsed"):
        odoo.decide(CASE, kind)
    desk = chosen(odoo)
    first = desk.list_decisions(after=0, limit=2)
    rest = desk.list_decisions(after=2, limit=2)
    assert [row["kind"] for row in [*first, *rest]] == ["edited", "approved", "lapsed"]
    assert [row["id"] for row in rest] == [f"{UUID}/3"]


def test_nonsense_for_a_receipt_is_told_as_broken(odoo: AddonStandin) -> None:
    odoo._receive = lambda payload: {"id": "?"}  # type: ignore[method-assign]
    with pytest.raises(Broken):
        chosen(odoo).show(suggestion(1001, case_id=CASE))


def test_an_odoo_that_is_out_is_asked_again_and_not_taken_for_one_without_the_addon(odoo: AddonStandin) -> None:
    class Out(AddonStandin):
        is_out = True

        def execute(self, model, method, ids, arguments):  # type: ignore[no-untyped-def]
            if self.is_out:
                raise RetryLater("Odoo does not answer")
            return super().execute(model, method, ids, arguments)

    out = Out(odoo)
    desk = chosen(out)
    with pytest.raises(RetryLater):
        desk.show(suggestion(1001, case_id=CASE))
    out.is_out = False
    assert desk.show(suggestion(1001, case_id=CASE)).suggestion_id == 1


def test_the_addon_can_be_demanded(sandbox: SandboxTransport) -> None:
    permitted = DeskTransport(sandbox)
    with pytest.raises(Exception, match=r"the sandbox has no triage\.suggestion"):
        AddonDesk(permitted, OdooDesk(permitted, clock=lambda: WORLD_NOW)).show(suggestion(1001, case_id=CASE))
