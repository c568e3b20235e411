"""How are Odoo's values read? Floats as decimals, texts as moments, many2one as id and name."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from triage.domain.money import Money
from triage.odoo.transport import Row

MILLIONTH = Decimal("0.000001")
_CODE = re.compile(r"^\[([^\]]+)\]")


def text(row: Row, name: str) -> str:
    """Return a text; nothing (Odoo's False) is empty."""
    value = row.get(name)
    return "" if value in (None, False) else str(value)


def number(row: Row, name: str) -> Decimal:
    """Return a number without the noise of floats: rounded to six places, no trailing zeros."""
    value = Decimal(str(row.get(name) or 0)).quantize(MILLIONTH, ROUND_HALF_UP).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def money(row: Row, name: str, currency: str) -> Money:
    """Return an amount, rounded to the currency's minor unit."""
    return Money(value=Decimal(str(row.get(name) or 0)), currency=currency).rounded()


def day(row: Row, name: str) -> dt.date | None:
    """Return a calendar day."""
    value = text(row, name)
    return dt.date.fromisoformat(value[:10]) if value else None


def moment(row: Row, name: str) -> dt.datetime | None:
    """Return a moment; Odoo writes UTC without saying so."""
    value = text(row, name)
    return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC) if value else None


def as_odoo(at: dt.datetime) -> str:
    """Return a moment as Odoo's domains want it: UTC, to the second."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")


def link(row: Row, name: str) -> int | None:
    """Return the id behind a many2one."""
    value = row.get(name)
    if isinstance(value, list | tuple) and value:
        return int(value[0])
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else None


def label(row: Row, name: str) -> str:
    """Return the name behind a many2one."""
    value = row.get(name)
    return str(value[1]) if isinstance(value, list | tuple) and len(value) > 1 else ""


def links(row: Row, name: str) -> tuple[int, ...]:
    """Return the ids behind an x2many."""
    value = row.get(name)
    return tuple(int(item) for item in value) if isinstance(value, list | tuple) else ()


def currency(row: Row, default: str = "EUR") -> str:
    """Return the ISO code of a record's currency."""
    code = label(row, "currency_id").strip().upper()
    return code if re.fullmatch(r"[A-Z]{3}", code) else default


def product_code(row: Row, name: str = "product_id") -> str:
    """Return a product's internal reference, as Odoo shows it before its name in brackets."""
    found = _CODE.match(label(row, name))
    return found.group(1) if found else ""


def fact(row: Row, as_of: dt.datetime, name: str = "name") -> dict[str, Any]:
    """Return what every fact has: id, name, company, and when it was written and read."""
    return {
        "id": int(row["id"]),
        "name": text(row, name),
        "company_id": link(row, "company_id"),
        "write_date": moment(row, "write_date"),
        "as_of": as_of,
    }
