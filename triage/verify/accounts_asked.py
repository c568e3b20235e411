"""What do the books show of the business relation? Facts for a person who decides."""

from triage.domain.findings import Finding
from triage.domain.money import total
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.tax import company_of


def credit(question: Question) -> list[Finding]:
    """Return credit limit, exposure and what is overdue, where a limit is kept."""
    sheet = _account(question)
    partner = company_of(question)
    owed = [i for i in question.trail.posted if i.open]
    currencies = {i.open.currency for i in owed}
    exposure = total([i.open for i in owed], currencies.pop()) if len(currencies) == 1 else None
    if exposure:
        sheet.compute("open", exposure)
    if partner is None or partner.credit_limit is None:
        text = f"no credit limit is on record; {exposure or 'nothing'} is open"
        return [sheet.undecided(Reason.NEEDS_DECISION, exposure, text, (Missing.DECISION,))]
    sheet.note(partner, "credit_limit")
    late = [i for i in owed if i.due_date and i.due_date < question.case.as_of.date() and not i.is_credit_note]
    sheet.compute("overdue items", len(late))
    text = f"credit limit {partner.credit_limit}; {exposure or 'nothing'} is open, {len(late)} items overdue"
    fits = not owed or (exposure is not None and exposure.value <= partner.credit_limit)
    within = fits and not late and not question.case.truncated
    return [sheet.supported(Reason.WITHIN_CREDIT_LIMIT if within else Reason.FACTS_FOUND, exposure, text)]


def _account(question: Question) -> Sheet:
    sheet = Sheet(question)
    for item in [i for i in question.trail.posted if i.open][:20]:
        sheet.note(item, "open", f"open of {item.name}")
    return sheet


def update(question: Question) -> list[Finding]:
    """Return the master data on record: a person changes it."""
    sheet = Sheet(question)
    partner = company_of(question)
    for attribute in ("name", "email", "street", "zip", "city") if partner else ():
        if getattr(partner, attribute):
            sheet.note(partner, attribute)  # type: ignore[arg-type]
    return [sheet.undecided(Reason.NEEDS_DECISION, None, "master data are changed by a person", (Missing.DECISION,))]


def insolvency(question: Question) -> list[Finding]:
    """Return what is open: a hold for the person who handles insolvencies."""
    sheet = _account(question)
    owed = [i.open for i in question.trail.posted if i.open]
    currencies = {amount.currency for amount in owed}
    value = total(owed, currencies.pop()) if len(currencies) == 1 else None
    return [sheet.undecided(Reason.HOLD_INSOLVENCY, value, f"{value or 'nothing'} is open", (Missing.DECISION,))]


def complaint(question: Question) -> list[Finding]:
    """Return that there is nothing to check: a person answers."""
    return [Sheet(question).undecided(Reason.NEEDS_DECISION, None, "no claim on a document", (Missing.DECISION,))]
