"""What may an unsure mail mean? A model's second opinion, told to the person who must confirm the reading anyway."""

from triage.domain.codes import Flag, Intent
from triage.domain.ports import Adviser, OpinionRequest
from triage.domain.proposal import SecondOpinion
from triage.propose.grounds import Grounds
from triage.propose.outside import may_leave, secrets_of
from triage.propose.phrases import phrasebook
from triage.propose.policy import Policy

MEANINGS = "en"  # the language in which the codes are explained to a model


def opinion_on(grounds: Grounds, policy: Policy, adviser: Adviser | None) -> SecondOpinion | None:
    """Return the opinion on a reading that abstained, or None where nobody is asked.

    A rule that spoke is sure, so the reading did not abstain and nobody is asked. A mail that tries to command its
    reader is not given to a reader who can be commanded.
    """
    reading = grounds.reading
    if adviser is None or not reading.abstained or not reading.reply.strip():
        return None
    if Flag.INJECTION in reading.flags or not may_leave(grounds, policy):
        return None
    return adviser.advise(
        OpinionRequest(
            case_id=grounds.case_id,
            language=reading.language,
            customer_words=reading.reply,
            meanings={intent: phrasebook(MEANINGS).topics[intent].title for intent in Intent},
            secrets=secrets_of(grounds),
        )
    )
