"""Which rules decide the next step? The policy file: its schema, its hash and the terms it holds."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from triage.domain.codes import LANGUAGES, Flag, Intent
from triage.domain.failures import Broken
from triage.domain.findings import Outcome
from triage.domain.money import Money
from triage.domain.noun import Noun
from triage.domain.proposal import FINANCIAL, Approval, StepKind
from triage.domain.terms import ClaimTerms
from triage.domain.yaml_text import read_yaml

Team = Literal["collections", "customer_service", "warehouse", "sales", "logistics", "tax", "legal", "fraud"]
Holder = Literal["customer", "collections", "customer_service", "warehouse", "sales", "logistics", "tax", "legal"]


class When(Noun):
    """When a rule fits. What is not named does not matter; lists mean any of these; amounts in policy currency."""

    intent: tuple[Intent, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    reason: tuple[str, ...] = ()
    flag: tuple[Flag, ...] = ()
    segment: tuple[str, ...] = ()
    proven: bool | None = None
    abstained: bool | None = None
    asks_customer: bool | None = None  # something is missing that only the customer can send
    has_ticket: bool | None = None
    twin_ticket: bool | None = None  # another open ticket of the customer names the same document
    amount_over: Decimal | None = None
    amount_up_to: Decimal | None = None
    overdue_days_over: int | None = None
    overdue_days_up_to: int | None = None
    broken_promises_over: int | None = None
    broken_promises_up_to: int | None = None

    @field_validator("intent", mode="before")
    @classmethod
    def _families(cls, value: object) -> object:
        """Let `dispute.*` stand for the whole family."""
        if not isinstance(value, list | tuple):
            return value
        whole = [i for v in value for i in Intent if str(v).endswith(".*") and i.family == str(v)[:-2]]
        return [*(v for v in value if not str(v).endswith(".*")), *whole]


class StepPlan(Noun):
    """A step that a rule asks for. `text` holds tokens in braces, bound to evidence when rendered."""

    kind: StepKind
    owner: Team
    due_days: int = Field(ge=0, le=90, description="working days")
    text: str
    otherwise: "StepPlan | None" = None  # proposed instead when this one is blocked


class RefusedStep(Noun):
    """A step that a rule considered and rejects, with the reason that is shown."""

    kind: StepKind
    reason: str


class Rule(Noun):
    """One rule. Of the claim rules the first that fits decides; of the case rules every one that fits speaks."""

    id: str = Field(pattern=r"^[A-Z][A-Z0-9-]+$")
    scope: Literal["claim", "case"] = "claim"
    when: When = When()
    steps: tuple[StepPlan, ...] = ()
    blocks: tuple[RefusedStep, ...] = ()
    note: str = ""


class Tier(Noun):
    """Who must agree, up to an amount and up to what the customer got in the period; none named: no limit."""

    amount_up_to: Decimal | None = None
    exposure_up_to: Decimal | None = None
    approval: Approval


class ApprovalTerms(Noun):
    """How many persons agree to a financial step."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    rates: dict[str, Decimal] = Field(default_factory=dict)  # policy currency for one unit; unknown: the last tier
    exposure_days: int = Field(default=90, ge=1)
    tiers: tuple[Tier, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _money_needs_a_name(self) -> Self:
        last = self.tiers[-1]
        if last.amount_up_to is not None or last.exposure_up_to is not None:
            raise ValueError("the last approval tier must have no limit")
        if any(tier.approval is Approval.NONE for tier in self.tiers):
            raise ValueError("a financial step always needs at least one person")
        return self


class Segment(Noun):
    """A kind of customer: the first whose limits are reached is theirs."""

    name: str
    credit_limit_from: Decimal | None = None
    open_from: Decimal | None = None


class PlanTerms(Noun):
    """Within which bounds instalments may be proposed; months are calendar months."""

    instalments_up_to: int = Field(default=3, ge=2)
    amount_up_to: Decimal = Decimal(10000)
    broken_promises_up_to: int = 0


class Band(Noun):
    """Points from a threshold on."""

    at_least: Decimal
    points: int = Field(ge=0)


class PriorityTerms(Noun):
    """What makes a case urgent; within a list the highest band reached counts."""

    amount: tuple[Band, ...]
    overdue_days: tuple[Band, ...]
    broken_promise: int = Field(default=10, ge=0)
    service_level: dict[Intent, int] = Field(default_factory=dict)
    flags: dict[Flag, int] = Field(default_factory=dict)
    sentiment: dict[Intent, int] = Field(default_factory=dict)


class Policy(Noun):
    """A release of the rules. `stamp` stands on every suggestion that it decided."""

    name: str
    version: int
    agent_language: str = "en"
    allow_model: bool = True  # False forbids any call to a model outside, whatever is configured
    closed_companies: tuple[int, ...] = ()  # our companies (Odoo ids) whose cases never go to a model
    hold_days: int = Field(default=14, ge=1)  # calendar days that reminders rest
    promise_grace_days: int = Field(default=3, ge=0)
    write_off_up_to: Decimal = Field(default=Decimal(0), ge=0)  # a rest of this size may be proposed to be let go
    claim_terms: ClaimTerms = ClaimTerms()
    approval: ApprovalTerms
    segments: tuple[Segment, ...] = (Segment(name="standard"),)
    plan: PlanTerms = PlanTerms()
    priority: PriorityTerms
    evidence: dict[str, Holder]  # what can be missing, and who has it
    rules: tuple[Rule, ...] = Field(min_length=1)
    switched_off: tuple[Intent, ...] = ()  # read, and held for a person: no step, no draft

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if doubled := {i for i in ids if ids.count(i) > 1}:
            raise ValueError(f"rule ids used twice: {sorted(doubled)}")
        if self.agent_language not in LANGUAGES:
            raise ValueError("unknown agent language")
        known = {segment.name for segment in self.segments}
        if strange := {name for rule in self.rules for name in rule.when.segment} - known:
            raise ValueError(f"unknown segments: {sorted(strange)}")
        return self

    def allows_model(self, companies: set[int]) -> bool:
        """Tell whether a case of these companies of ours may be shown to a model outside."""
        return self.allow_model and not companies & set(self.closed_companies)

    @property
    def stamp(self) -> str:
        """Return `name-version@hash`, the hash over the content without comments and layout."""
        content = self.as_json()
        if not self.switched_off:  # as it was hashed before it could be
            del content["switched_off"]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return f"{self.name}-{self.version}@{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a policy file; raises `Broken` when it is not one, or when its rules contradict each other."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise Broken(f"policy {path.name} cannot be used: {error}") from error
        return cls.parse(text, name=path.name)

    @classmethod
    def parse(cls, text: str, *, name: str) -> Self:
        """Return the policy of a YAML text; raises `Broken` like `load`."""
        from triage.propose.soundness import faults_of

        try:
            policy = cls.model_validate(read_yaml(text))
        except (yaml.YAMLError, ValidationError) as error:
            raise Broken(f"policy {name} cannot be used: {error}") from error
        if faults := faults_of(policy):
            raise Broken(f"policy {name} is unsound: {'; '.join(faults)}")
        return policy


def is_financial(kind: StepKind) -> bool:
    """Tell whether a step moves money or credit, and so needs an approval."""
    return kind in FINANCIAL


def converted(amount: Money | None, policy: Policy) -> Decimal | None:
    """Return an amount in policy currency, without its sign; None where the policy knows no rate."""
    if amount is None:
        return None
    rates = {policy.approval.currency: Decimal(1), **policy.approval.rates}
    rate = rates.get(amount.currency)
    return None if rate is None else abs(amount.value) * rate
