"""What does one step say, about which document, how much and until when; and what forbids it?"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from triage.domain.codes import DateRole, Flag
from triage.domain.findings import Finding, Outcome
from triage.domain.money import Money, smaller
from triage.domain.proposal import StepKind
from triage.propose.documents import DELIVERY, INVOICE, ORDER, document_for, documents_of, model_of, proofs_of_delivery
from triage.propose.grounds import Grounds
from triage.propose.policy import Policy, converted, is_financial
from triage.propose.topics import Topic

# Kinds of step that stand once for each document; the others stand once for a topic.
EACH = frozenset(
    {
        StepKind.CREDIT_NOTE,
        StepKind.REISSUE_INVOICE,
        StepKind.WRITE_OFF,
        StepKind.WAIVE_FEE,
        StepKind.REFUND,
        StepKind.HOLD_REMINDERS,
        StepKind.REFUSE_CLAIM,
        StepKind.MATCH_PAYMENT,
    }
)
PAYING_OUT = frozenset({StepKind.CREDIT_NOTE, StepKind.WAIVE_FEE, StepKind.REFUND})

GRANTED_DISCOUNT = "short_by_discount"  # the finding that what is open is the cash discount of the terms


@dataclass(frozen=True, slots=True)
class Intended:
    """A step in the making: its kind and what it is about."""

    kind: StepKind
    topic: Topic | None
    finding: Finding | None
    index: int | None  # of the finding


@dataclass(frozen=True, slots=True)
class Terms:
    """What a step carries: its document, amount and end; `forbidden` says why it must not stand."""

    document: str = ""
    amount: Money | None = None
    until: dt.date | None = None
    forbidden: str = ""


TermsRule = Callable[[Intended, str, Grounds, Policy], Terms]


def terms_of(step: Intended, grounds: Grounds, policy: Policy) -> Terms:
    """Return what the step carries, or why it is blocked. Amounts come from findings and facts alone."""
    if is_financial(step.kind) and (warning := _warned(step.kind, grounds)):
        return Terms(forbidden=warning)
    document = document_for(step.topic, step.finding, grounds) if step.topic else ""
    if step.kind in PAYING_OUT:
        return _paying_out(step, document, grounds)
    rule = _SPECIAL.get(step.kind)
    return rule(step, document, grounds, policy) if rule else Terms(document=document)


def _warned(kind: StepKind, grounds: Grounds) -> str:
    """Return the warning under which nothing financial is proposed; keeping a credit hold protects, and may stand."""
    if not grounds.is_proven:
        return "the sender is not proven"
    flags = set(grounds.reading.flags) - ({Flag.LEGAL} if kind is StepKind.CREDIT_HOLD else set())
    for flag, reason in _WARNINGS.items():
        if flag in flags:
            return reason
    return ""


_WARNINGS = {
    Flag.BANK_CHANGE: "the mail speaks of bank details: nothing financial before they are verified by phone",
    Flag.LOOKALIKE_DOMAIN: "the sender's domain only looks like the customer's",
    Flag.LEGAL: "a lawyer or an insolvency is involved: legal decides first",
}


def _paying_out(step: Intended, document: str, grounds: Grounds) -> Terms:
    finding = step.finding
    if finding is None or finding.outcome is not Outcome.SUPPORTED:
        return Terms(document=document, forbidden="the books do not support the claim")
    if finding.amount is None or not finding.amount:
        return Terms(document=document, forbidden="no amount is proven")
    amount = finding.amount.with_value(abs(finding.amount.value)).rounded()
    invoice = grounds.case_file.invoice(document) if document else None
    if step.kind is StepKind.CREDIT_NOTE and invoice is None:
        return Terms(document=document, forbidden="no invoice is named that could be credited")
    if invoice and invoice.total.currency == amount.currency and invoice.total < amount:
        return Terms(document=document, forbidden="it is more than the invoice")
    return Terms(document=document, amount=amount)


def _hold(step: Intended, document: str, grounds: Grounds, policy: Policy) -> Terms:
    invoice = grounds.case_file.invoice(document) if document else None
    disputed = step.finding.amount if step.finding else None
    if invoice is None:
        return Terms(forbidden="no invoice is known whose reminders could rest")
    if not invoice.open or invoice.is_credit_note:
        return Terms(document=document, forbidden="nothing is open on it, so no reminder runs")
    if not disputed or disputed.currency != invoice.open.currency:
        return Terms(document=document, forbidden="the disputed part is not known yet")
    part = smaller(disputed.with_value(abs(disputed.value)), invoice.open).rounded()
    return Terms(document, part, grounds.today + dt.timedelta(days=policy.hold_days))


def promised_day(topic: Topic | None, grounds: Grounds) -> dt.date | None:
    """Return the latest day that the customer names for paying, from the topic's claims or the whole mail."""
    claims = topic.claims if topic else ()
    said = [d.date for claim in claims for d in claim.dates if d.role is DateRole.PROMISED]
    said = said or [d.date for d in grounds.reading.dates if d.role is DateRole.PROMISED]
    return max(said, default=None)


