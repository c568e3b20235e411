"""Who are we, and who are our customers? The house's part of a world's description."""

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Day = int | dt.date  # days from the world's day (negative: before it), or a calendar day


class Entry(BaseModel):
    """One entry of a description: closed, so that a misspelt word is an error and not a silent default."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Company(Entry):
    """One of our own companies."""

    name: str
    currency: str
    country: str


class Unit(Entry):
    """A unit of measure; `factor` is how many of `of` one holds."""

    name: str
    factor: Decimal = Decimal(1)
    of: str = ""


class Tax(Entry):
    """A sales tax in percent, on top of the price."""

    name: str
    rate: Decimal


class FiscalPosition(Entry):
    """Which tax takes the place of which; an empty name takes it away."""

    name: str
    taxes: dict[str, str] = {}


class Term(Entry):
    """When an invoice is due, and which discount is given for paying early."""

    name: str
    days: int
    discount_percent: Decimal = Decimal(0)
    discount_days: int = 0


class Product(Entry):
    """Something that is sold."""

    code: str
    name: str
    price: Decimal
    unit: str = "unit"
    taxes: tuple[str, ...] = ("vat21",)
    kind: Literal["goods", "service", "freight"] = "goods"
    lots: bool = False


class Pricelist(Entry):
    """Agreed prices per product."""

    name: str
    currency: str = "EUR"
    prices: dict[str, Decimal] = {}


class Colleague(Entry):
    """A user of ours."""

    name: str
    email: str


class Contact(Entry):
    """A person or address below a customer."""

    key: str
    name: str
    email: str = ""
    kind: Literal["contact", "invoice", "delivery"] = "contact"
    street: str = ""
    zip: str = ""
    city: str = ""


class Customer(Entry):
    """A customer: the company at the top of its tree. `parent` makes it a subsidiary with a tree of its own."""

    name: str
    email: str = ""
    ref: str = ""
    vat: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = "DE"
    language: str = "en"
    parent: str = ""
    terms: str = "net30"
    pricelist: str = ""
    fiscal_position: str = ""
    credit_limit: Decimal | None = None
    bank: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
