"""Do desk and addon speak the same suggestion: what is sent, and what each side's tests send, by the one schema?"""

import datetime as dt
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from office import suggestion
from standin import AddonStandin

from triage.odoo.addon import AddonDesk
from triage.odoo.desk import OdooDesk
from triage.odoo.permits import DeskTransport
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.transport import SandboxTransport

ROOT = Path(__file__).parents[2]
CASE = "c-0123456789abcdef01234567"
SCHEMA = json.loads((ROOT / "contract" / "suggestion.schema.json").read_text(encoding="utf-8"))
CHECKER = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
WRITTEN = dt.datetime(2026, 11, 16, 8)  # noqa: DTZ001  # as Odoo has it


def faults(payload: dict[str, Any]) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in CHECKER.iter_errors(json.loads(json.dumps(payload)))]


def unknown(payload: dict[str, Any]) -> set[str]:
    """Return what the payload says beside the contract: a name that nobody will ever read."""
    return set(payload) - set(SCHEMA["properties"])


@pytest.mark.parametrize("ticket", [1001, None])
def test_what_the_desk_sends_fits_the_schema(ticket: int | None) -> None:
    sandbox = SandboxTransport(compile_world(packaged_world()), clock=lambda: WORLD_NOW)
    odoo = AddonStandin(sandbox)
    permitted = DeskTransport(odoo)
    AddonDesk(permitted, OdooDesk(permitted, clock=lambda: WORLD_NOW)).show(suggestion(ticket, case_id=CASE))
    sent = {name: value for name, value in odoo.suggestions[f"{CASE}/1"].items() if name != "id"}
    assert faults(sent) == []
    assert unknown(sent) == set()
    assert sent["case"]["sender"]["proven"] is True


def addons_case(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the base class of the addon's own tests, read outside of Odoo."""
    for name in ("odoo", "odoo.tests", "odoo.tools"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["odoo"].__dict__.update(Command=None, fields=None)
    sys.modules["odoo.tests"].__dict__.update(TransactionCase=object, new_test_user=None)
    sys.modules["odoo.tools"].__dict__.update(mute_logger=None)
    path = ROOT / "addons" / "triage_suggestion" / "tests" / "common.py"
    spec = importlib.util.spec_from_file_location("addon_common", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TriageCase


class Line(SimpleNamespace):
    _name = "account.move.line"


class Invoice(SimpleNamespace):
    def __getitem__(self, name: str) -> float:
        return 2500.0


def test_what_the_addons_own_tests_send_fits_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    case = addons_case(monkeypatch)
    case.number, case.currency = 0, SimpleNamespace(name="EUR")
    case.contact, case.customer = SimpleNamespace(id=7), SimpleNamespace(id=6)
    line = Line(id=31, write_date=WRITTEN, display_name="pump")
    invoice = Invoice(
        id=3, name="INV/2026/00101", move_type="out_invoice", state="posted", invoice_line_ids=[line],
        company_id=SimpleNamespace(id=1), partner_id=case.customer,
    )  # fmt: skip
    payload = case._payload(invoice)
    assert faults(payload) == []
    assert unknown(payload) == set()


def test_what_the_live_tests_send_fits_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "tests" / "live")
    from odoo_addon import Addon

    rows = {
        "account.move": {"name": "INV/2026/00101", "currency_id": [1, "EUR"], "invoice_line_ids": [31]},
        "account.move.line": {"id": 31, "write_date": "2026-11-16 08:00:00"},
    }

    class Admin:
        company_id = 1

        def __call__(self, model: str, *_: Any) -> list[dict[str, Any]]:
            return [rows[model]]

    addon = Addon(server=None, admin=Admin(), roles={}, partner_id=6, invoice_id=3, ticket_id=9)  # type: ignore[arg-type]
    payload = addon.payload()
    assert faults(payload) == []
    assert unknown(payload) == set()
