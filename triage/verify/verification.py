"""What do the books say of each claim of a message? Scope, check, and how the findings fit together."""

from triage.domain.casefile import CaseFile
from triage.domain.codes import Intent
from triage.domain.findings import Finding, Outcome
from triage.domain.message import Message
from triage.domain.reading import Claim, Reading
from triage.domain.terms import ClaimTerms
from triage.verify.checks import CHECKS, Document
from triage.verify.claims import claims_of
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.scope import Scope, find_scope, names_our_invoice
from triage.verify.sheet import Sheet
from triage.verify.together import within_total, without_contradiction
from triage.verify.trail import Trail, in_canonical_order

# A deduction is judged by the disputes beside it, a promise by what both leave undisputed.
AFTER_OTHERS = {Intent.DEDUCTION: 1, Intent.PROMISE: 2}


def verify(message: Message, reading: Reading, case_file: CaseFile, *, terms: ClaimTerms) -> tuple[Finding, ...]:
    """Return what the books say of each claim, in the order of the claims; pure, and equal for equal inputs.

    Nothing is supported or refuted for a sender who is not proven, for a document that is not of this customer, or
    on a guess about which document is meant.
    """
    trail = Trail(in_canonical_order(case_file))
    claims = claims_of(reading)
    found: dict[int, list[Finding]] = {}
    for place in sorted(range(len(claims)), key=lambda i: AFTER_OTHERS.get(claims[i][1].intent, 0)):
        index, claim = claims[place]
        before = tuple(finding for key in sorted(found) for finding in found[key])
        question = Question(index, claim, message, trail.case, trail, terms, _scope(claim, trail), before)
        found[place] = _answer(question)
    ordered = [finding for place in sorted(found) for finding in found[place]]
    return within_total(without_contradiction(ordered), trail.case)


def _scope(claim: Claim, trail: Trail) -> Scope:
    return find_scope(claim, trail) if trail.case.sender.proven else Scope()


def _answer(question: Question) -> list[Finding]:
    """Return the check's findings, or why it could not be asked."""
    assigned = CHECKS[question.claim.intent]
    scope = question.scope
    if not question.case.sender.proven and question.claim.intent is not Intent.BANK_DETAILS:
        text = f"it is not proven who writes: {question.case.sender.reason}"
        return [Sheet(question).undecided(Reason.SENDER_NOT_PROVEN, None, text, (Missing.SENDER,))]
    if assigned.document is Document.ASIDE:
        return assigned.check(question)
    if scope.is_empty and (scope.unknown or scope.to_confirm):
        return _unresolved(question)
    if scope.is_empty and assigned.document is Document.NEEDED:
        text = "no document is named, and not exactly one fits"
        return [Sheet(question).undecided(Reason.DOCUMENT_NOT_NAMED, None, text, (Missing.INVOICE_NUMBER,))]
    if scope.unposted and not (scope.invoices or scope.credit_notes):
        return [_not_valid(question, number) for number in range(len(scope.unposted))]
    found = [_no_guess(question, finding) for finding in assigned.check(question)]
    return [*found, *_unknown_invoices(question)]


def _unresolved(question: Question) -> list[Finding]:
    """Return a finding for each number that names no document of this customer for sure."""
    found = []
    for match in question.scope.to_confirm:
        text = f"{match.text} may be {match.name}: {match.why}"
        sheet = Sheet(question)
        finding = sheet.undecided(Reason.NUMBER_TO_BE_CONFIRMED, None, text, (Missing.CONFIRM_NUMBER,))
        found.append(finding.model_copy(update={"document": match.name}))
    for reference in question.scope.unknown:
        found.append(_not_found(question, reference.normal))
    return found


def _not_found(question: Question, number: str) -> Finding:
    text = f"no document of this customer has the number {number}"
    finding = Sheet(question).undecided(Reason.DOCUMENT_NOT_FOUND, None, text, (Missing.INVOICE_NUMBER,))
    return finding.model_copy(update={"document": number})


def _unknown_invoices(question: Question) -> list[Finding]:
    """Return that an invoice named beside known documents was not found."""
    return [_not_found(question, r.normal) for r in question.scope.unknown if names_our_invoice(r)]


def _not_valid(question: Question, number: int) -> Finding:
    invoice = question.scope.unposted[number]
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "state")
    cancelled = invoice.state == "cancel"
    reason = Reason.INVOICE_CANCELLED if cancelled else Reason.INVOICE_NOT_POSTED
    nothing = invoice.total - invoice.total
    return sheet.undecided(reason, nothing, f"{invoice.name or 'the draft'} is {invoice.state}: nothing is owed on it")


def _no_guess(question: Question, finding: Finding) -> Finding:
    """Return the finding, not refuted where the document was only the likeliest one."""
    if question.scope.sure or finding.outcome is not Outcome.REFUTED:
        return finding
    missing = tuple(dict.fromkeys((*finding.missing, Missing.INVOICE_NUMBER.value)))
    return finding.model_copy(
        update={"outcome": Outcome.UNDECIDED, "reason": Reason.DOCUMENT_GUESSED.value, "missing": missing}
    )
