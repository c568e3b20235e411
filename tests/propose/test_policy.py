"""Do the rules decide what they say, and are bad rules found out?"""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from propose.cases import BROKEN, INVOICE, case_file, eur, finding, grounds
from triage.domain.casefile import CaseFile
from triage.domain.codes import Flag, Intent
from triage.domain.failures import Broken
from triage.domain.findings import Outcome
from triage.domain.proposal import Approval, StepKind
from triage.domain.reading import DateMention
from triage.propose import Grounds, Policy, explain, faults_of, propose
from triage.propose.approval import approval_for, granted_in_period
from triage.propose.decide import working_day

SHIPPED = Path(__file__).parents[2] / "policies" / "default-1.yaml"
POLICY = Policy.load(SHIPPED)


def changed(tmp_path: Path, change: Any) -> Path:
    """Write the shipped policy with a change and return its path."""
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "changed.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def kinds(case: Grounds, policy: Policy = POLICY) -> list[StepKind]:
    return [step.kind for step in propose(case, policy=policy).steps]


def test_the_shipped_policy_is_sound_and_stands_on_every_proposal_with_its_hash() -> None:
    assert faults_of(POLICY) == []
    proposal = propose(grounds(Intent.STATEMENT), policy=POLICY)
    assert proposal.policy == POLICY.stamp
    assert POLICY.stamp.startswith("default-1@")


def test_a_comment_keeps_the_hash_and_a_changed_rule_changes_it(tmp_path: Path) -> None:
    commented = tmp_path / "commented.yaml"
    commented.write_text("# another comment\n" + SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    assert Policy.load(commented).stamp == POLICY.stamp
    longer = changed(tmp_path, lambda data: data.update(hold_days=21))
    assert Policy.load(longer).stamp != POLICY.stamp


@pytest.mark.parametrize(
    "fault",
    [
        lambda data: data.update(rules=[]),
        lambda data: data["rules"][0].update(colour="red"),
        lambda data: data["rules"][0]["steps"][0].update(kind="pay_out"),
        lambda data: data["rules"].append(data["rules"][0]),
        lambda data: data["approval"].update(tiers=[{"amount_up_to": "10", "approval": "one"}]),
        lambda data: data["approval"].update(tiers=[{"approval": "none"}]),
        lambda data: data.update(agent_language="da"),
        lambda data: data["rules"][0]["when"].update(segment=["nobody"]),
    ],
)
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, fault: Any) -> None:
    with pytest.raises(Broken, match="cannot be used"):
        Policy.load(changed(tmp_path, fault))


def test_a_rule_that_earlier_rules_shadow_is_found(tmp_path: Path) -> None:
    def add(data: dict[str, Any]) -> None:
        step = {"kind": "task", "owner": "sales", "due_days": 1, "text": "Look."}
        data["rules"].append({"id": "TOO-LATE", "when": {"intent": ["dispute.price"]}, "steps": [step]})

    with pytest.raises(Broken, match="TOO-LATE can never fire"):
        Policy.load(changed(tmp_path, add))


def test_a_rule_with_an_empty_range_is_found(tmp_path: Path) -> None:
    def narrow(data: dict[str, Any]) -> None:
        data["rules"][0]["when"].update(amount_over="500", amount_up_to="500")

    with pytest.raises(Broken, match="can never fire: its range is empty"):
        Policy.load(changed(tmp_path, narrow))


def test_two_rules_that_credit_and_refuse_the_same_claim_contradict_each_other(tmp_path: Path) -> None:
    def add(data: dict[str, Any]) -> None:
        step = {"kind": "refuse_claim", "owner": "sales", "due_days": 1, "text": "Refuse."}
        rule = {"id": "SMALL-REFUSED", "when": {"outcome": ["supported"], "amount_up_to": "20"}, "steps": [step]}
        data["rules"].insert(1, rule)

    with pytest.raises(Broken, match="SMALL-REFUSED and GOODS-PROVEN contradict"):
        Policy.load(changed(tmp_path, add))


def test_a_special_case_may_stand_before_the_general_rule_it_differs_from(tmp_path: Path) -> None:
    def add(data: dict[str, Any]) -> None:
        step = {"kind": "refuse_claim", "owner": "sales", "due_days": 1, "text": "Refuse."}
        when = {"intent": ["dispute.short_shipment"], "outcome": ["supported"], "amount_up_to": "5"}
        data["rules"].insert(0, {"id": "TRIFLE", "when": when, "steps": [step]})

    assert Policy.load(changed(tmp_path, add)).rules[0].id == "TRIFLE"


def test_two_missing_of_ten_lead_to_a_credit_note_of_250_that_one_person_approves() -> None:
    case = grounds(Intent.SHORT_SHIPMENT, findings=(finding(Intent.SHORT_SHIPMENT, Outcome.SUPPORTED),))
    first, hold, *_ = propose(case, policy=POLICY).steps
    assert (first.kind, first.amount, first.approval) == (StepKind.CREDIT_NOTE, eur("250.00"), Approval.ONE)
    assert (first.financial, first.rule, first.document, first.finding) == (True, "GOODS-PROVEN", INVOICE.name, 0)
    assert (hold.kind, hold.amount, hold.until) == (StepKind.HOLD_REMINDERS, eur("250.00"), dt.date(2026, 3, 26))


