"""Who could have written this? Candidates from the books, each with a score and the reason for it."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, utils

from triage.context.mail_providers import is_free_mail
from triage.domain.casefile import MatchBasis, PartnerMatch
from triage.domain.facts import Partner, Ticket
from triage.domain.message import Message
from triage.domain.ports import Ownership

ADDRESS_SCORE = 1.0
TICKET_SCORE = 0.95
DOMAIN_SCORE = 0.85
DOCUMENT_SCORE = 0.6
DOCUMENT_STEP = 0.05  # for each further document of the same customer
DOCUMENT_CEILING = 0.75
NAME_WEIGHT = 0.7  # of the similarity
NAME_FLOOR = 0.85  # a name less alike than this is another name
_LEGAL_FORM_WORDS = (
    "gmbh ag kg ohg mbh co inc llc ltd limited plc corp corporation company sa sas sarl srl spa bv nv sl slu lda"
    " sp z o o oo zoo ab as oy group holding the"
)
_LEGAL_FORMS = frozenset(_LEGAL_FORM_WORDS.split())


def names_of(message: Message) -> tuple[str, ...]:
    """List the names a message gives for its sender: the display name and the first signature lines."""
    shown = message.sender.name if message.sender else ""
    lines = [line.strip(" -–|,*_") for line in message.signature.splitlines()]
    useful = [line for line in lines if 3 <= len(line) <= 60 and "@" not in line and not _is_mostly_digits(line)]
    return tuple(dict.fromkeys(name for name in (shown.strip(), *useful[:4]) if len(name) >= 3))


def _is_mostly_digits(line: str) -> bool:
    return sum(c.isdigit() for c in line) * 2 > len(line.replace(" ", ""))


def company_domain(message: Message) -> str:
    """Return the sender's domain where it can stand for a company: not a free provider, not an inside mail."""
    domain = message.sender.domain if message.sender else ""
    if not domain or is_free_mail(domain):
        return ""
    inside = bool(message.recipients) and all(to.domain == domain for to in message.recipients)
    return "" if inside else domain


def by_address(message: Message, partners: Iterable[Partner]) -> list[PartnerMatch]:
    """List the contacts that carry exactly this address."""
    email = message.sender.email if message.sender else ""
    return [
        PartnerMatch(
            partner=partner, basis=MatchBasis.ADDRESS, score=ADDRESS_SCORE, why=f"the address is {partner.name}'s"
        )
        for partner in partners
        if email and email in _addresses(partner)
    ]


def by_domain(message: Message, partners: Iterable[Partner]) -> list[PartnerMatch]:
    """List the contacts whose address has the sender's company domain."""
    domain = company_domain(message)
    return [
        PartnerMatch(
            partner=partner, basis=MatchBasis.DOMAIN, score=DOMAIN_SCORE, why=f"{partner.name} writes from {domain}"
        )
        for partner in partners
        if domain and any(address.endswith(f"@{domain}") for address in _addresses(partner))
    ]


def by_ticket(ticket: Ticket | None, partners: Iterable[Partner]) -> list[PartnerMatch]:
    """List the ticket's contact, where the message belongs to a ticket that has one."""
    if ticket is None or ticket.partner_id is None:
        return []
    own = [p for p in partners if p.id == ticket.partner_id]
    if not own and ticket.commercial_id:
        own = [Partner(id=ticket.partner_id, commercial_id=ticket.commercial_id, name=ticket.partner_name)]
    why = f"ticket {ticket.number or ticket.id} is theirs"
    return [PartnerMatch(partner=p, basis=MatchBasis.TICKET, score=TICKET_SCORE, why=why) for p in own]


def by_document(owners: Sequence[Ownership]) -> list[PartnerMatch]:
    """List the owners of the documents named; nothing but their name is known."""
    named: dict[int, list[Ownership]] = {}
    for owner in owners:
        named.setdefault(owner.commercial_id, []).append(owner)
    return [
        PartnerMatch(
            partner=Partner(id=key, commercial_id=key, name=found[0].partner_name),
            basis=MatchBasis.DOCUMENT,
            score=min(DOCUMENT_CEILING, DOCUMENT_SCORE + DOCUMENT_STEP * (len(found) - 1)),
            why="owns " + ", ".join(sorted({o.reference for o in found})),
        )
        for key, found in named.items()
    ]


def by_name(message: Message, partners: Iterable[Partner]) -> list[PartnerMatch]:
    """List the contacts named like the sender or a line of the signature."""
    matches = []
    for partner in partners:
        alike, name = max(((_likeness(name, partner.name), name) for name in names_of(message)), default=(0.0, ""))
        if alike >= NAME_FLOOR:
            why = f"'{name}' is {alike:.0%} like {partner.name}"
            score = round(NAME_WEIGHT * alike, 3)
            matches.append(PartnerMatch(partner=partner, basis=MatchBasis.NAME, score=score, why=why))
    return matches


def _likeness(left: str, right: str) -> float:
    """Return how alike two names are, from 0 to 1, legal forms set aside."""
    one, other = _plain_name(left), _plain_name(right)
    return fuzz.token_sort_ratio(one, other) / 100 if one and other else 0.0


def _plain_name(name: str) -> str:
    words = utils.default_process(name.replace(".", "")).split()
    return " ".join(word for word in words if word not in _LEGAL_FORMS)


def _addresses(partner: Partner) -> list[str]:
    """List the addresses of a contact; Odoo keeps several in one field."""
    return [a.strip().lower() for a in partner.email.replace(";", ",").split(",") if a.strip()]
