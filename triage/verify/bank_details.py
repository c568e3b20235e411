"""May bank details be believed? Never from a mail: always a hold, compared with what we know without showing it."""

import re

from stdnum import iban

from triage.domain.findings import Finding
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[0-9A-Z]{2,4}){3,8}\b")


def check(question: Question) -> list[Finding]:
    """Return a hold, and whether an account named is one we know by its last four characters."""
    known = {account[-4:] for p in question.case.partners for account in p.bank_accounts}
    named = _accounts_in(f"{question.message.words}\n{question.text}")
    if not named:
        text = "no account number could be read"
    elif not known:
        text = "no account of this customer is at hand to compare with"
    elif {account[-4:] for account in named} <= known:
        text = "the account named ends like one on record"
    else:
        text = "the account named is not one on record"
    return [
        Sheet(question).undecided(
            Reason.HOLD_BANK_DETAILS, None, f"{text}; never confirmed from a mail", (Missing.CALL_BACK,)
        )
    ]


def _accounts_in(text: str) -> list[str]:
    """List the IBANs with right check digits in a text."""
    found = ("".join(match.split()) for match in _IBAN.findall(text.upper()))
    return [number for number in found if iban.is_valid(number)]
