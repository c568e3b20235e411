"""Is a customer with 20,000 open items still a case in under 2 seconds (of this process) and 100 MB?"""

import datetime as dt
import json
import threading
import time
import tracemalloc
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from contract import customer
from office import Office

from triage.domain.casefile import BooksQuery
from triage.domain.codes import Intent
from triage.odoo.json2_transport import Json2Transport
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.transport import SandboxTransport

ITEMS = 20_000


def swollen() -> dict[str, list[dict[str, Any]]]:
    """Return the world in which Brightline has 20,000 more open invoices of 100.00, one due each day of 100."""
    tables = compile_world(packaged_world())
    pattern = next(row for row in tables["account.move"] if row["name"] == "INV/2026/00101")
    line = next(r for r in tables["account.move.line"] if r["move_id"] == pattern["id"] and r["product_id"])
    for number in range(ITEMS):
        due = (WORLD_NOW.date() - dt.timedelta(days=number % 100)).isoformat()
        move = {"id": 50_000_000 + number, "name": f"INV/2025/{number:05d}", "payment_reference": False, "ref": False}
        sums = {"amount_total": 100.0, "amount_residual": 100.0, "amount_untaxed": 100.0, "invoice_date_due": due}
        tables["account.move"].append(pattern | move | sums | {"invoice_origin": False})
        tables["account.move.line"].append(line | {"id": 50_000_000 + number, "move_id": move["id"], "quantity": 1.0})
    return tables


def test_twenty_thousand_open_items_make_a_case_in_two_seconds_and_a_hundred_megabytes() -> None:
    transport = SandboxTransport(swollen(), clock=lambda: WORLD_NOW)
    office = Office(transport, transport.search_read)
    query = BooksQuery(
        commercial_id=customer(office, "ap@brightline.example"), references=("inv 2025 19999",),
        intents=(Intent.SHORT_SHIPMENT,),
    )  # fmt: skip
    books = office.books
    books.read_case(query.model_copy(update={"open_item_limit": 5}))  # the catalogue and the master data
    began = time.process_time()
    case = books.read_case(query)
    seconds = time.process_time() - began
    tracemalloc.start()
    books.read_case(query)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (seconds < 2, peak < 100_000_000) == (True, True), f"{seconds:.1f} s, {peak / 1e6:.0f} MB"
    assert case.truncated
    assert len(case.invoices) <= 560
    named = next(i for i in case.invoices if i.name == "INV/2025/19999")
    assert named.lines[0].quantity == 1
    (account,) = case.accounts
    assert account.open.value == Decimal(100 * ITEMS) + 7300
    assert account.buckets["90+"].value == Decimal(100 * 200 * 9)
    assert account.open_items == ITEMS + 2
    assert case.rpc_calls <= 12


class Door(BaseHTTPRequestHandler):
    """JSON-2 over the swollen world: every answer is made into JSON, sent, and read again."""

    world: SandboxTransport

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        _, _, _, model, method = self.path.split("/")
        if method == "search_read":
            answer = self.world.search_read(
                model, [tuple(i) if isinstance(i, list) else i for i in asked["domain"]], asked["fields"],
                limit=asked.get("limit"), order=asked.get("order", ""),
            )  # fmt: skip
        else:
            asked["domain"] = [tuple(i) if isinstance(i, list) else i for i in asked.get("domain", ())]
            answer = self.world.execute(model, method, (), asked)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_same_account_over_http_and_json_keeps_the_bounds_with_the_decoding_paid() -> None:
    Door.world = SandboxTransport(swollen(), clock=lambda: WORLD_NOW)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wire = Json2Transport(
        url=f"http://127.0.0.1:{server.server_port}", database="world", key="none", timeout_seconds=30
    )
    office = Office(wire, Door.world.search_read)
    try:
        query = BooksQuery(
            commercial_id=customer(office, "ap@brightline.example"), references=("inv 2025 19999",),
            intents=(Intent.SHORT_SHIPMENT,),
        )  # fmt: skip
        books = office.books
        books.read_case(query.model_copy(update={"open_item_limit": 5}))
        began = time.process_time()
        case = books.read_case(query)
        seconds = time.process_time() - began
        tracemalloc.start()
        books.read_case(query)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    finally:
        server.shutdown()
        server.server_close()
    assert (seconds < 2, peak < 100_000_000) == (True, True), f"{seconds:.1f} s, {peak / 1e6:.0f} MB"
    assert (len(case.invoices) <= 560, case.accounts[0].open_items) == (True, ITEMS + 2)
    assert case.rpc_calls <= 12
