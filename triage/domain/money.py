"""How much, in which currency? Decimal amounts that refuse to mix currencies."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from pydantic import Field

from triage.domain.noun import Noun

# ISO 4217 minor units that are not two; the trade here meets no others.
_MINOR_UNITS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "HUF": 2, "BHD": 3, "KWD": 3, "TND": 3}


class Money(Noun):
    """An amount in one currency (ISO 4217 code); negative means owed to the customer."""

    value: Decimal
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing, in that currency."""
        return cls(value=Decimal(0), currency=currency).rounded()

    def rounded(self) -> Self:
        """Return the amount rounded half up to the currency's minor unit."""
        step = Decimal(1).scaleb(-_MINOR_UNITS.get(self.currency, 2))
        return self.with_value(self.value.quantize(step, rounding=ROUND_HALF_UP))

    def with_value(self, value: Decimal) -> Self:
        """Return another amount of the same currency."""
        return self.model_copy(update={"value": value})

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} with {other.currency}")
        return other.value

    def __add__(self, other: "Money") -> Self:
        return self.with_value(self.value + self._same(other))

    def __sub__(self, other: "Money") -> Self:
        return self.with_value(self.value - self._same(other))

    def __mul__(self, factor: Decimal | int) -> Self:
        return self.with_value(self.value * factor)

    def __lt__(self, other: "Money") -> bool:
        return self.value < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.value <= self._same(other)

    def __neg__(self) -> Self:
        return self.with_value(-self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return f"{self.rounded().value:,} {self.currency}"


def smaller(left: Money, right: Money) -> Money:
    """Return the smaller of two amounts of one currency; raises `ValueError` when they differ."""
    return left if left <= right else right


def total(amounts: list[Money], currency: str) -> Money:
    """Return the sum of `amounts`, all of which must be in `currency`."""
    return sum(amounts, start=Money.zero(currency))
