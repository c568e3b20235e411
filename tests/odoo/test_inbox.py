"""What do we take from tickets? Customers' words once each, as the mails they would have been."""

import base64
import datetime as dt
import email
import email.policy
from typing import Any

from office import Office

from triage.domain.message import Message
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.transport import SandboxTransport

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
NOW = "2026-11-16 09:00:00"


def office_with(**rows: list[dict[str, Any]]) -> Office:
    tables = compile_world(packaged_world())
    for name, more in rows.items():
        model = name.replace("_", ".")
        pattern = tables[model][0] if tables[model] else {}
        tables[model] += [pattern | row for row in more]
    transport = SandboxTransport(tables, clock=lambda: WORLD_NOW)
    return Office(transport, transport.search_read)


def ticket(**known: Any) -> dict[str, Any]:
    row = {"id": 900_001, "number": "HT99999", "name": "Portal ticket", "description": "<p>Where is it?</p>"}
    return (
        row | {"create_date": NOW, "partner_email": "x@y.example", "partner_name": "Xena", "partner_id": False} | known
    )


def mails(office: Office, ticket_id: int, since: dt.datetime = LONG_AGO) -> list[Any]:
    found = [m for m in office.desk.list_customer_messages(since=since, limit=500) if m.ticket_id == ticket_id]
    return [email.message_from_bytes(m.raw.content, policy=email.policy.default) for m in found]


def test_a_ticket_that_no_mail_made_is_rebuilt_from_its_description() -> None:
    (mail,) = mails(office_with(helpdesk_ticket=[ticket()]), 900_001)
    assert (mail["From"], mail["Subject"], mail["Message-ID"]) == (
        "Xena <x@y.example>", "Portal ticket", "<ticket-900001@world.tickets.invalid>",
    )  # fmt: skip
    assert "Where is it?" in mail.get_body().get_content()


def test_line_breaks_in_names_and_subjects_make_no_headers() -> None:
    hostile = ticket(name="a\r\nBcc: all@world.example", partner_name="X\nY", partner_email="x@y.example")
    (mail,) = mails(office_with(helpdesk_ticket=[hostile]), 900_001)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "a Bcc: all@world.example"


def test_a_ticket_without_an_address_still_comes_with_its_words() -> None:
    (mail,) = mails(office_with(helpdesk_ticket=[ticket(partner_email="", partner_name="")]), 900_001)
    assert mail["From"] is None
    assert "Where is it?" in mail.get_body().get_content()


def test_an_attachment_comes_along_and_the_bytes_are_the_same_twice() -> None:
    content = base64.b64encode(b"%PDF-1.4").decode()
    message = {"id": 900_001, "res_id": 1001, "message_id": "<with@file.example>", "attachment_ids": [900_001]}
    message |= {"create_date": NOW, "date": NOW}
    file = {"id": 900_001, "name": "photo.pdf", "mimetype": "application/pdf", "file_size": 8, "datas": content}
    office = office_with(mail_message=[message], ir_attachment=[file])
    mail = next(m for m in mails(office, 1001) if m["Message-ID"] == "<with@file.example>")
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("photo.pdf", b"%PDF-1.4")
    first, second = (
        [m.raw.content for m in office.desk.list_customer_messages(since=LONG_AGO, limit=500)] for _ in range(2)
    )
    assert first == second


def test_a_colleagues_answer_is_no_customers_message() -> None:
    office = office_with()
    sam = next(row["id"] for row in office.transport.rows("res.partner") if row["email"] == "sam@kesterwood.example")  # type: ignore[attr-defined]
    answer = {"id": 900_001, "res_id": 1001, "message_id": "<our@answer.example>", "author_id": sam, "create_date": NOW}
    office = office_with(mail_message=[answer])
    assert "<our@answer.example>" not in {m["Message-ID"] for m in mails(office, 1001)}


def test_only_what_is_newer_comes_again_and_the_same_second_is_not_lost() -> None:
    office = office_with(helpdesk_ticket=[ticket()])
    assert len(mails(office, 900_001, WORLD_NOW)) == 1
    assert mails(office, 900_001, WORLD_NOW + dt.timedelta(seconds=1)) == []


def test_many_messages_of_one_second_do_not_stop_the_clock() -> None:
    rows = [
        {"id": 900_000 + n, "res_id": 1001, "message_id": f"<m{n}@b.example>", "create_date": NOW, "date": NOW}
        for n in range(30)
    ]
    later = {"id": 900_100, "res_id": 1001, "message_id": "<later@b.example>", "create_date": "2026-11-16 09:00:01"}
    office = office_with(mail_message=[*rows, later | {"date": NOW}])
    found = list(office.desk.list_customer_messages(since=WORLD_NOW, limit=10))
    assert found[-1].changed_at > WORLD_NOW


def message(**known: Any) -> Message:
    words = {"message_id": "new@brightline.example", "digest": "0", "sender": None}
    return Message(**{**words, "sent_at": WORLD_NOW, "received_at": WORLD_NOW, **known})


def test_a_message_finds_its_ticket_by_id_by_thread_and_by_number_in_that_order() -> None:
    books = office_with().books
    found = [
        books.find_ticket(message(ticket_id=6001, subject="HT00101")),
        books.find_ticket(message(references=("t-ha-1@halden.example",), subject="HT00101")),
        books.find_ticket(message(subject="Re: [HT00101] pumps")),
        books.find_ticket(message(subject="nothing to go by")),
    ]
    assert [ticket.number if ticket else None for ticket in found] == ["HT00601", "HT00601", "HT00101", None]


def test_a_reply_to_our_own_mail_from_odoo_finds_its_ticket() -> None:
    sent = {"id": 900_001, "res_id": 1001, "message_id": "<123.456-openerp-1001-helpdesk.ticket@erp>"}
    books = office_with(mail_message=[sent]).books
    found = books.find_ticket(message(in_reply_to=("123.456-openerp-1001-helpdesk.ticket@erp",)))
    assert found is not None
    assert found.number == "HT00101"
