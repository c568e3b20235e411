"""Do /jsonrpc and JSON-2 keep the same contract as the sandbox, over a real Odoo 19 that holds the worked world?"""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from odoo_lab import OdooLab, OdooServer
from odoo_users import Bot, Rpc, create_bot

from evaluation.proof import Proof, prove_all
from evaluation.worlds.rpc import Rpc as SeedRpc
from evaluation.worlds.seed import seed
from triage.domain.casefile import BooksAnswer, BooksQuery
from triage.domain.codes import Intent
from triage.domain.facts import Fact
from triage.odoo import open_books
from triage.odoo.connection import Connection, open_transport
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.transport import SandboxTransport

HERE = Path(__file__).parent
ODOO_TESTS = HERE.parent / "odoo"
sys.path.insert(0, str(ODOO_TESTS))
from cassettes import recorder  # noqa: E402
from contract import BooksContract, DeskContract  # noqa: E402
from office import Office, suggestion  # noqa: E402
from pictures import picture  # noqa: E402

GOODS = (Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS)
Both = tuple[dict[str, BooksAnswer], dict[str, BooksAnswer]]
Connect = Callable[[str], Connection]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return what prints a measured figure, also where output is captured."""

    def told(words: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{words}\n")

    return told


@pytest.fixture(scope="module")
def server(odoo_lab: OdooLab) -> Iterator[OdooServer]:
    running = odoo_lab.serve(odoo_lab.database("world"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def seeded(server: OdooServer) -> SeedRpc:
    rpc = SeedRpc(server.url, server.db, server.admin_login, server.admin_password)
    seed(rpc, packaged_world())
    return rpc


@pytest.fixture(scope="module")
def world_bot(odoo_lab: OdooLab, server: OdooServer, seeded: SeedRpc) -> Bot:
    bot = create_bot(odoo_lab, server, Rpc(server, server.admin_login, server.admin_password))
    companies = seeded("res.company", "search", [])
    seeded("res.users", "write", [bot.user_id], {"company_ids": [(6, 0, companies)]})
    return bot


@pytest.fixture(scope="module")
def connect(server: OdooServer, world_bot: Bot) -> Connect:
    def connection(kind: Any) -> Connection:
        known = {"url": server.url, "database": server.db, "login": world_bot.login, "key": world_bot.api_key}
        return Connection(kind=kind, timeout_seconds=60, **known)

    return connection


@pytest.fixture(params=["odoorpc", "json2"])
def office(request: pytest.FixtureRequest, connect: Connect, server: OdooServer) -> Iterator[Office]:
    """Return the office over one transport; TRIAGE_RECORD=1 writes what is said to the cassettes of tests/odoo."""
    recording = os.environ.get("TRIAGE_RECORD") == "1" and request.cls is not None
    known = {"login": server.admin_login, "key": server.admin_password}
    admin = open_transport(dataclasses.replace(connect("odoorpc"), **known))
    with recorder(request.param, request.node.name) if recording else nullcontext():
        yield Office(open_transport(connect(request.param)), admin.search_read, tag=request.param)


class TestBooks(BooksContract):
    pass


class TestDesk(DeskContract):
    pass


def test_seeding_again_makes_nothing_new(seeded: SeedRpc, server: OdooServer, tell: Callable[[str], None]) -> None:
    again = SeedRpc(server.url, server.db, server.admin_login, server.admin_password)
    told = seed(again, packaged_world())
    tell(f"{len(told)} situations seeded with {seeded.calls} calls, {seeded.made} records by name; again: {again.made}")
    assert (again.made, seeded.made > 100) == (0, True)


def read_all(office: Office) -> dict[str, BooksAnswer]:
    world, books, found = packaged_world(), office.books, {}
    for key in sorted({situation.customer for situation in world.situations}):
        wanted = world.customers[key]
        partners = books.find_partners(addresses=[wanted.email], domains=[], names=[])
        chosen = next(p for p in partners if p.name == wanted.name)
        found[key] = books.read_case(BooksQuery(commercial_id=chosen.commercial_id, intents=GOODS))
    return found


@pytest.fixture(scope="module")
def both(connect: Connect) -> Both:
    sandbox = SandboxTransport(compile_world(packaged_world()), clock=lambda: WORLD_NOW)
    live = open_transport(connect("json2"))
    return read_all(Office(sandbox, sandbox.search_read)), read_all(Office(live, live.search_read))


@pytest.mark.parametrize("part", ["partners", "invoices", "orders", "deliveries", "payments", "accounts", "promises"])
def test_the_sandbox_tells_the_same_story_as_odoo(both: Both, part: str) -> None:
    in_memory, live = ({key: picture(answer)[part] for key, answer in answers.items()} for answers in both)
    assert {k: (in_memory[k], live[k]) for k in live if in_memory[k] != live[k]} == {}


def test_every_fact_is_read_back_equal_from_odoo(both: Both, seeded: SeedRpc, tell: Callable[[str], None]) -> None:
    checked, wrong = 0, []
    for fact in [fact for answer in both[1].values() for fact in facts_of(answer)]:
        fields = {a: f for a, f in fact.FIELDS.items() if hasattr(fact, a)}
        row = seeded.read(fact.MODEL, fact.id, *set(fields.values()))
        for attribute, field in fields.items():
            proof = fact.evidence(attribute)
            checked += 1
            if not is_same(proof.value, row[proof.field]):
                wrong.append((fact.MODEL, fact.id, field, proof.value, row[proof.field]))
    tell(f"{checked} figures read back, {len(wrong)} not equal")
    assert (wrong, checked > 500) == ([], True)


def facts_of(answer: BooksAnswer) -> list[Fact]:
    papers = [*answer.invoices, *answer.orders, *answer.deliveries]
    lines = [line for paper in papers for line in paper.lines]
    return [*papers, *lines, *answer.payments, *answer.tickets]


def is_same(shown: str, stored: Any) -> bool:
    """Tell whether evidence says what the record says, each in its own spelling."""
    if isinstance(stored, list) and len(stored) == 2 and isinstance(stored[1], str):
        return shown in (str(stored[0]), stored[1])
    if isinstance(stored, list):  # x2many: names are shown, ids are stored
        return len([part for part in shown.strip("()").split(",") if part.strip()]) == len(stored)
    if isinstance(stored, float):
        return abs(Decimal(shown or "0") - Decimal(str(stored))) < Decimal("0.000001")
    if isinstance(stored, bool):
        return shown == str(stored) or (not stored and not shown)
    return shown.replace("+00:00", "") == str(stored)


KILLED = """
import json, os, signal, sys
told = json.load(sys.stdin)
sys.path[:0] = told["path"]
from office import LosesAnswer, Office, suggestion
from triage.domain.failures import RetryLater
from triage.odoo import open_books
from triage.odoo.connection import Connection, open_transport
transport = open_transport(Connection(**told["connection"]))
try:
    desk = Office(transport, None).desk_over(LosesAnswer(transport, "message_post"))
    desk.show(suggestion(told["ticket"], case_id=told["case"]))
