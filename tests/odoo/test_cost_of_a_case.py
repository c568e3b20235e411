"""How many calls does a case take? Every one that leaves the process is counted, over all situations and samples."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from triage import context, inbound
from triage.domain.message import RawMessage
from triage.odoo.books import OdooBooks
from triage.odoo.permits import BooksTransport
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import list_mails
from triage.odoo.sandbox.transport import SandboxTransport
from triage.odoo.transport import Domain, Row
from triage.settings import Settings
from triage.wiring import open_reader

WORLD = packaged_world()
SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.eml"))
MOST = 12


class Counted:
    """A transport that counts what leaves."""

    def __init__(self) -> None:
        self.inner = SandboxTransport(compile_world(WORLD), clock=lambda: WORLD.now)
        self.calls: list[str] = []

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        self.calls.append(model)
        return self.inner.search_read(model, domain, fields, limit=limit, order=order)

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        self.calls.append(f"{model}.{method}")
        return self.inner.execute(model, method, ids, arguments)


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[list[str], int]]:
    """Return for each mail what left the process, and what the case file says; the first mails warm the tables."""
    wire, reader = Counted(), open_reader(Settings())
    books = OdooBooks(BooksTransport(wire), clock=lambda: WORLD.now)
    mails = [(situation.id, raw) for situation, raw in list_mails(WORLD)]
    mails += [(path.stem, path.read_bytes()) for path in SAMPLES]
    found = {}
    for name, content in [*mails[:20], *mails]:
        message = inbound.parse(RawMessage(content=content, received_at=WORLD.now), limits=inbound.Limits())
        wire.calls.clear()
        case = context.gather(message, reader.read(message), books=books, now=WORLD.now)
        catalogue = [call for call in wire.calls if call.endswith(".fields_get")]  # once per model and connection
        found[name] = ([call for call in wire.calls if call not in catalogue], case.rpc_calls)
    return found


def test_no_case_of_any_situation_or_sample_takes_more_than_twelve_calls(
    told: dict[str, tuple[list[str], int]],
) -> None:
    assert len(told) > 160
    dear = {name: calls for name, (calls, _) in told.items() if len(calls) > MOST}
    assert dear == {}
    assert max(len(calls) for calls, _ in told.values()) >= 10  # they did ask


def test_the_case_file_says_how_many_calls_it_took(told: dict[str, tuple[list[str], int]]) -> None:
    assert {name: (len(calls), said) for name, (calls, said) in told.items() if len(calls) != said} == {}


def test_a_stranger_costs_a_few_calls_only(told: dict[str, tuple[list[str], int]]) -> None:
    calls, _ = told["stranger-names-invoice"]
    assert calls == ["helpdesk.ticket", "res.partner", "account.move"]
