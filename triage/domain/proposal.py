"""What would we do? Summary, next steps and a draft reply: proposed, never done."""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from triage.domain.codes import Intent
from triage.domain.money import Money
from triage.domain.noun import Noun


class StepKind(StrEnum):
    """The closed list of things we may propose."""

    REPLY = "reply"
    ASK_EVIDENCE = "ask_evidence"
    SEND_INVOICE = "send_invoice"
    SEND_STATEMENT = "send_statement"
    SEND_POD = "send_pod"
    SEND_DOCUMENT = "send_document"
    TASK = "task"
    CALL = "call"
    RECORD_PROMISE = "record_promise"
    PAYMENT_PLAN = "payment_plan"
    HOLD_REMINDERS = "hold_reminders"
    CREDIT_NOTE = "credit_note"
    REISSUE_INVOICE = "reissue_invoice"
    WRITE_OFF = "write_off"
    WAIVE_FEE = "waive_fee"
    REFUND = "refund"
    REFUSE_CLAIM = "refuse_claim"
    CREDIT_HOLD = "credit_hold"
    MATCH_PAYMENT = "match_payment"
    ESCALATE = "escalate"
    CREATE_TICKET = "create_ticket"
    MERGE_TICKET = "merge_ticket"
    NOTHING = "nothing"


FINANCIAL = frozenset(
    {
        StepKind.CREDIT_NOTE,
        StepKind.REISSUE_INVOICE,
        StepKind.WRITE_OFF,
        StepKind.WAIVE_FEE,
        StepKind.REFUND,
        StepKind.CREDIT_HOLD,
    }
)


SWITCHED_OFF = "switched_off"  # in a proposal's versions: the intents for which a supervisor wants no suggestions


class Approval(StrEnum):
    """How many named persons must agree."""

    NONE = "none"
    ONE = "one"
    TWO = "two"


class Step(Noun):
    """One next step, in order, with the rule that asked for it."""

    kind: StepKind
    text: str
    financial: bool
    amount: Money | None = None
    approval: Approval = Approval.NONE
    rule: str
    owner: str = ""  # team: collections, customer_service, warehouse, sales, logistics, tax, legal
    due: dt.date | None = None
    document: str = ""
    until: dt.date | None = None  # end of a hold
    finding: int | None = None  # index in findings


class BlockedStep(Noun):
    """A step that was considered and not proposed."""

    kind: StepKind
    rule: str
    reason: str


class SummaryLine(Noun):
    """One line for the agent; `sources` name a quote ("mail"), evidence keys, or a model's "opinion"."""

    text: str
    sources: tuple[str, ...]


class Draft(Noun):
    """The reply a person may send. `writer` says who phrased it: templates or a model's name."""

    language: str
    subject: str
    body: str
    writer: str
    to: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()  # the rendered values that evidence stands behind
    gaps: tuple[str, ...] = ()  # what is missing, as codes


class Priority(Noun):
    """How urgent, with the parts that add up to it."""

    score: int = 0
    parts: dict[str, int] = Field(default_factory=dict)


class SecondOpinion(Noun):
    """What a model holds an unsure mail for. It is told to a person; no step, draft, hold or sum follows from it."""

    intent: Intent | None = None  # None: it gave no code
    by: str  # the model's name
    failure: str = ""  # why there is no code; never what the model said
    versions: dict[str, str] = Field(default_factory=dict)  # prompt, calls, tokens, seconds, cost


class Proposal(Noun):
    """Summary, steps and draft for one message."""

    summary: tuple[SummaryLine, ...]
    steps: tuple[Step, ...]
    draft: Draft | None = None
    blocked: tuple[BlockedStep, ...] = ()
    priority: Priority = Priority()
    opinion: SecondOpinion | None = None  # only where the reading is unsure and a model may be asked
    policy: str = ""  # name@hash
    versions: dict[str, str] = Field(default_factory=dict)
