"""How far have we read elsewhere? Named marks that survive a restart."""

import sqlalchemy as sa

from triage.store.database import Database
from triage.store.schema import cursors


class Cursors:
    """Marks such as "tickets changed up to this moment have been read"."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, name: str) -> str | None:
        """Find a mark by its name."""
        with self._database.transaction(write=False) as connection:
            value = connection.scalar(sa.select(cursors.c.value).where(cursors.c.name == name))
        return str(value) if value is not None else None

    def put(self, name: str, value: str) -> None:
        """Set a mark."""
        with self._database.transaction() as connection:
            self._database.lock(connection, f"cursor.{name}")  # two that set it first would both insert
            moved = connection.execute(sa.update(cursors).where(cursors.c.name == name).values(value=value))
            if not moved.rowcount:
                connection.execute(sa.insert(cursors).values(name=name, value=value))
