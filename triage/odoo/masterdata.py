"""Which units, taxes, products and companies do documents point to? Read once, kept for a quarter of an hour."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from triage.odoo.questions import Questions
from triage.odoo.transport import Row
from triage.odoo.values import label, link, number, text

KEEP_SECONDS = 900.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: how many of its reference unit one holds."""

    name: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax; `rate` is in percent, zero for one that is no percentage."""

    name: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """A product's code, whether it is a service, and its template."""

    code: str
    is_service: bool
    template_id: int | None


@dataclass(frozen=True, slots=True)
class Company:
    """One of our own companies."""

    partner_id: int | None
    currency: str
    country: str


class MasterData:
    """What changes seldom. Safe to use from several threads; asks within the case that first needs it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._tables: dict[str, tuple[float, dict[int, Row]]] = {}

    def units(self, q: Questions) -> dict[int, Unit]:
        """Return all units of measure by id."""
        return {i: Unit(text(row, "name"), _factor(row)) for i, row in self._all("uom.uom", q).items()}

    def taxes(self, q: Questions) -> dict[int, Tax]:
        """Return all taxes by id."""
        return {i: _tax(row) for i, row in self._all("account.tax", q, archived=True).items()}

    def discounts(self, q: Questions) -> dict[int, tuple[Decimal, int]]:
        """Return percent and days of the discount for paying early, by payment terms; only terms that grant one."""
        rows = self._all("account.payment.term", q, archived=True)
        return {
            i: (number(row, "discount_percentage"), int(row.get("discount_days") or 0))
            for i, row in rows.items()
            if row.get("early_discount")
        }

    def countries(self, q: Questions) -> dict[int, str]:
        """Return the ISO 3166 code of every country by id."""
        return {i: text(row, "code").upper() for i, row in self._all("res.country", q).items()}

    def companies(self, q: Questions) -> dict[int, Company]:
        """Return our own companies by id, as far as the account may see them."""
        countries = self.countries(q)
        return {
            i: Company(
                link(row, "partner_id"), label(row, "currency_id"), countries.get(link(row, "country_id") or 0, "")
            )
            for i, row in self._all("res.company", q).items()
        }

    def learn_products(self, q: Questions, rows: Iterable[Row]) -> None:
        """Look up the products of all these lines at once, so that what is made of them later asks no more."""
        self.products(q, {product for row in rows if (product := link(row, "product_id"))})

    def products(self, q: Questions, ids: Iterable[int]) -> dict[int, Product]:
        """Return these products; only those not known yet are asked for."""
        wanted = set(ids)
        with self._lock:
            known = self._fresh("product.product") or {}
            missing = sorted(wanted - known.keys())
            if missing:
                domain = [("id", "in", missing), ("active", "in", [True, False])]
                since = self._tables["product.product"][0] if known else time.monotonic()
                known = known | {int(row["id"]): row for row in q.ask("product.product", domain)}
                self._tables["product.product"] = (since, known)
        return {i: _product(known[i]) for i in wanted if i in known}

    def _all(self, model: str, q: Questions, *, archived: bool = False) -> dict[int, Row]:
        with self._lock:
            known = self._fresh(model)
            if known is None:
                domain = [("active", "in", [True, False])] if archived else []
                known = {int(row["id"]): row for row in q.ask(model, domain)}
                self._tables[model] = (time.monotonic(), known)
            return known

    def _fresh(self, model: str) -> dict[int, Row] | None:
        since, rows = self._tables.get(model, (-KEEP_SECONDS, {}))
        return rows if time.monotonic() - since < KEEP_SECONDS else None


def lookup(ids: Iterable[int], table: dict[int, T], name: Callable[[T], str]) -> tuple[str, ...]:
    """List the names of those ids that are known."""
    return tuple(name(table[i]) for i in ids if i in table)


def _factor(row: Row) -> Decimal:
    """Return pieces per unit. Until 18 `factor` is its inverse, and `factor_inv` the number wanted."""
    return number(row, "factor_inv") if row.get("factor_inv") else number(row, "factor") or Decimal(1)


def _tax(row: Row) -> Tax:
    is_percent = text(row, "amount_type") in ("percent", "division", "")
    return Tax(text(row, "name"), number(row, "amount") if is_percent else Decimal(0))


def _product(row: Row) -> Product:
    return Product(text(row, "default_code"), text(row, "type") == "service", link(row, "product_tmpl_id"))
