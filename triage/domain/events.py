"""What did a carrier, a payment provider, a shop or an EDI hub tell us? Their word, typed; never a fact of the books.

An event is a CloudEvent 1.0 whose type is one of ours. What it says is evidence beside the books: it names its
source wherever it is shown, and by itself it proves only what the policy lets it prove (docs/decisions/0006).
"""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    Field,
    JsonValue,
    SerializeAsAny,
    StringConstraints,
    model_validator,
)

from triage.domain.money import Money
from triage.domain.noun import Noun

Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class EventType(StrEnum):
    """The closed list of what may have happened."""

    SHIPMENT_DISPATCHED = "triage.shipment.dispatched"
    SHIPMENT_DELAYED = "triage.shipment.delayed"
    SHIPMENT_PARTIAL = "triage.shipment.partial"
    DELIVERY_COMPLETED = "triage.delivery.completed"
    DELIVERY_FAILED = "triage.delivery.failed"
    POD_AVAILABLE = "triage.pod.available"
    PAYMENT_RECEIVED = "triage.payment.received"
    PAYMENT_FAILED = "triage.payment.failed"
    PAYMENT_REFUNDED = "triage.payment.refunded"
    ORDER_CHANGED = "triage.order.changed"
    ORDER_CANCELLED = "triage.order.cancelled"
    DEDUCTION_TAKEN = "triage.deduction.taken"

    @property
    def subject(self) -> str:
        """Return what it is about: shipment, delivery, pod, payment, order or deduction."""
        return self.value.split(".")[1]

    @property
    def verb(self) -> str:
        """Return what happened to it: dispatched, completed, received and so on."""
        return self.value.split(".")[2]


NUMBERS = ("order", "invoice", "delivery", "tracking", "payment", "purchase_order")
_ONE_OF: list[JsonValue] = [{"required": [kind], "properties": {kind: {"minLength": 1}}} for kind in NUMBERS]


def _within_reason(amount: Money) -> Money:
    """Return the amount; raises `ValueError` for one that no document can have."""
    places = amount.value.as_tuple().exponent
    if abs(amount.value) >= MOST or not isinstance(places, int) or places < -6:
        raise ValueError("an amount is below 10^12 and has at most six decimal places")
    return amount


MOST = Decimal(10) ** 12
Sum = Annotated[Money, AfterValidator(_within_reason)]


class EventData(Noun):
    """Which of our documents it is about. At least one number is needed; they are ours but for `purchase_order`."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _ONE_OF})

    order: Number = Field(default="", description="number of our sales order")
    invoice: Number = Field(default="", description="number of our invoice or credit note")
    delivery: Number = Field(default="", description="number of our delivery (transfer)")
    tracking: Number = Field(default="", description="tracking number of the carrier")
    payment: Number = Field(default="", description="number of the payment, ours or the provider's")
    purchase_order: Number = Field(default="", description="the customer's own order number")
    note: Words = Field(default="", description="a remark for people; shown, and never interpreted")

    @model_validator(mode="after")
    def _names_a_document(self) -> Self:
        if not self.numbers:
            raise ValueError(f"one of {', '.join(NUMBERS)} is needed")
        return self

    @property
    def numbers(self) -> dict[str, str]:
        """Return the numbers it names, by kind."""
        return {kind: getattr(self, kind) for kind in NUMBERS if getattr(self, kind)}


class GoodsMoved(Noun):
    """A product and how much of it is meant."""

    product: Name
    quantity: Decimal = Field(ge=0, max_digits=18, decimal_places=6)
    unit: Name = ""


class ShipmentData(EventData):
    """Data of `triage.shipment.*`: on its way, later than planned, or only in part."""

    carrier: Name = ""
    expected_on: dt.date | None = Field(default=None, description="day on which it will arrive")
    reason: Words = ""
    lines: tuple[GoodsMoved, ...] = Field(default=(), max_length=500, description="what was shipped, where in part")


class DeliveryData(EventData):
    """Data of `triage.delivery.*`: handed over, or not."""

    carrier: Name = ""
    place: Name = Field(default="", description="where it was handed over or tried, as the carrier writes it")
    signed: bool = Field(default=False, description="somebody signed for it, and the carrier holds the signature")
    final: bool = Field(default=False, description="of a failed delivery: it will not be tried again")
    reason: Words = ""


class PodData(EventData):
    """Data of `triage.pod.available`: a signed proof of delivery can be had."""

    carrier: Name = ""
    document: Name = Field(default="", description="name or number of the proof, to ask the carrier for it")


class PaymentData(EventData):
    """Data of `triage.payment.*`: money came in, failed to, or went back; `amount` in units, not in cents."""

    amount: Sum
    method: Name = Field(default="", description="card, transfer, direct debit and so on")
    reason: Words = ""


class OrderData(EventData):
    """Data of `triage.order.*`: changed or cancelled where it was placed."""

    reason: Words = ""


class DeductionData(EventData):
    """Data of `triage.deduction.taken`: what a customer withheld from a payment, and why they say so."""

    amount: Sum
    reason: Words = ""


_BY_SUBJECT: dict[str, type[EventData]] = {
    "shipment": ShipmentData,
    "delivery": DeliveryData,
    "pod": PodData,
    "payment": PaymentData,
    "order": OrderData,
    "deduction": DeductionData,
}
DATA: dict[EventType, type[EventData]] = {kind: _BY_SUBJECT[kind.subject] for kind in EventType}


class Event(Noun):
    """One thing that happened elsewhere; source and id together name it (CloudEvents 1.0, section 2)."""

    source: str = Field(min_length=1, max_length=300)
    id: str = Field(min_length=1, max_length=300)
    type: EventType
    time: AwareDatetime
    subject: str = Field(default="", max_length=300)
    data: SerializeAsAny[EventData]

    @model_validator(mode="before")
    @classmethod
    def _data_of_its_type(cls, value: Any) -> Any:
        """Read the data as what its type says it is."""
        if not isinstance(value, dict) or isinstance(value.get("data"), EventData):
            return value
        known = {str(kind): kind for kind in EventType}
        kind = known.get(str(value.get("type")))
        return value if kind is None else {**value, "data": DATA[kind].model_validate(value.get("data"))}


def normal(number: str) -> str:
    """Return a document number as it is compared: capital letters and digits only, so that separators do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())


def keys_of(numbers: Mapping[str, str]) -> set[str]:
    """Return how numbers are looked up: kind and normal form. Those without a letter or digit are none."""
    return {f"{kind}:{normal(number)}" for kind, number in numbers.items() if normal(number)}


class KeptEvent(Event):
    """An event as the store keeps it; `number` counts in the order in which they came."""

    number: int
    received_at: AwareDatetime
