"""Is the lab's Odoo a real one, seen through both doors, and does the bot have the rights we promise and no more?"""

import urllib.request
from collections.abc import Callable
from typing import Any

import httpx
import odoorpc
import pytest
from odoo_lab import OdooLab, OdooServer
from odoo_users import Bot, Rpc

TODAY_IN_THE_BOOKS = "2026-03-02"


@pytest.fixture(scope="module")
def as_bot(bot: Bot, odoo_login: Callable[[str, str], Rpc]) -> Rpc:
    return odoo_login(bot.login, bot.api_key)


@pytest.fixture(scope="module")
def customer(odoo_admin: Rpc) -> int:
    values = {"name": "Brightline Retail Inc", "email": "ap@brightline.example", "is_company": True}
    return int(odoo_admin("res.partner", "create", values))


@pytest.fixture(scope="module")
def invoice(odoo_admin: Rpc, customer: int) -> int:
    line = {"name": "Hydraulic pump HP-40", "quantity": 10, "price_unit": 250.0, "tax_ids": [(5, 0, 0)]}
    values = {"move_type": "out_invoice", "partner_id": customer, "invoice_date": TODAY_IN_THE_BOOKS}
    return int(odoo_admin("account.move", "create", values | {"invoice_line_ids": [(0, 0, line)]}))


@pytest.fixture(scope="module")
def ticket(odoo_admin: Rpc, customer: int) -> int:
    values = {"name": "2 pumps never arrived", "description": "<p>10 ordered, 8 received.</p>", "partner_id": customer}
    return int(odoo_admin("helpdesk.ticket", "create", values))


def json2(server: OdooServer, key: str, path: str, **arguments: Any) -> httpx.Response:
    headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": server.db}
    return httpx.post(f"{server.url}/json/2/{path}", json=arguments, headers=headers, timeout=60)


def test_the_server_says_that_it_is_healthy(odoo_server: OdooServer) -> None:
    with urllib.request.urlopen(f"{odoo_server.url}/web/health") as answer:
        assert answer.status == 200


def test_both_doors_show_the_same_customer(odoo_server: OdooServer, bot: Bot, as_bot: Rpc, customer: int) -> None:
    by_odoorpc = as_bot("res.partner", "read", [customer], ["name", "email"])
    by_json2 = json2(odoo_server, bot.api_key, "res.partner/read", ids=[customer], fields=["name", "email"])
    assert by_json2.json() == by_odoorpc
    assert by_odoorpc[0]["name"] == "Brightline Retail Inc"


def test_the_administrator_gets_a_key_for_json2(odoo_lab: OdooLab, odoo_server: OdooServer) -> None:
    key = odoo_lab.api_key(odoo_server, "admin")
    assert json2(odoo_server, key, "res.users/context_get").json()["uid"] == 2


def test_the_bot_reads_the_invoice_over_2500(as_bot: Rpc, invoice: int) -> None:
    row = as_bot("account.move", "read", [invoice], ["state", "amount_total", "invoice_line_ids"])[0]
    assert (row["state"], row["amount_total"]) == ("draft", 2500.0)
    assert as_bot("account.move.line", "read", row["invoice_line_ids"], ["quantity"])[0]["quantity"] == 10.0


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("action_post", []), ("button_cancel", []), ("write", [{"ref": "forged"}]), ("copy", []), ("unlink", [])],
)
def test_the_bot_cannot_post_or_alter_the_invoice(
    odoo_admin: Rpc, as_bot: Rpc, invoice: int, method: str, arguments: list[Any]
) -> None:
    with pytest.raises(odoorpc.error.RPCError, match=r"not allowed|don't have the access rights|Only invoicing"):
        as_bot("account.move", method, [invoice], *arguments)
    row = odoo_admin("account.move", "read", [invoice], ["state", "ref"])[0]
    assert (row["state"], row["ref"]) == ("draft", False)


@pytest.mark.parametrize("model", ["sale.order", "stock.picking", "account.payment", "res.partner", "helpdesk.ticket"])
def test_the_bot_creates_no_business_record(as_bot: Rpc, model: str) -> None:
    with pytest.raises(odoorpc.error.RPCError, match="not allowed to create"):
        as_bot(model, "create", {"name": "forged"})


def test_the_bot_reads_a_ticket_that_it_does_not_follow_and_cannot_change_it(as_bot: Rpc, ticket: int) -> None:
    assert as_bot("helpdesk.ticket", "read", [ticket], ["name"])[0]["name"] == "2 pumps never arrived"
    with pytest.raises(odoorpc.error.RPCError, match="not allowed to modify"):
        as_bot("helpdesk.ticket", "write", [ticket], {"name": "forged"})


def test_the_bots_note_on_a_ticket_sends_no_mail_though_a_reply_would(
    odoo_admin: Rpc, as_bot: Rpc, ticket: int, customer: int
) -> None:
    def mails() -> int:
        return int(odoo_admin("mail.mail", "search_count", []))

    before = mails()
    note = {"message_type": "comment", "subtype_xmlid": "mail.mt_note"}
    as_bot("helpdesk.ticket", "message_post", [ticket], body="8 of 10 were shipped", **note)
    assert mails() == before
    reply = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment", "partner_ids": [customer]}
    odoo_admin("helpdesk.ticket", "message_post", [ticket], body="We are looking into it", **reply)
    assert mails() == before + 1
    sent = odoo_admin("mail.mail", "search_read", [], ["state"], order="id desc", limit=1)
    assert sent[0]["state"] == "exception"  # the lab's mail port refuses everybody


def test_the_bot_leaves_an_activity_on_a_ticket_for_whoever_takes_it(odoo_admin: Rpc, as_bot: Rpc, ticket: int) -> None:
    kind = "mail.mail_activity_data_todo"
    wanted = {"date_deadline": "2026-03-09", "summary": "Credit 2 x 250.00?"}
    (activity,) = as_bot("helpdesk.ticket", "activity_schedule", [ticket], kind, **wanted)
    row = odoo_admin("mail.activity", "read", [activity], ["res_id", "user_id"])[0]
    assert (row["res_id"], row["user_id"]) == (ticket, False)
    # to assign it is to make that person a follower, which is a change of the ticket
    with pytest.raises(odoorpc.error.RPCError, match="not allowed to modify"):
        as_bot("helpdesk.ticket", "activity_schedule", [ticket], kind, **wanted, user_id=odoo_admin.user_id)


def test_an_empty_postgres_database_is_there_for_others(odoo_lab: OdooLab) -> None:
    url = odoo_lab.postgres_database("plain")
    assert url == odoo_lab.postgres_url("plain")
    odoo_lab.drop("plain")
