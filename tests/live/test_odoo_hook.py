"""Does stock Odoo's own webhook bring a new ticket into the house within seconds, though it is only a hint?"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odoo_lab import OdooLab, OdooServer
from odoo_users import Bot, Rpc, create_bot
from test_road import Service

from evaluation.worlds.rpc import Rpc as SeedRpc
from evaluation.worlds.seed import seed
from triage.odoo.sandbox.library import packaged_world

SECRET = "a-secret-in-the-path"


@pytest.fixture(scope="module")
def server(odoo_lab: OdooLab) -> Iterator[OdooServer]:
    running = odoo_lab.serve(odoo_lab.database("hooks"))
    rpc = SeedRpc(running.url, running.db, running.admin_login, running.admin_password)
    seed(rpc, packaged_world(), ("short-shipment-no-backorder",))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(server: OdooServer) -> Rpc:
    return Rpc(server, server.admin_login, server.admin_password)


@pytest.fixture(scope="module")
def hook_bot(odoo_lab: OdooLab, server: OdooServer, admin: Rpc) -> Bot:
    bot = create_bot(odoo_lab, server, admin)
    admin("res.users", "write", [bot.user_id], {"company_ids": [(6, 0, admin("res.company", "search", []))]})
    return bot


@pytest.fixture
def house(tmp_path: Path, server: OdooServer, hook_bot: Bot) -> Iterator[Service]:
    """Return a house that polls once an hour: what comes at once came by a hint."""
    settings = {
        "TRIAGE_BOOKS": "json2",
        "TRIAGE_ODOO_URL": server.url,
        "TRIAGE_ODOO_DATABASE": server.db,
        "TRIAGE_ODOO_KEY": hook_bot.api_key,
        "TRIAGE_SYNC_SECONDS": "3600",
        "TRIAGE_ODOO_HOOK_SECRET": SECRET,
        "TRIAGE_ENCODER": "off",
    }
    service = Service(tmp_path, settings)
    yield service
    service.stop()


def hook_up(admin: Rpc, url: str) -> int:
    """Make the automation rule that a consultant would click together; returns its id."""
    (model,) = admin("ir.model", "search", [("model", "=", "helpdesk.ticket")])
    fields = admin("ir.model.fields", "search", [("model", "=", "helpdesk.ticket"), ("name", "in", ["name", "number"])])
    action = {
        "name": "Tell triage", "model_id": model, "state": "webhook", "usage": "base_automation", "webhook_url": url,
        "webhook_field_ids": [(6, 0, fields)],
    }  # fmt: skip
    rule = {
        "name": "Tell triage", "model_id": model, "trigger": "on_create_or_write",
        "action_server_ids": [(0, 0, action)],
    }  # fmt: skip
    made = admin("base.automation", "create", [rule])
    return int(made[0] if isinstance(made, list) else made)


def new_ticket(admin: Rpc, words: str) -> int:
    made = admin(
        "helpdesk.ticket",
        "create",
        [
            {
                "name": "Portal",
                "description": f"<p>{words}</p>",
                "partner_name": "Dana",
                "partner_email": "dana@x.example",
            }
        ],
    )
    return int(made[0] if isinstance(made, list) else made)


def cases_of(house: Service, ticket: int) -> list[dict[str, Any]]:
    return [case for case in house.get("/v1/cases?limit=500")["cases"] if case["ticket_id"] == ticket]


def awaited(house: Service, ticket: int, number: int, seconds: float = 30) -> float:
    """Wait until a ticket has so many cases; returns the seconds it took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if len(cases_of(house, ticket)) >= number:
            return time.monotonic() - started
        time.sleep(0.2)
    raise AssertionError(f"ticket {ticket} has {len(cases_of(house, ticket))} cases after {seconds} s")


def test_a_new_ticket_and_a_changed_one_come_by_stock_odoos_webhook_within_seconds(
    house: Service, admin: Rpc, capsys: pytest.CaptureFixture[str]
) -> None:
    house.start("serve")
    time.sleep(3)  # the first look at the start is over: from here on, only hints bring news
    rule = hook_up(admin, f"http://127.0.0.1:{house.port}/v1/inbound/odoo/{SECRET}")
    try:
        ticket = new_ticket(admin, "Two of ten pumps are missing on INV/2026/00101.")
        first = awaited(house, ticket, 1)
        admin("helpdesk.ticket", "write", [ticket], {"priority": "2"})
        time.sleep(4)
        assert len(cases_of(house, ticket)) == 1
        admin("helpdesk.ticket", "write", [ticket], {"description": "<p>Sorry, three of ten are missing.</p>"})
        second = awaited(house, ticket, 2)
        with capsys.disabled():
            sys.stdout.write(f"\na ticket came {first:.1f} s after it was made, then its new words {second:.1f} s\n")
    finally:
        admin("base.automation", "unlink", [rule])
    assert SECRET not in (house.home / "log").read_text(encoding="utf-8")


def test_a_wrong_secret_brings_nothing_and_odoos_users_do_not_notice(house: Service, admin: Rpc) -> None:
    house.start("serve")
    time.sleep(3)
    rule = hook_up(admin, f"http://127.0.0.1:{house.port}/v1/inbound/odoo/another")
    try:
        ticket = new_ticket(admin, "Where is my order?")
        time.sleep(4)
        assert cases_of(house, ticket) == []
    finally:
        admin("base.automation", "unlink", [rule])
    house.start("sync").wait(60)
    assert len(cases_of(house, ticket)) == 1
