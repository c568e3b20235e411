"""What did people decide? Their acts as Odoo tells them, each kept once, added and never changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from triage.domain.decisions import Decision, KeptDecision
from triage.domain.failures import Refused
from triage.store.database import Database
from triage.store.journal import Journal
from triage.store.schema import cases, decisions

MOST_AT_ONCE = 10_000
GONE = "purged"  # stands for the name of who decided, once that is purged


class DecisionBook:
    """The decisions of people, in the order in which they came to us."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def record(self, decision: Decision) -> bool:
        """Keep a decision and say so in the journal; False where its id is known already, and nothing is done.

        On disk when it returns. Raises `Refused` for a case that is not ours, and for an id that is kept with
        another content: what a person did is never changed afterwards.
        """
        values = _as_row(decision)
        with self._database.transaction() as connection:
            self._database.lock(connection, "decisions")
            known = connection.execute(sa.select(decisions).where(decisions.c.id == decision.id)).mappings().first()
            if known is not None:
                _must_be_same(decision, _kept(known))
                return False
            if connection.scalar(sa.select(cases.c.case_id).where(cases.c.case_id == decision.case_id)) is None:
                raise Refused("there is no such case")
            last = connection.scalar(sa.select(sa.func.max(decisions.c.number))) or 0
            connection.execute(sa.insert(decisions).values(number=last + 1, received_at=datetime.now(UTC), **values))
            told = {"decision": decision.id, "revision": decision.revision, "reason": decision.reason}
            self._journal.append(
                connection, decision.case_id, f"decided:{decision.kind}", actor=decision.by[:80], **told
            )
        return True

    def list_decisions(self, *, after: int = 0, limit: int = 1000, case_id: str | None = None) -> list[KeptDecision]:
        """List decisions with a number over `after`, oldest first; of one case where `case_id` is given."""
        query = sa.select(decisions).where(decisions.c.number > after)
        if case_id is not None:
            query = query.where(decisions.c.case_id == case_id)
        query = query.order_by(decisions.c.number).limit(min(limit, MOST_AT_ONCE))
        with self._database.transaction(write=False) as connection:
            return [_kept(row) for row in connection.execute(query).mappings()]


def _as_row(decision: Decision) -> dict[str, Any]:
    """Return the row: moments in UTC, the amount as text."""
    values = decision.model_dump()
    values["difference"] = decision.as_json()["difference"]
    amount = None if decision.amount is None else format(decision.amount, "f")
    return {**values, "at": decision.at.astimezone(UTC), "amount": amount}


def _kept(row: Mapping[Any, Any]) -> KeptDecision:
    values = dict(row)
    values["amount"] = None if values["amount"] is None else Decimal(values["amount"])
    for name in ("at", "received_at"):
        moment: datetime = values[name]
        values[name] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return KeptDecision.model_validate(values)


def _must_be_same(decision: Decision, kept: KeptDecision) -> None:
    if kept.by == GONE:  # purged since: what is left cannot be compared
        return
    told = Decision.model_validate(kept.model_dump(include=set(Decision.model_fields)))
    if told != decision:
        raise Refused(f"decision {decision.id} is kept with another content")
