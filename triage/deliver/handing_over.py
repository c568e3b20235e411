"""Does the suggestion reach the people who decide? Handed over once, and the receipt looked at."""

from triage.domain.failures import Broken
from triage.domain.ports import Desk
from triage.domain.suggestion import DeliveryState, Receipt, Suggestion


def deliver(suggestion: Suggestion, *, desk: Desk) -> Receipt:
    """Show the suggestion on its ticket, once: a key already there is found, not doubled.

    A held suggestion is shown too, with its holds: a person must look. Raises `Broken` for a suggestion that
    contradicts itself or a receipt that does not fit, and `RetryLater` when the desk does not answer.
    """
    if suggestion.key != f"{suggestion.case_id}/{suggestion.revision}":
        raise Broken("the key of the suggestion does not name its case and revision")
    if suggestion.clearance.cleared == bool(suggestion.clearance.holds):
        raise Broken("the clearance contradicts its holds")
    receipt = desk.show(suggestion)
    if receipt.state is DeliveryState.DELIVERED and receipt.ticket_id is None:
        raise Broken("the desk says it was delivered, and names no ticket")
    if suggestion.ticket_id is not None and receipt.ticket_id not in (None, suggestion.ticket_id):
        raise Broken("the desk put the suggestion on another ticket")
    return receipt
