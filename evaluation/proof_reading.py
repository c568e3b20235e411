"""What would a good reader take from a mail of the world? Readings made from the truth, not from the text."""

from triage.domain.codes import ReferenceKind
from triage.domain.message import Message
from triage.domain.reading import Amount, Claim, DateMention, Quantity, Reading, Reference
from triage.odoo.sandbox.description import Situation
from triage.odoo.sandbox.story import Story
from triage.odoo.sandbox.truth import Said, Truth

_KINDS = {
    "orders": ReferenceKind.SALES_ORDER,
    "deliveries": ReferenceKind.DELIVERY,
    "invoices": ReferenceKind.INVOICE,
    "credit_notes": ReferenceKind.CREDIT_NOTE,
    "payments": ReferenceKind.PAYMENT,
    "tickets": ReferenceKind.TICKET,
}


def reading_of(story: Story, truth: Truth, message: Message) -> Reading:
    """Return the reading that the truth describes; where it tells no claims, one bare claim per expected finding."""
    said = truth.claims or tuple(
        Said(intent=f.intent, about=(f.document,) if f.document else ()) for f in truth.findings
    )
    claims = tuple(_claim(story, one, message) for one in said)
    return Reading(
        message_id=message.message_id,
        reply=message.reply,
        language="en",
        primary=truth.primary,
        confidence=1.0,
        abstained=False,
        further=truth.further,
        references=_each_once(reference for claim in claims for reference in claim.references),
        amounts=tuple(amount for claim in claims for amount in claim.amounts),
        quantities=tuple(quantity for claim in claims for quantity in claim.quantities),
        dates=tuple(day for claim in claims for day in claim.dates),
        claims=claims,
    )


def _each_once(references: object) -> tuple[Reference, ...]:
    return tuple({(r.kind, r.normal): r for r in references}.values())  # type: ignore[attr-defined]


def _claim(story: Story, said: Said, message: Message) -> Claim:
    return Claim(
        intent=said.intent,
        quote=story.fill(said.quote) or message.reply,
        references=tuple(_reference(story, about) for about in said.about),
        amounts=tuple(
            Amount(value=value, currency=said.currency, role=role, text=str(value))
            for role, value in said.amounts.items()
        ),
        quantities=tuple(
            Quantity(value=value, unit=said.unit, role=role, text=str(value), product=said.product)
            for role, value in said.quantities.items()
        ),
        dates=tuple(DateMention(date=story.day(day), role=role, text=str(day)) for role, day in said.dates.items()),
    )


def _reference(story: Story, about: str) -> Reference:
    """Return a reference: "{key}", "{key.po}", or "kind:number" for one that is not of the story."""
    kind, text = _kind_of(story.situation, about), story.fill(about)
    if kind is None:
        name, _, text = about.partition(":")
        kind, text = ReferenceKind(name), story.fill(text)
    return Reference(kind=kind, text=text, normal="".join(text.upper().split()))


def _kind_of(situation: Situation, about: str) -> ReferenceKind | None:
    if about.endswith(".po}"):
        return ReferenceKind.PURCHASE_ORDER
    for table, kind in _KINDS.items():
        if any(about == "{" + record.key + "}" for record in getattr(situation, table)):
            return kind
    return None