def test_splitting_a_claim_does_not_avoid_the_second_person() -> None:
    assert approval_for(eur("900"), Decimal(0), POLICY) is Approval.ONE
    assert approval_for(eur("900"), Decimal(1700), POLICY) is Approval.TWO
    assert approval_for(eur("1000.01"), Decimal(0), POLICY) is Approval.TWO


def test_credit_notes_of_the_period_and_of_the_same_mail_count_together() -> None:
    credit = INVOICE.model_copy(
        update={
            "id": 43,
            "name": "RINV/1",
            "move_type": "out_refund",
            "total": eur("2000"),
            "invoice_date": dt.date(2026, 2, 1),
        }
    )
    books = case_file(invoices=(INVOICE, credit))
    case = grounds(
        Intent.SHORT_SHIPMENT,
        Intent.PRICE,
        books=books,
        findings=(
            finding(Intent.SHORT_SHIPMENT, Outcome.SUPPORTED, claim=0, amount=eur("300")),
            finding(Intent.CHARGES, Outcome.SUPPORTED, claim=1, amount=eur("300")),
        ),
    )
    assert granted_in_period(case, POLICY) == 2000
    financial = [step for step in propose(case, policy=POLICY).steps if step.financial]
    assert [step.approval for step in financial] == [Approval.ONE]


def test_an_amount_in_an_unknown_currency_needs_two_persons() -> None:
    assert approval_for(eur("1").model_copy(update={"currency": "XAF"}), Decimal(0), POLICY) is Approval.TWO
    assert approval_for(None, Decimal(0), POLICY) is Approval.TWO


@pytest.mark.parametrize(
    ("case", "kind", "reason"),
    [
        (
            grounds(Intent.PRICE, findings=(finding(Intent.PRICE, Outcome.SUPPORTED, amount=None),)),
            StepKind.CREDIT_NOTE,
            "no amount is proven",
        ),
        (
            grounds(Intent.PRICE, findings=(finding(Intent.PRICE, Outcome.SUPPORTED, amount=eur("9999")),)),
            StepKind.CREDIT_NOTE,
            "it is more than the invoice",
        ),
        (
            grounds(Intent.PRICE, findings=(finding(Intent.PRICE, Outcome.SUPPORTED),), flags=(Flag.BANK_CHANGE,)),
            StepKind.CREDIT_NOTE,
            "bank details",
        ),
        (
            grounds(
                Intent.DAMAGED_GOODS, findings=(finding(Intent.DAMAGED_GOODS, Outcome.UNDECIDED, missing=("photos",)),)
            ),
            StepKind.HOLD_REMINDERS,
            "the disputed part is not known yet",
        ),
        (
            grounds(Intent.PLAN_REQUEST, books=case_file(promises=(BROKEN,))),
            StepKind.PAYMENT_PLAN,
            "earlier promises were broken",
        ),
        (
            grounds(Intent.PROOF_OF_DELIVERY, books=case_file(deliveries=())),
            StepKind.SEND_POD,
            "no proof of delivery",
        ),
        (grounds(Intent.STATEMENT, books=case_file(accounts=())), StepKind.SEND_STATEMENT, "no account"),
        (grounds(Intent.PROMISE), StepKind.RECORD_PROMISE, "no day is named"),
        (
            grounds(Intent.REMITTANCE, findings=(finding(Intent.REMITTANCE, Outcome.SUPPORTED),)),
            StepKind.MATCH_PAYMENT,
            "no payment waits",
        ),
    ],
)
def test_what_was_considered_and_blocked_is_shown_with_its_reason(case: Grounds, kind: StepKind, reason: str) -> None:
    proposal = propose(case, policy=POLICY)
    assert any(blocked.kind is kind and reason in blocked.reason for blocked in proposal.blocked)
    assert kind not in {step.kind for step in proposal.steps}


def test_reminders_rest_for_no_more_than_is_open() -> None:
    books = case_file(invoices=(INVOICE.model_copy(update={"open": eur("100")}),))
    case = grounds(Intent.PRICE, books=books, findings=(finding(Intent.PRICE, Outcome.SUPPORTED),))
    hold = next(s for s in propose(case, policy=POLICY).steps if s.kind is StepKind.HOLD_REMINDERS)
    assert hold.amount == eur("100")


