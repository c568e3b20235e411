"""Is it proven who writes? Address, ticket or own domain prove; a number or a name only proposes; a tie is nobody."""

from collections.abc import Sequence

from triage.context import candidates as find
from triage.context.lookalikes import domains_in, is_lookalike
from triage.domain.casefile import MatchBasis, PartnerMatch, Sender
from triage.domain.codes import Flag
from triage.domain.facts import Partner, Ticket
from triage.domain.message import Message
from triage.domain.ports import Books, Ownership
from triage.domain.reading import Reading

_PROVING = (MatchBasis.ADDRESS, MatchBasis.TICKET, MatchBasis.DOMAIN)


class Identification:
    """Asks the books who writes, in as few questions as it takes; `calls` counts them."""

    def __init__(self, message: Message, reading: Reading, books: Books) -> None:
        self._message, self._reading, self._books = message, reading, books
        self.calls = 0
        self.ticket: Ticket | None = None

    def identify(self) -> Sender:
        """Return who writes, proven or proposed, with every candidate and the reason."""
        self.ticket = self._find_ticket()
        partners = self._find_partners()
        if any(match.partner.is_ours for match in find.by_address(self._message, partners)):
            return Sender(reason="one of our own addresses")
        partners = [partner for partner in partners if not partner.is_ours]
        strong = self._strong(partners)
        doubt = self._doubt(partners)
        groups = {match.partner.commercial_id for match in strong}
        if len(groups) == 1 and not doubt:
            return _proven(strong, self._message)
        owners = self._find_owners()
        named = {owner.commercial_id for owner in owners}
        if len(groups) > 1 and len(groups & named) == 1 and not doubt:
            return _proven([m for m in strong if m.partner.commercial_id in named], self._message)
        return _proposed([*strong, *find.by_document(owners), *find.by_name(self._message, partners)], doubt)

    def _strong(self, partners: Sequence[Partner]) -> list[PartnerMatch]:
        """List the matches that prove, of the strongest kind there is, or of all kinds where these contradict."""
        address = find.by_address(self._message, partners)
        ticket = find.by_ticket(self.ticket, partners) if self._is_ticket_theirs() else []
        return [*address, *ticket] or find.by_domain(self._message, partners)

    def _is_ticket_theirs(self) -> bool:
        """Tell whether the ticket speaks for this sender: a number in a subject can be written by anybody."""
        ticket, sender = self.ticket, self._message.sender
        if ticket is None:
            return False
        if sender is None or not ticket.partner_email:
            return self._message.ticket_id == ticket.id
        if sender.email == ticket.partner_email.strip().lower():
            return True
        domain = find.company_domain(self._message)
        return bool(domain) and ticket.partner_email.strip().lower().endswith(f"@{domain}")

    def _doubt(self, partners: Sequence[Partner]) -> str:
        """Return why the address cannot be believed, or nothing."""
        found = self._message.authentication
        if found.dmarc == "fail" or (found.dmarc != "pass" and found.spf == "fail" and found.dkim == "fail"):
            return "the mail failed its sender's authentication"
        if Flag.LOOKALIKE_DOMAIN in self._reading.flags:
            return "the domain only looks like a customer's"
        mine = self._message.sender.domain if self._message.sender else ""
        if find.by_address(self._message, partners) or find.by_domain(self._message, partners):
            return ""
        known = {domain for p in partners for domain in domains_in(p.email)}
        written = domains_in(f"{self._message.signature}\n{self._message.quoted}")
        twin = next((real for real in sorted({*known, *written}) if mine and is_lookalike(mine, real)), "")
        return f"the domain {mine} only looks like {twin}" if twin else ""

    def _find_ticket(self) -> Ticket | None:
        self.calls += 1
        return self._books.find_ticket(self._message)

    def _find_partners(self) -> list[Partner]:
        addresses = [self._message.sender.email] if self._message.sender else []
        if self.ticket and self.ticket.partner_email:
            addresses.append(self.ticket.partner_email.strip().lower())
        domain = find.company_domain(self._message)
        self.calls += 1
        return self._books.find_partners(
            addresses=list(dict.fromkeys(addresses)),
            domains=[domain] if domain else [],
            names=find.names_of(self._message),
        )

    def _find_owners(self) -> list[Ownership]:
        normals = tuple(dict.fromkeys(reference.normal for reference in self._reading.references))
        if not normals:
            return []
        self.calls += 1
        return self._books.find_owners(normals)


def _proven(matches: Sequence[PartnerMatch], message: Message) -> Sender:
    """Return the best contact of the one customer that all matches name."""
    shown = message.sender.name.lower() if message.sender else ""

    def rank(match: PartnerMatch) -> tuple[float, bool, bool, int]:
        partner = match.partner
        return (-match.score, partner.name.lower() != shown, partner.is_company, partner.id)

    best = min(matches, key=rank)
    return Sender(match=best, proven=True, candidates=tuple(sorted(matches, key=rank)), reason=best.why)


def _proposed(matches: Sequence[PartnerMatch], doubt: str) -> Sender:
    """Return the likeliest customer, unproven and with no figure of theirs; a tie proposes nobody."""
    best: dict[int, PartnerMatch] = {}
    for match in sorted(matches, key=lambda m: (-m.score, m.partner.id)):
        best.setdefault(match.partner.commercial_id, match)
    ranked = [_named_only(match) for match in best.values()]
    if not ranked:
        return Sender(reason=doubt or "nobody in the books has this address, domain, name or document")
    tied = len(ranked) > 1 and ranked[0].score == ranked[1].score
    reason = doubt or ("several customers fit equally well" if tied else f"not proven: {ranked[0].why}")
    return Sender(match=None if tied else ranked[0], candidates=tuple(ranked), reason=reason)


def _named_only(match: PartnerMatch) -> PartnerMatch:
    """Return the match with nothing of the partner but its name: enough for a person to look."""
    partner = match.partner
    bare = Partner(id=partner.id, name=partner.name, commercial_id=partner.commercial_id, is_company=partner.is_company)
    return match.model_copy(update={"partner": bare})
