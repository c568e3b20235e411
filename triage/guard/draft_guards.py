"""May the draft be said like this? Commitment, privacy, language, length and tone."""

import re
from collections import Counter
from collections.abc import Iterator

from triage.domain.clearance import Hold
from triage.domain.codes import Flag
from triage.domain.proposal import Approval
from triage.guard.exhibit import Exhibit
from triage.guard.words import language_of, pattern_of

WORDS_FIXED, WORDS_PER_TOPIC = 90, 75  # the longest draft: a frame, and this much for each thing that is answered
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}[ ]?[A-Z0-9]{0,3}\b")
_PHONE = re.compile(r"(?<![\w/])\+\d[\d /().-]{7,}\d")
_PLACEHOLDER = re.compile(r"\[[^\]]*\]|\bXX+\b|\blorem ipsum\b|\bas an ai\b|\blanguage model\b", re.IGNORECASE)


def commitment(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a draft that grants, admits or sets us a time, and a financial step that nobody has to approve."""
    reasons = {
        "commits": ("the draft grants or confirms what nobody has approved", "approver"),
        "admits": ("the draft takes the blame", "supervisor"),
        "deadlines": ("the draft binds us to a time", "agent"),
    }
    for kind, (reason, lifted_by) in reasons.items():
        if pattern_of(kind).search(exhibit.text):
            yield Hold(guard="commitment", reason=reason, lifted_by=lifted_by)
    if any(step.financial and step.approval is Approval.NONE for step in exhibit.proposal.steps):
        yield Hold(guard="commitment", reason="a financial step asks for no approval", lifted_by="approver")


def privacy(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold what is not for this reader: figures for a stranger, other customers, contacts, bank details, notes."""
    text = exhibit.text
    if not text:
        return
    if not exhibit.case_file.sender.proven and re.search(r"\d", text):
        yield Hold(guard="privacy", reason="the draft holds a figure, and the sender is not proven")
    if _MAILBOX.search(text) or _LINK.search(text) or _PHONE.search(text):
        yield Hold(guard="privacy", reason="the draft holds an address, link or phone number")
    if any(_is_iban(found[0]) for found in _IBAN.finditer(text)) or any(last in text for last in _accounts(exhibit)):
        yield Hold(guard="privacy", reason="the draft holds bank details", lifted_by="supervisor")
    if any(_names(text, other) for other in _strangers(exhibit)):
        yield Hold(guard="privacy", reason="the draft names another customer", lifted_by="supervisor")


def _is_iban(text: str) -> bool:
    """Tell whether the check digits of ISO 13616 are right: a tracking number only looks like one."""
    plain = "".join(text.split()).upper()
    return 15 <= len(plain) <= 34 and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _accounts(exhibit: Exhibit) -> list[str]:
    """List the masked account numbers of the case."""
    return [account for p in exhibit.case_file.partners for account in p.bank_accounts if len(account) > 4]


def _strangers(exhibit: Exhibit) -> set[str]:
    """List names of candidates that are not of the sender's partner tree."""
    own = exhibit.case_file.sender.commercial_id
    ours = {p.name for p in exhibit.case_file.partners}
    others = (c.partner for c in exhibit.case_file.sender.candidates if c.partner.commercial_id != own)
    return {p.name for p in others} - ours


def _names(text: str, name: str) -> bool:
    """Tell whether a name of some length stands in the text as a whole."""
    return len(name) > 2 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def language(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a draft that is not in the language it says, or not in the customer's."""
    draft = exhibit.proposal.draft
    if draft is None:
        return
    if language_of(draft.body) != draft.language:
        yield Hold(guard="language", reason=f"the draft is not in {draft.language}")
    if exhibit.reading.language not in (draft.language, "und"):
        yield Hold(guard="language", reason=f"the mail is in {exhibit.reading.language}, the draft in {draft.language}")


def length(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a draft that is empty, too long, or repeats itself."""
    draft = exhibit.proposal.draft
    if draft is None:
        return
    topics = max(1, len({c.intent for c in exhibit.reading.claims} | set(exhibit.reading.intents)))
    words = draft.body.split()
    if not words or len(words) > WORDS_FIXED + WORDS_PER_TOPIC * topics:
        yield Hold(guard="length", reason=f"the draft has {len(words)} words")
    lines = Counter(line for line in re.split(r"\n+|(?<=[.!?]) ", draft.body) if len(line) > 25)
    if any(times > 1 for times in lines.values()):
        yield Hold(guard="length", reason="the draft says the same twice")


def tone(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a draft that threatens, shouts, speaks as the customer, or holds a placeholder."""
    text = exhibit.text
    if pattern_of("harsh").search(text):
        yield Hold(guard="tone", reason="the draft threatens or insults")
    if pattern_of("customer_voice").search(text):
        yield Hold(guard="tone", reason="the draft speaks as the customer would")
    if "!!" in text or sum(word.isupper() and len(word) > 3 and word.isalpha() for word in text.split()) > 2:
        yield Hold(guard="tone", reason="the draft shouts")
    if _PLACEHOLDER.search(text):
        yield Hold(guard="tone", reason="the draft holds a placeholder")
    if Flag.LEGAL in exhibit.reading.flags:
        yield Hold(
            guard="tone", reason="a lawyer or an insolvency is involved: legal reads the draft first", lifted_by="legal"
        )
