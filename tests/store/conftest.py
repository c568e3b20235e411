"""What do the tests of the store share? An empty database of each kind: PostgreSQL's tests count as live."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_postgres import OwnPostgres

from triage.store.database import Database

NUMBERS = itertools.count(1)
WITHOUT = pytest.mark.skipif(os.environ.get("TRIAGE_LIVE") == "0", reason="TRIAGE_LIVE=0")
BOTH = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.live, WITHOUT])]


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    cluster = OwnPostgres()
    yield cluster
    cluster.close()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'triage.sqlite3'}"
    return request.getfixturevalue("postgres").database(f"store_{next(NUMBERS)}")


@pytest.fixture
def both(database_url: str) -> Iterator[Database]:
    """Return an empty database, once of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()
