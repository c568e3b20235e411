"""How much was a model asked, over all processes? Tokens per case and day, set aside before they are spent."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.store.database import Database
from triage.store.schema import spending

LOCK = "spending"


class SpendingBook:
    """The budget's book in the database: look and act are one act, whichever process asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, case_id: str, day: dt.date, tokens: int, *, per_case: int, per_day: int) -> bool:
        """Set so many tokens aside where both budgets hold them; False where one does not.

        Raises `RetryLater` when the database is away.
        """
        with self._database.transaction() as connection:
            self._database.lock(connection, LOCK)
            connection.execute(sa.delete(spending).where(spending.c.day < day - dt.timedelta(days=1)))
            of_day = connection.scalar(sa.select(sa.func.sum(spending.c.tokens)).where(spending.c.day == day)) or 0
            of_case = _of_case(connection, case_id, day)
            if of_case + tokens > per_case or int(of_day) + tokens > per_day:
                return False
            _put(connection, case_id, day, of_case + tokens)
            return True

    def add(self, case_id: str, day: dt.date, tokens: int) -> None:
        """Write down what more, or less (negative), was spent than set aside."""
        with self._database.transaction() as connection:
            self._database.lock(connection, LOCK)
            _put(connection, case_id, day, _of_case(connection, case_id, day) + tokens)


def _mine(case_id: str, day: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(spending.c.day == day, spending.c.case_id == case_id)


def _of_case(connection: Connection, case_id: str, day: dt.date) -> int:
    return int(connection.scalar(sa.select(spending.c.tokens).where(_mine(case_id, day))) or 0)


def _put(connection: Connection, case_id: str, day: dt.date, tokens: int) -> None:
    done = connection.execute(sa.update(spending).where(_mine(case_id, day)).values(tokens=tokens))
    if not done.rowcount:
        connection.execute(sa.insert(spending).values(day=day, case_id=case_id, tokens=tokens))
