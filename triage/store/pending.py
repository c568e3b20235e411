"""Who holds work right now? One look into the engine's own table, kept apart because it is the engine's."""

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from triage.domain.failures import RetryLater
from triage.store.database import is_sqlite, sqlalchemy_url


@lru_cache(maxsize=4)
def _engine(url: str) -> sa.Engine:
    return sa.create_engine(sqlalchemy_url(url), pool_size=1, max_overflow=1, hide_parameters=True)


def _table(url: str) -> str:
    return "workflow_status" if is_sqlite(url) else "dbos.workflow_status"


def list_pending_executors(url: str) -> set[str]:
    """List executors that have claimed work and not finished it; raises `RetryLater`."""
    query = f"SELECT DISTINCT executor_id FROM {_table(url)} WHERE status = 'PENDING'"  # noqa: S608 (fixed names)
    try:
        with _engine(url).connect() as connection:
            return {row[0] for row in connection.execute(sa.text(query)) if row[0]}
    except DBAPIError as error:
        raise RetryLater("the engine's database is not available") from error


def count_by_queue(url: str) -> dict[tuple[str, str], int]:
    """Count unfinished and failed workflows by queue and status, for gauges; raises `RetryLater`."""
    query = (
        f"SELECT COALESCE(queue_name, ''), status, COUNT(*) FROM {_table(url)} "  # noqa: S608 (fixed names)
        "WHERE status NOT IN ('SUCCESS', 'CANCELLED') GROUP BY 1, 2"
    )
    try:
        with _engine(url).connect() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(sa.text(query))}
    except DBAPIError as error:
        raise RetryLater("the engine's database is not available") from error


def list_given_up(url: str) -> list[str]:
    """List case ids whose leg the engine gave up: a leg that killed its worker too often."""
    query = (
        f"SELECT workflow_uuid FROM {_table(url)} "  # noqa: S608 (fixed names)
        "WHERE status IN ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')"
    )
    try:
        with _engine(url).connect() as connection:
            return sorted({row[0] for row in connection.execute(sa.text(query))})
    except DBAPIError as error:
        raise RetryLater("the engine's database is not available") from error
