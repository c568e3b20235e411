"""Do mails and tickets end as one note on the right ticket of a real Odoo 19, whatever dies on the way?"""

import datetime as dt
import signal
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from odoo_lab import OdooLab, OdooServer
from odoo_users import Bot, Rpc, create_bot
from test_road import Service

from evaluation.worlds.rpc import Rpc as SeedRpc
from evaluation.worlds.seed import seed
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import list_mails

SITUATIONS = ("short-shipment-no-backorder", "price-as-ordered", "paid-in-full")


@pytest.fixture(scope="module")
def server(odoo_lab: OdooLab) -> Iterator[OdooServer]:
    running = odoo_lab.serve(odoo_lab.database("tickets"))
    seed(SeedRpc(running.url, running.db, running.admin_login, running.admin_password), packaged_world(), SITUATIONS)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def admin(server: OdooServer) -> Rpc:
    return Rpc(server, server.admin_login, server.admin_password)


@pytest.fixture(scope="module")
def ticket_bot(odoo_lab: OdooLab, server: OdooServer, admin: Rpc) -> Bot:
    bot = create_bot(odoo_lab, server, admin)
    companies = admin("res.company", "search", [])
    admin("res.users", "write", [bot.user_id], {"company_ids": [(6, 0, companies)]})
    return bot


@pytest.fixture(params=["json2", "odoorpc"])
def road(request: pytest.FixtureRequest, tmp_path: Path, server: OdooServer, ticket_bot: Bot) -> Iterator[Service]:
    settings = {
        "TRIAGE_BOOKS": request.param,
        "TRIAGE_ODOO_URL": server.url,
        "TRIAGE_ODOO_DATABASE": server.db,
        "TRIAGE_ODOO_LOGIN": ticket_bot.login,
        "TRIAGE_ODOO_KEY": ticket_bot.api_key,
        "TRIAGE_SYNC_SECONDS": "3600",
    }
    service = Service(tmp_path, settings)
    yield service
    service.stop()


def mail_of(situation: str) -> bytes:
    return next(mail for found, mail in list_mails(packaged_world()) if found.id == situation)


def again(mail: bytes, tag: str) -> bytes:
    """Return the same mail under another Message-ID, so that each test has a case of its own."""
    return mail.replace(b"Message-ID: <", f"Message-ID: <{tag}.{time.time_ns()}.".encode(), 1)


def notes_of(admin: Rpc, case_id: str) -> list[dict[str, Any]]:
    domain = [("model", "=", "helpdesk.ticket"), ("body", "ilike", f"[triage:{case_id}/")]
    return list(admin("mail.message", "search_read", domain, ["res_id", "body", "subtype_id", "message_type"]))


def activities_of(admin: Rpc, case_id: str) -> list[dict[str, Any]]:
    domain = [("res_model", "=", "helpdesk.ticket"), ("note", "ilike", f"[triage:{case_id}/")]
    return list(admin("mail.activity", "search_read", domain, ["res_id", "summary"]))


def test_a_mail_becomes_one_note_and_one_activity_though_the_service_is_killed(road: Service, admin: Rpc) -> None:
    mails_before = admin("mail.mail", "search_count", [])
    server = road.start("serve")
    case = road.post(again(mail_of("short-shipment-no-backorder"), "killed"))
    time.sleep(1.5)  # somewhere on the road: at the books, or at the desk
    server.send_signal(signal.SIGKILL)
    server.wait()
    road.start("serve")
    row = road.await_case(case)
    (note,) = notes_of(admin, case)
    assert row["state"] == "delivered"
    assert row["ticket_id"] == note["res_id"]
    assert "500.00" in note["body"]
    assert note["subtype_id"][1] == "Note"
    assert len(activities_of(admin, case)) == 1
    assert admin("mail.mail", "search_count", []) == mails_before


def test_a_mail_without_a_ticket_waits_in_the_service(road: Service, admin: Rpc) -> None:
    road.start("serve")
    case = road.post(again(mail_of("price-as-ordered"), "waits"))
    row = road.await_case(case)
    story = road.get(f"/v1/cases/{case}")
    assert row["state"] == "waiting"
    assert "create_ticket" in [step["kind"] for step in story["proposal"]["steps"]]
    assert story["findings"][0]["outcome"] == "refuted"
    assert notes_of(admin, case) == []


def test_a_customers_message_on_a_ticket_is_found_by_sync_and_answered_there(road: Service, admin: Rpc) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Ken Sato <ken.sato@orchid.example>"
    mail["To"] = "receivables@kesterwood.example"
    mail["Subject"] = "Reminder for INV/2026/00701"
    mail["Date"] = dt.datetime.now(dt.UTC)
    mail["Message-ID"] = f"<sync.{time.time_ns()}@orchid.example>"
    mail.set_content("We have already paid INV/2026/00701 by bank transfer. Please check your records.")
    values = {"user_id": False}
    ticket = admin("helpdesk.ticket", "message_process", "helpdesk.ticket", mail.as_string(), custom_values=values)
    assert road.start("sync").wait(60) == 0
    road.start("serve")
    cases = road.get("/v1/cases?limit=500")["cases"]
    (found,) = [case for case in cases if case["ticket_id"] == ticket]
    assert road.await_case(found["case_id"])["ticket_id"] == ticket
    (note,) = notes_of(admin, found["case_id"])
    assert note["res_id"] == ticket
    second = road.start("sync")
    assert second.wait(60) == 0
    assert len(road.get("/v1/cases?limit=500")["cases"]) == len(cases)


def test_an_answer_to_a_ticket_is_attached_to_it_by_its_references(road: Service, admin: Rpc) -> None:
    road.start("serve")
    mail = again(mail_of("short-shipment-no-backorder"), "reply")
    assert b"In-Reply-To: <t-br-1@brightline.example>" in mail
    case = road.post(mail)
    row = road.await_case(case)
    (ticket,) = admin("helpdesk.ticket", "search", [("name", "ilike", "2 pumps missing")], limit=1)
    assert (row["ticket_id"], notes_of(admin, case)[0]["res_id"]) == (ticket, ticket)
