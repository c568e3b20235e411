"""May anything of this case go to a model outside, and what must never leave with it?"""

from triage.propose.grounds import Grounds
from triage.propose.policy import Policy


def may_leave(grounds: Grounds, policy: Policy) -> bool:
    """Tell whether a model may be asked: not for a writer who is not proven, and not where the policy forbids it."""
    return grounds.is_proven and policy.allows_model(_companies(grounds))


def secrets_of(grounds: Grounds) -> tuple[str, ...]:
    """List the names and contacts of the case, which never leave the house."""
    people = [p for p in grounds.case_file.partners if p]
    if grounds.partner:
        people.append(grounds.partner)
    found = [value for p in people for value in (p.name, p.email, p.vat, p.street, p.city, p.ref)]
    for address in (grounds.message.sender, grounds.message.reply_to, *grounds.message.recipients):
        found += [address.name, address.email] if address else []
    return tuple(dict.fromkeys(value for value in found if len(value) > 1))


def _companies(grounds: Grounds) -> set[int]:
    """Return our own companies that the records of the case belong to."""
    case = grounds.case_file
    facts = (*case.invoices, *case.orders, *case.deliveries, *case.payments, *case.partners)
    return {fact.company_id for fact in facts if fact.company_id is not None}
