"""May the case go on like this? Reading, recipients, injection and bank details."""

import re
from collections.abc import Iterator

from triage.domain.clearance import Hold
from triage.domain.codes import Flag, Intent
from triage.domain.proposal import SWITCHED_OFF
from triage.guard.exhibit import Exhibit

PARROTED = 8  # so many of the customer's words in a row are no coincidence


def reading(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold what was not understood with confidence."""
    if exhibit.reading.abstained:
        yield Hold(guard="reading", reason="the reading is not sure: confirm what the mail means")


def switched_off(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a case whose intent a supervisor has switched off."""
    if names := exhibit.proposal.versions.get(SWITCHED_OFF):
        yield Hold(guard="switched_off", reason=f"suggestions are switched off for {names}", lifted_by="supervisor")


def recipients(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a draft to anybody but the sender or an address on the partner; look-alikes get nothing."""
    draft = exhibit.proposal.draft
    if Flag.LOOKALIKE_DOMAIN in exhibit.reading.flags:
        yield Hold(
            guard="recipients", reason="the sender's domain only looks like a customer's", lifted_by="supervisor"
        )
    if draft is None:
        return
    allowed = {p.email.casefold() for p in exhibit.case_file.partners if p.email}
    if exhibit.message.sender:
        allowed.add(exhibit.message.sender.email.casefold())
    if not draft.to:
        yield Hold(guard="recipients", reason="the draft has no recipient")
    if any(address.casefold() not in allowed for address in draft.to):
        yield Hold(
            guard="recipients", reason="a recipient is neither the sender nor on the partner", lifted_by="supervisor"
        )


def injection(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a mail that tries to command the reader, and a draft that repeats the customer's words."""
    if Flag.INJECTION in exhibit.reading.flags:
        yield Hold(guard="injection", reason="the mail tries to command the reader: look at the steps yourself")
    if _parrots(exhibit.text, exhibit.message.reply):  # not the history below: that may be a letter of ours
        yield Hold(guard="injection", reason="the draft repeats the words of the mail")


def _parrots(text: str, said: str) -> bool:
    """Tell whether the draft holds a run of words from the mail."""
    ours, theirs = (re.findall(r"\w+", part.casefold()) for part in (text, said))
    runs = {tuple(theirs[i : i + PARROTED]) for i in range(len(theirs) - PARROTED + 1)}
    return any(tuple(ours[i : i + PARROTED]) in runs for i in range(len(ours) - PARROTED + 1))


def bank_change(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold whatever speaks of bank details until they are verified by phone."""
    asked = Intent.BANK_DETAILS in exhibit.reading.intents
    if asked or Flag.BANK_CHANGE in exhibit.reading.flags:
        yield Hold(
            guard="bank_change",
            reason="bank details: verify by phone with the number on record",
            lifted_by="supervisor",
        )
        if any(step.financial for step in exhibit.proposal.steps if step.kind.value != "credit_hold"):
            yield Hold(guard="bank_change", reason="a financial step beside bank details", lifted_by="supervisor")
