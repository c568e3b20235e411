"""What do all tests share? A world without network: only servers on this machine may be called."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# CI must say the same of the same commit; by hand, hypothesis goes on looking for new cases.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).parents[1]
LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"a test wants to call {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


# What takes more than a few seconds: left out of `make test-fast`, never of `make test`.
SLOW = (
    "tests/architecture",  # `make check` runs it
    "tests/evaluation", "tests/inbound", "tests/silence", "tests/mail_door",
    "tests/guard/test_injection.py",
    "tests/understand/test_model_release.py", "tests/understand/test_foreign.py", "tests/understand/test_encoder.py",
    "tests/understand/test_hostile_text.py",
    "tests/llm/test_lies.py", "tests/llm/test_summary.py", "tests/llm/test_llm.py",
    "tests/commands/test_docs.py", "tests/commands/test_outage.py", "tests/commands/test_secrets.py",
    "tests/commands/test_keeping.py", "tests/commands/test_dead_letters.py", "tests/commands/test_patience.py",
    "tests/commands/test_awaiting.py", "tests/commands/test_journey.py",
    "tests/api/test_description.py", "tests/api/test_events_door.py", "tests/api/test_pages.py",
    "tests/odoo/test_large_account.py", "tests/odoo/test_contract_recorded.py", "tests/odoo/test_cost_of_a_case.py",
    "tests/verify/test_worked_world.py", "tests/verify/test_properties.py",
    "tests/review",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones, so that the fast loop stays under a minute."""
    for item in items:
        where = item.path.relative_to(ROOT).as_posix()
        if where.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
