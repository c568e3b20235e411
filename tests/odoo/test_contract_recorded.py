"""Do odoorpc and JSON-2 keep the contract, as a real Odoo 19 once answered? TRIAGE_RECORD=1 in tests/live asks anew."""

import re
from collections.abc import Iterator

import pytest
from cassettes import FOLDER, recorder
from contract import BooksContract, DeskContract
from office import Office

from triage.odoo.connection import Connection, open_transport

URL = "http://odoo.invalid"


@pytest.fixture(params=["odoorpc", "json2"])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    known = {"url": URL, "database": "world", "login": "bot", "key": "none"}
    with recorder(request.param, request.node.name, record=False):
        look = open_transport(Connection(kind="odoorpc", **known)).search_read
        yield Office(open_transport(Connection(kind=request.param, **known)), look, tag=request.param)


class TestBooks(BooksContract):
    pass


class TestDesk(DeskContract):
    pass


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yaml")), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_cassette_holds_no_secret_and_no_address_of_a_machine(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert not re.search(r"(?i)\b(authorization|bearer|set-cookie|session_id|api[_-]?key)\b", text)
    assert not re.search(r"127\.0\.0\.1|localhost|/home/|/root/|/work/", text)
    assert not re.findall(r"[\w.+-]+@(?!(?:[\w-]+\.)*(?:example|invalid))[\w-]+\.[\w.]+", text)
    assert not re.search(r"\b[0-9a-f]{40}\b", text)