except RetryLater:
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("kind", ["odoorpc", "json2"])
def test_a_process_killed_right_after_the_note_leaves_one_note(connect: Connect, seeded: SeedRpc, kind: str) -> None:
    def look(model: str, domain: Any, fields: Any) -> list[Any]:
        return list(seeded(model, "search_read", list(domain), list(fields)))

    office = Office(open_transport(connect(kind)), look, tag=kind)
    ticket, case = office.ticket("HT00101"), office.case("killed")
    told = {"path": [str(HERE.parents[1]), str(ODOO_TESTS)], "ticket": ticket, "case": case}
    told["connection"] = dataclasses.asdict(connect(kind))
    done = subprocess.run([sys.executable, "-c", KILLED], input=json.dumps(told), text=True, check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    receipt = office.desk.show(suggestion(ticket, case_id=case))
    assert receipt.found
    assert sum(f"[triage:{case}/1]" in note["body"] for note in office.notes(ticket)) == 1
    assert sum(f"[triage:{case}/1]" in row["note"] for row in office.activities(ticket)) == 1


@pytest.mark.parametrize("kind", ["odoorpc", "json2"])
def test_what_a_case_costs(connect: Connect, kind: str, tell: Callable[[str], None]) -> None:
    transport = open_transport(connect(kind))
    books, world = Office(transport, transport.search_read).books, packaged_world()
    costs: list[tuple[int, float]] = []
    warming, measured = world.situations[:8], world.situations[::3]
    for situation in [*warming, *measured]:
        address = world.customers[situation.customer].email
        intents = (situation.truth.primary,) if situation.truth else ()
        began = time.perf_counter()
        commercial = books.find_partners(addresses=[address], domains=[], names=[])[0].commercial_id
        answer = books.read_case(BooksQuery(commercial_id=commercial, intents=intents))
        costs.append((answer.rpc_calls, time.perf_counter() - began))
    steady = costs[len(warming) :]
    seconds = sorted(took for _, took in steady)
    mean, p95 = sum(seconds) / len(seconds), seconds[int(len(seconds) * 0.95)]
    most = max(calls for calls, _ in steady)
    tell(f"{kind}: {most} calls a case at most (first one {costs[0][0]}), {mean:.3f} s on average, p95 {p95:.3f} s")
    assert (most <= 12, p95 < 1.0) == (True, True)


def told(proofs: list[Proof]) -> dict[str, list[tuple[str, str, str, str]]]:
    """Return what the checks said of each situation: intent, outcome, amount and reason."""
    return {
        proof.situation.id: sorted(
            (f.intent.value, f.outcome.value, str(f.amount), f.reason)
            for f in proof.findings
            if f.intent is not Intent.CREDIT  # the bot may not see a credit limit
        )
        for proof in proofs
    }


def test_every_situation_is_proved_alike_in_the_sandbox_and_in_odoo(
    connect: Connect, seeded: SeedRpc, tell: Callable[[str], None]
) -> None:
    world = packaged_world()
    proofs = prove_all(world, books=open_books(connect("json2"), clock=lambda: world.now))
    live, most = told(proofs), max(proof.case_file.rpc_calls for proof in proofs[10:])  # tables and fields are known
    in_memory = told(prove_all(world))
    different = {key: (in_memory[key], live[key]) for key in live if in_memory[key] != live[key]}
    tell(f"{len(live)} situations proved against Odoo, {len(different)} unlike the sandbox, {most} calls at most")
    assert different == {}
    assert most <= 12
