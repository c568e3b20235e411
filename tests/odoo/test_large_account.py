"""Is a customer with 20,000 open items still a case in under 2 seconds and 100 MB?"""

import datetime as dt
import time
import tracemalloc
from decimal import Decimal
from typing import Any

from contract import customer
from office import Office

from triage.domain.casefile import BooksQuery
from triage.domain.codes import Intent
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
    began = time.perf_counter()
    case = books.read_case(query)
    seconds = time.perf_counter() - began
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
    assert case.rpc_calls <= 15
