"""What is a gateway told? Replies with enhanced status codes (RFC 3463); never a word of the mail or of our insides.

A 4xx reply keeps the mail in the gateway's queue, a 5xx reply sends it back to the customer. So 5xx is
only for what this very mail is, never for a trouble of ours.
"""

from triage.domain.failures import Refused, TooLarge, TriageError

STORED = "250 2.0.0 stored"
TRY_LATER = "451 4.3.0 not stored, try again later"
NO_ROOM = "451 4.3.1 not stored, no room at the moment, try again later"
TOO_LARGE = "552 5.3.4 the message is larger than this door takes"
NOT_A_MESSAGE = "554 5.6.0 this is no message (RFC 5322)"
TOO_MANY_RECIPIENTS = "452 4.5.3 too many recipients at once"
NOT_FROM_HERE = "421 4.7.1 this door is for configured gateways only"
TOO_MANY_CONNECTIONS = "421 4.3.2 too many connections, try again later"
TOO_SLOW = "421 4.4.2 waited too long"
STOPPING = "421 4.3.2 the service is stopping, try again later"


def answer_to(failure: TriageError) -> str:
    """Return the reply to a mail that was not kept."""
    if isinstance(failure, TooLarge):
        return TOO_LARGE
    if isinstance(failure, Refused):
        return NOT_A_MESSAGE
    return TRY_LATER