def test_a_promise_is_recorded_with_its_day_and_a_third_one_is_called_about() -> None:
    friday = (DateMention(date=dt.date(2026, 3, 20), role="promised", text="Friday next week"),)
    step = propose(grounds(Intent.PROMISE, dates=friday), policy=POLICY).steps[0]
    assert (step.kind, step.until) == (StepKind.RECORD_PROMISE, dt.date(2026, 3, 20))
    again = grounds(Intent.PROMISE, dates=friday, books=case_file(promises=(BROKEN, BROKEN)))
    assert kinds(again)[:2] == [StepKind.CALL, StepKind.RECORD_PROMISE]
    past = (DateMention(date=dt.date(2026, 3, 1), role="promised", text="1 March"),)
    assert StepKind.RECORD_PROMISE not in kinds(grounds(Intent.PROMISE, dates=past))


@pytest.mark.parametrize(
    ("intent", "outcome", "first"),
    [
        (Intent.NON_DELIVERY, Outcome.REFUTED, StepKind.REFUSE_CLAIM),
        (Intent.CHARGES, Outcome.SUPPORTED, StepKind.WAIVE_FEE),
        (Intent.TAX, Outcome.SUPPORTED, StepKind.REISSUE_INVOICE),
        (Intent.REFUND_REQUEST, Outcome.SUPPORTED, StepKind.REFUND),
        (Intent.INVOICE_COPY, Outcome.SUPPORTED, StepKind.SEND_INVOICE),
        (Intent.PROOF_OF_DELIVERY, Outcome.SUPPORTED, StepKind.SEND_POD),
        (Intent.STATEMENT, Outcome.UNDECIDED, StepKind.SEND_STATEMENT),
        (Intent.BANK_DETAILS, Outcome.UNDECIDED, StepKind.ESCALATE),
        (Intent.INSOLVENCY, Outcome.UNDECIDED, StepKind.ESCALATE),
        (Intent.COMPLAINT, Outcome.UNDECIDED, StepKind.CALL),
        (Intent.PLAN_REQUEST, Outcome.UNDECIDED, StepKind.PAYMENT_PLAN),
        (Intent.ORDER_CHANGE, Outcome.UNDECIDED, StepKind.TASK),
        (Intent.AUTO_REPLY, Outcome.UNDECIDED, StepKind.NOTHING),
    ],
)
def test_each_intent_has_its_first_step(intent: Intent, outcome: Outcome, first: StepKind) -> None:
    assert kinds(grounds(intent, findings=(finding(intent, outcome),)))[0] is first


def test_every_intent_ends_in_steps_and_everything_financial_asks_for_a_person() -> None:
    for intent in Intent:
        for outcome in Outcome:
            proposal = propose(grounds(intent, findings=(finding(intent, outcome),)), policy=POLICY)
            assert proposal.steps, intent
            assert all(step.approval is not Approval.NONE for step in proposal.steps if step.financial)
            assert all(step.due and step.due.weekday() < 5 and step.owner for step in proposal.steps)


def test_an_unproven_sender_gets_no_claim_decided() -> None:
    case = grounds(
        Intent.SHORT_SHIPMENT,
        findings=(finding(Intent.SHORT_SHIPMENT, Outcome.SUPPORTED),),
        books=case_file(proven=False),
    )
    assert not any(step.financial or step.amount for step in propose(case, policy=POLICY).steps)
    assert "SENDER-UNPROVEN" in {step.rule for step in propose(case, policy=POLICY).steps}


def test_the_explanation_tells_which_rule_spoke_and_why_the_others_did_not() -> None:
    case = grounds(Intent.PRICE, findings=(finding(Intent.PRICE, Outcome.REFUTED),))
    told = explain(case, policy=POLICY)
    assert [c.rule for c in told if c.fired and c.topic != "case"] == ["INVOICE-REFUTED"]
    assert next(c for c in told if c.rule == "GOODS-PROVEN").because == "intent does not fit"
    assert {"ANSWER", "TICKET-NEW"} <= {c.rule for c in told if c.fired}


def test_the_score_adds_up_from_parts_a_collector_understands() -> None:
    late = INVOICE.model_copy(update={"due_date": dt.date(2025, 12, 1)})
    books = case_file(invoices=(late,), promises=(BROKEN,))
    case = grounds(Intent.PRICE, findings=(finding(Intent.PRICE, Outcome.SUPPORTED, amount=eur("1200")),), books=books)
    priority = propose(case, policy=POLICY).priority
    assert priority.parts == {"amount": 15, "overdue_days": 25, "broken_promise": 8}
    assert priority.score == 48


def test_due_days_are_working_days() -> None:
    assert working_day(dt.date(2026, 3, 13), 1) == dt.date(2026, 3, 16)
    assert working_day(dt.date(2026, 3, 14), 0) == dt.date(2026, 3, 16)
    assert working_day(dt.date(2026, 3, 12), 3) == dt.date(2026, 3, 17)


def test_an_empty_case_file_never_leads_to_money() -> None:
    empty = CaseFile(as_of=case_file().as_of, sender=case_file().sender)
    for intent in Intent:
        assert not [
            s
            for s in propose(grounds(intent, books=empty), policy=POLICY).steps
            if s.kind in {StepKind.CREDIT_NOTE, StepKind.REFUND, StepKind.WAIVE_FEE, StepKind.WRITE_OFF}
        ]
