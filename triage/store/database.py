"""Which database, and how is it opened? SQLite by default, PostgreSQL by one URL."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from triage.domain.failures import RetryLater
from triage.store.schema import migrate

BUSY_MILLISECONDS = 30_000


def is_sqlite(url: str) -> bool:
    """Tell whether the URL names a SQLite file."""
    return url.startswith("sqlite:")


def sqlalchemy_url(url: str) -> str:
    """Return the URL with the driver we ship."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _tune_sqlite(connection: Any, _record: Any) -> None:
    """WAL, full fsync at commit, and explicit transactions; a mail acknowledged is a mail on disk."""
    connection.isolation_level = None
    # secure_delete: what is purged is overwritten in the file, too
    ours = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
    for pragma in (*ours, f"busy_timeout={BUSY_MILLISECONDS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where the transaction will write: look and act are one act."""
    writes = connection.get_execution_options().get("triage_write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """An opened and migrated database; `transaction()` is the only way in."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self._looking = threading.local()
        self._writing = threading.Lock()
        self.is_sqlite = is_sqlite(url)
        self.folder = Path(url.removeprefix("sqlite:///")).parent if self.is_sqlite else None
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = sa.create_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=20,
            pool_pre_ping=not self.is_sqlite,
            hide_parameters=True,  # they are mails and tokens' hashes: no error may quote them
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _tune_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        with self.transaction() as connection:
            migrate(connection)

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Connection]:
        """Yield a connection; committed at the end, rolled back on any exception.

        SQLite takes the write lock at once, so that look-and-act is one act. Raises
        `RetryLater` when the database is away or its lock cannot be had.
        """
        looking: Connection | None = getattr(self._looking, "connection", None)
        if looking is not None and not write:
            yield looking
            return
        try:
            with (
                self._turn(write),
                self.engine.connect().execution_options(triage_write=write) as connection,
                connection.begin(),
            ):
                yield connection
        except (OperationalError, sa.exc.InterfaceError) as error:
            raise RetryLater(f"the database is not available ({type(error.orig).__name__})") from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise RetryLater("the database closed the connection") from error
            raise

    @contextmanager
    def _turn(self, write: bool) -> Iterator[None]:
        """Let the writers of this process wait for each other here: SQLite would let them sleep and try again."""
        if not (write and self.is_sqlite):
            yield
            return
        if not self._writing.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise RetryLater("the database is busy")
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def one_look(self) -> Iterator[Connection]:
        """Yield a connection that all reading transactions of this thread share meanwhile; raises `RetryLater`."""
        with self.transaction(write=False) as connection:
            self._looking.connection = connection
            try:
                yield connection
            finally:
                self._looking.connection = None

    def lock(self, connection: Connection, name: str) -> None:
        """Take a lock that lasts until the transaction ends; SQLite's write lock already is one."""
        if not self.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"triage.{name}"})

    def forget(self) -> None:
        """Let what was deleted leave SQLite's log file as well; PostgreSQL's own vacuum does it there."""
        if self.is_sqlite:
            with closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
