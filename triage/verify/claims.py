"""Which claims are to be checked? Those of the reading, completed from the message where they stand alone."""

from triage.domain.codes import Intent
from triage.domain.reading import Claim, Reading
from triage.verify.checks import CHECKS

UNASKED = -1  # index of a claim that the reading has as an intent only


def claims_of(reading: Reading) -> list[tuple[int, Claim]]:
    """Return the claims that have a check, each with its index; intents without a claim follow as bare ones."""
    said = [(i, claim) for i, claim in enumerate(reading.claims) if claim.intent in CHECKS]
    alone = len(said) == 1
    claims = [(i, _completed(claim, reading, alone=alone)) for i, claim in said]
    known = {claim.intent for _, claim in claims}
    bare = [intent for intent in dict.fromkeys(reading.intents) if intent in CHECKS and intent not in known]
    return claims + [(UNASKED, _bare(intent, reading)) for intent in bare]


def _completed(claim: Claim, reading: Reading, *, alone: bool) -> Claim:
    """Return the claim with the message's references where it has none, and with all else where it stands alone."""
    more: dict[str, object] = {} if claim.references else {"references": reading.references}
    if alone:
        for name in ("amounts", "quantities", "dates"):
            more |= {} if getattr(claim, name) else {name: getattr(reading, name)}
    return claim.model_copy(update=more)


def _bare(intent: Intent, reading: Reading) -> Claim:
    return Claim(
        intent=intent,
        quote="",
        references=reading.references,
        amounts=reading.amounts,
        quantities=reading.quantities,
        dates=reading.dates,
    )
