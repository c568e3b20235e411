"""What do the tests of the HTTP door share? A house in a folder of its own, and a client with a token."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from triage.api import create_app
from triage.api.access import digest_of
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.settings import Settings

TOKENS = {"gateway": "ingest", "reader": "content", "watcher": "read", "operator": "operate+read", "all": "admin"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    entries = " ".join(f"{name}:{digest_of(name + '-token')}:{scopes}" for name, scopes in TOKENS.items())
    return Settings(home=tmp_path, tokens=entries, max_message_bytes=64 * 1024, _env_file=None)


@pytest.fixture
def house(settings: Settings) -> Iterator[Household]:
    opened = Household.open(settings)
    yield opened
    opened.database.close()


@pytest.fixture
def client(house: Household) -> Iterator[TestClient]:
    with TestClient(create_app(open_services(house))) as opened:
        yield opened


def bearer(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {name}-token"}
