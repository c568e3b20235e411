"""What is this case's question to the books? One customer, what the message names, and as of when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from triage.domain.casefile import BooksQuery
from triage.domain.codes import Intent
from triage.odoo.references import MOST, folded
from triage.odoo.transport import Row
from triage.odoo.values import text


@dataclass(frozen=True)
class Scope:
    """The bounds of one case: nothing outside `commercial_id` may be read into it."""

    commercial_id: int
    references: tuple[str, ...]
    amounts: tuple[Decimal, ...]
    intents: tuple[Intent, ...]
    limit: int
    as_of: datetime

    @classmethod
    def of(cls, query: BooksQuery, as_of: datetime) -> "Scope":
        """Return the scope of a query."""
        return cls(
            commercial_id=query.commercial_id,
            references=query.references[:MOST],
            amounts=tuple(abs(amount) for amount in query.amounts if amount),
            intents=query.intents,
            limit=query.open_item_limit,
            as_of=as_of,
        )

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(f for f in map(folded, self.references) if len(f) >= 3)

    def names(self, row: Row, fields: Sequence[str]) -> bool:
        """Tell whether the message names this record: the same letters and digits, or a tail of them."""
        have = [f for f in (folded(text(row, name)) for name in fields) if f]
        return any(h == f or h.endswith(f) or (f.endswith(h) and len(h) >= 5) for h in have for f in self._folded)
