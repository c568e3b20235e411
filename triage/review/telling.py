"""How does a case become a row of the reports on disputes and process? Its nouns and decisions, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from triage.domain.case_row import Approver, CaseRow, KnownAccount, KnownInvoice, Lag, LagKind
from triage.domain.casefile import CaseFile
from triage.domain.codes import Intent
from triage.domain.decisions import Decision, DecisionKind
from triage.domain.use import Use
from triage.review.lags import lags_of
from triage.review.traits import traits_of

SPOKEN = (DecisionKind.APPROVED, DecisionKind.REFUSED)
USED = (DecisionKind.ACCEPTED, DecisionKind.EDITED)
OVER = ("ignored", "dead_lettered")


@dataclass(frozen=True, slots=True)
class Told:
    """A case as it is kept: its use, its nouns as JSON, its decisions oldest first, and its facts."""

    use: Use
    nouns: Mapping[str, Any]
    decisions: Sequence[Decision]
    books: CaseFile | None


def row_of(told: Told) -> CaseRow:
    """Return the row of a case."""
    use, books = told.use, told.books
    intent = use.true_intent or use.intent
    is_dispute = bool(intent) and (Intent(intent).is_dispute or intent == Intent.DEDUCTION)
    awaits, since = _awaited(told)
    ended = _ended(told, awaits)
    is_open = is_dispute and ended is None and not use.outcomes and use.state not in OVER
    findings = told.nouns.get("findings") or []
    amount, currency = _at_stake(findings) if is_dispute else (None, "")
    closed = _closed_lag(use, ended) if is_dispute and ended else []
    return CaseRow(
        case_id=use.case_id,
        received_at=use.received_at,
        week=use.week,
        state=use.state,
        intent=intent,
        is_dispute=is_dispute,
        is_open=is_open,
        customer=_customer(books)[:200],
        amount=amount,
        currency=currency,
        finding=findings[0]["outcome"] if findings else "",
        document=next((f["document"] for f in findings if f.get("document")), "")[:80],
        awaits=awaits,
        awaits_since=since,
        traits=traits_of(use, intent, findings, books),
        outcomes=tuple(o.value for o in use.outcomes),
        approvers=_approvers(told.decisions),
        lags=(*(lags_of(books) if books else ()), *closed),
        invoices=_invoices(books) if books else (),
        accounts=_accounts(books, use.segment) if books else (),
    )


def _customer(books: CaseFile | None) -> str:
    if books is None or books.sender.commercial_id is None:
        return ""
    own = books.sender.commercial_id
    return next((p.name for p in books.partners if p.id == own), books.sender.match.partner.name)  # type: ignore[union-attr]


def _at_stake(findings: Sequence[Mapping[str, Any]]) -> tuple[Decimal | None, str]:
    """Return the amount at stake: the largest of each document, added up in the currency of the first."""
    by_document: dict[str, Decimal] = {}
    currency = ""
    for finding in findings:
        amount = finding.get("amount") or finding.get("claimed")
        if not amount or (currency and amount["currency"] != currency):
            continue
        currency = amount["currency"]
        value = abs(Decimal(amount["value"]))
        by_document[finding["document"]] = max(value, by_document.get(finding["document"], Decimal(0)))
    return (sum(by_document.values(), Decimal(0)), currency) if by_document else (None, "")


def _awaited(told: Told) -> tuple[str, datetime | None]:
    """Return how many approvers a used suggestion still waits for, and since when."""
    used = [d for d in told.decisions if d.kind in USED]
    steps = (told.nouns.get("proposal") or {}).get("steps") or []
    wanted = {step.get("approval", "none") for step in steps} - {"none"}
    if not used or not wanted or any(d.kind in SPOKEN and d.at >= used[-1].at for d in told.decisions):
        return "", None
    return ("two" if "two" in wanted else "one"), used[-1].at


def _ended(told: Told, awaits: str) -> datetime | None:
    """Return when a person ended the case: refused, released, rejected, or used where nobody need approve."""
    last = next((d for d in reversed(told.decisions) if d.kind is not DecisionKind.ASKED_AGAIN), None)
    if last is None or awaits or last.kind is DecisionKind.LAPSED:
        return None
    return last.at


def _closed_lag(use: Use, ended: datetime) -> list[Lag]:
    days = (ended.date() - use.received_at.date()).days
    return [Lag(kind=LagKind.DISPUTE, document=use.case_id, ended=ended.date(), days=days)]


def _approvers(decisions: Sequence[Decision]) -> tuple[Approver, ...]:
    found, used = [], None
    for decision in decisions:
        if decision.kind in USED:
            used = decision.at
        elif decision.kind in SPOKEN and used is not None:
            hours = max(0, int((decision.at - used).total_seconds() // 3600))
            found.append(Approver(name=decision.by[:100], hours=hours, at=decision.at))
    return tuple(found)


def _invoices(books: CaseFile) -> tuple[KnownInvoice, ...]:
    return tuple(
        KnownInvoice(
            name=i.name[:80], currency=i.total.currency, invoice_date=i.invoice_date, total=i.total.value,
            open=i.open.value, as_of=books.as_of,
        )
        for i in books.invoices
        if i.is_posted and not i.is_credit_note and i.invoice_date and i.name
    )  # fmt: skip


def _accounts(books: CaseFile, segment: str) -> tuple[KnownAccount, ...]:
    if books.sender.commercial_id is None:
        return ()
    return tuple(
        KnownAccount(
            customer=str(books.sender.commercial_id), currency=account.currency, segment=segment,
            open=account.open.value, overdue=account.overdue.value, as_of=books.as_of,
        )
        for account in books.accounts
    )  # fmt: skip