def _promise(step: Intended, document: str, grounds: Grounds, policy: Policy) -> Terms:
    day = promised_day(step.topic, grounds)
    if day is None:
        return Terms(document=document, forbidden="no day is named")
    if not grounds.today <= day <= grounds.today + dt.timedelta(days=policy.claim_terms.promise_days):
        return Terms(document=document, forbidden="the named day is past or too far away")
    finding = step.finding
    return Terms(document, (finding.claimed or finding.amount) if finding else None, day)


def _plan(_step: Intended, document: str, grounds: Grounds, policy: Policy) -> Terms:
    broken = sum(1 for p in grounds.case_file.promises if p.kept is False)
    if broken > policy.plan.broken_promises_up_to:
        return Terms(document=document, forbidden="earlier promises were broken: no plan within policy")
    owed = [a.overdue or a.open for a in grounds.case_file.accounts if a.open]
    invoice = grounds.case_file.invoice(document) if document else None
    amount = invoice.open if invoice and invoice.open else owed[0] if len(owed) == 1 else None
    if amount is None:
        return Terms(document=document, forbidden="it is not clear which amount is to be spread")
    if amount.value > policy.plan.amount_up_to:
        return Terms(document=document, forbidden="the amount is above what policy lets us spread")
    return Terms(document, amount)


def _match(step: Intended, document: str, grounds: Grounds, _policy: Policy) -> Terms:
    case = grounds.case_file
    if not case.bank_lines and not any(p.unmatched for p in case.payments):
        return Terms(document=document, forbidden="no payment waits to be matched")
    return Terms(document, step.finding.amount if step.finding else None)


def _reissue(step: Intended, document: str, grounds: Grounds, _policy: Policy) -> Terms:
    invoice = grounds.case_file.invoice(document) if document else None
    if invoice is None:
        return Terms(forbidden="no invoice is named that could be corrected")
    return Terms(document, (step.finding.amount if step.finding else None) or Money.zero(invoice.total.currency))


def _reply(_step: Intended, document: str, grounds: Grounds, _policy: Policy) -> Terms:
    if Flag.LOOKALIKE_DOMAIN in grounds.reading.flags:
        return Terms(forbidden="nobody answers an address that only looks like a customer's")
    return Terms(document=document)


def _write_off(step: Intended, document: str, grounds: Grounds, policy: Policy) -> Terms:
    """Let go what is left of an invoice that was paid: a granted cash discount, or a rest too small to collect."""
    finding = step.finding
    invoice = grounds.case_file.invoice(document) if document else None
    if finding is None or finding.outcome is not Outcome.SUPPORTED:
        return Terms(document=document, forbidden="the books do not support the claim")
    if invoice is None or invoice.is_credit_note or not invoice.open:
        return Terms(document=document, forbidden="no invoice is named on which a rest is open")
    rest = converted(invoice.open, policy)
    if finding.reason != GRANTED_DISCOUNT and (rest is None or rest > policy.write_off_up_to):
        return Terms(document=document, forbidden="the rest is more than policy lets us write off")
    return Terms(document, invoice.open)


def _credit_hold(_step: Intended, _document: str, grounds: Grounds, _policy: Policy) -> Terms:
    owed = [a.open for a in grounds.case_file.accounts if a.open]
    return Terms(amount=owed[0] if len(owed) == 1 else None)


def _refuse(step: Intended, document: str, _grounds: Grounds, _policy: Policy) -> Terms:
    if step.finding is None or step.finding.outcome is not Outcome.REFUTED:
        return Terms(document=document, forbidden="the books do not refute the claim")
    return Terms(document=document)


def _send(models: tuple[str, ...], lack: str) -> TermsRule:
    """Return the terms of sending a document that has to exist."""

    def terms(step: Intended, _document: str, grounds: Grounds, _policy: Policy) -> Terms:
        names = documents_of(step.topic, grounds) if step.topic else []
        found = [name for name in names if model_of(name, grounds) in models]
        return Terms(document=", ".join(found)) if found else Terms(forbidden=lack)

    return terms


def _pod(step: Intended, _document: str, grounds: Grounds, _policy: Policy) -> Terms:
    proofs = proofs_of_delivery(documents_of(step.topic, grounds), grounds) if step.topic else []
    if not proofs:
        return Terms(forbidden="the books hold no proof of delivery for it")
    return Terms(document=", ".join(d.name for d in proofs))


def _statement(_step: Intended, _document: str, grounds: Grounds, _policy: Policy) -> Terms:
    known = grounds.is_proven and grounds.case_file.accounts
    return Terms() if known else Terms(forbidden="no account of a proven customer is known")


_SPECIAL: dict[StepKind, TermsRule] = {
    StepKind.HOLD_REMINDERS: _hold,
    StepKind.REPLY: _reply,
    StepKind.RECORD_PROMISE: _promise,
    StepKind.PAYMENT_PLAN: _plan,
    StepKind.MATCH_PAYMENT: _match,
    StepKind.REISSUE_INVOICE: _reissue,
    StepKind.CREDIT_HOLD: _credit_hold,
    StepKind.WRITE_OFF: _write_off,
    StepKind.REFUSE_CLAIM: _refuse,
    StepKind.SEND_INVOICE: _send((INVOICE,), "no invoice of this customer is named"),
    StepKind.SEND_DOCUMENT: _send((INVOICE, ORDER, DELIVERY), "no document of this customer is named"),
    StepKind.SEND_POD: _pod,
    StepKind.SEND_STATEMENT: _statement,
}
