"""What would people have done? Decisions over the sandbox's cases, made from their known truth.

The plan is drawn by dice with a seed; what was drawn is returned, so that every figure of a report can be checked
against a count over the plan.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from triage.commands.household import Household
from triage.domain.decisions import Decision, DecisionKind
from triage.domain.message import RawMessage
from triage.journey import LEGS
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import list_mails
from triage.store.legs import LegResult, Outcome

AGENTS = ("Agnes Agent", "Basil Book", "Cora Collect")
DRAFT = {"figures": ("You get 500.00 EUR.", "You get 450.00 EUR."), "tone": ("Dear Sir,", "Hello,")}


class HouseRoad:
    """The road of a real household: its journey, run in this process, and its book of decisions."""

    def __init__(self, house: Household) -> None:
        self.house = house

    def accept(self, raw: RawMessage) -> str:
        """Take a mail in and return its case."""
        return self.house.journey.accept(raw).case_id

    def travel(self, case_id: str) -> str:
        """Carry a case down the whole road and return the intent that was read; empty where nothing is shown."""
        result = LegResult(outcome=Outcome.ON)
        for leg in range(len(LEGS)):
            result = self.house.journey.run(case_id, leg)
            if result.outcome is not Outcome.ON:
                break
        self.house.journey.settle(case_id, result)
        reading = self.house.casebook.load_nouns(case_id).get("reading", {})
        return "" if result.outcome is Outcome.IGNORED else str(reading.get("primary", ""))

    def decide(self, decision: Decision) -> None:
        """Tell the house what a person did."""
        self.house.decisions.record(decision)


@dataclass(frozen=True, slots=True)
class Planned:
    """What one simulated person did with one case."""

    case_id: str
    received_at: datetime
    read: str
    truth: str
    agent: str
    kind: DecisionKind
    parts: tuple[str, ...] = ()
    reason: str = ""
    minutes: int = 0
    approval: DecisionKind | None = None
    difference: dict[str, Any] = field(default_factory=dict)


def simulate(road: HouseRoad, *, start: datetime, days: int, limit: int, seed: int = 1) -> list[Planned]:
    """Take the worked world's mails in over `days`, decide on each that is shown, and return what was done."""
    dice, plans = random.Random(seed), []
    for number, (situation, content) in enumerate(list_mails(packaged_world())[:limit]):
        if situation.truth is None:
            continue
        at = start + timedelta(days=number * days / limit, minutes=dice.randrange(600))
        case_id = road.accept(RawMessage(content=content, received_at=at, source="file"))
        read = road.travel(case_id)
        if read and dice.random() < 0.9:
            plan = _plan(dice, case_id, at, read, situation.truth.primary.value)
            for decision in decisions_of(plan):
                road.decide(decision)
            plans.append(plan)
    return plans


def _plan(dice: random.Random, case_id: str, at: datetime, read: str, truth: str) -> Planned:
    """Return what this person does: a wrong meaning is put right or rejected, a right one mostly accepted."""
    agent, minutes = dice.choice(AGENTS), dice.randrange(3, 2000)
    if read != truth:
        if dice.random() < 0.5:
            reason = DecisionKind.REJECTED, "wrong_intent"
            return Planned(case_id, at, read, truth, agent, reason[0], (), reason[1], minutes)
        change = {"reading": {"primary": {"before": read, "after": truth}}}
        return Planned(case_id, at, read, truth, agent, DecisionKind.EDITED, ("meaning",), "", minutes, None, change)
    roll = dice.random()
    if roll < 0.6:
        approval = dice.choice([DecisionKind.APPROVED, DecisionKind.REFUSED, None])
        return Planned(case_id, at, read, truth, agent, DecisionKind.ACCEPTED, (), "", minutes, approval)
    if roll < 0.85:
        parts = tuple(p for p in ("figures", "tone", "steps") if dice.random() < 0.5) or ("tone",)
        return Planned(case_id, at, read, truth, agent, DecisionKind.EDITED, parts, "", minutes, None, _edit(parts))
    return Planned(case_id, at, read, truth, agent, DecisionKind.REJECTED, (), "already_settled", minutes)


def _edit(parts: Sequence[str]) -> dict[str, Any]:
    """Return a difference as the addon tells it: the draft as a unified diff, steps by themselves."""
    lines = [f"-{before}\n+{after}" for part, (before, after) in DRAFT.items() if part in parts]
    draft = {"draft": "--- shown\n+++ sent\n@@\n" + "\n".join(lines)} if lines else {}
    steps = {"steps": {"before": ["credit_note"], "after": ["reply"]}} if "steps" in parts else {}
    return {**draft, **steps}


def decisions_of(plan: Planned) -> list[Decision]:
    """Return the plan as the decisions that Odoo would send."""
    at = plan.received_at + timedelta(minutes=plan.minutes, seconds=30)
    common: dict[str, Any] = {"case_id": plan.case_id, "revision": 1, "by": plan.agent}
    made = [
        Decision(
            id=f"sim/{plan.case_id}/1", kind=plan.kind, at=at, reason=plan.reason, difference=plan.difference, **common
        )
    ]
    if plan.approval:
        later = at + timedelta(minutes=plan.minutes)
        made.append(
            Decision(id=f"sim/{plan.case_id}/2", kind=plan.approval, at=later, **{**common, "by": "Ada Approver"})
        )
    return made
