"""Is the world's description sound: complete, unambiguous, and true to its own arithmetic?"""

import email
import email.policy
from pathlib import Path

import pytest
from stdnum.eu import vat

from triage.domain.failures import Broken
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.fields import RELATIONS
from triage.odoo.sandbox.library import describe, load_world, packaged_world
from triage.odoo.sandbox.mails import list_mails
from triage.odoo.sandbox.story import Story

WORLD = packaged_world()
TABLES = compile_world(WORLD)
SITUATIONS = {describe(s): s for s in WORLD.situations}


def by_name(model: str, name: str) -> dict[str, object]:
    (row,) = [row for row in TABLES[model] if row["name"] == name]
    return row


def write(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text("now: 2026-11-16T09:00:00+00:00\n" + text, encoding="utf-8")
    return path


def test_every_link_of_every_row_leads_to_a_row() -> None:
    ids = {model: {row["id"] for row in rows} for model, rows in TABLES.items()}
    for (model, field), target in RELATIONS.items():
        for row in TABLES[model]:
            value = row[field]
            linked = value if isinstance(value, list) else [value] if value else []
            assert set(linked) <= ids[target], f"{model} {row['id']} {field}"


def test_no_two_documents_have_the_same_name() -> None:
    for model in ("sale.order", "stock.picking", "account.move", "account.payment"):
        names = [row["name"] for row in TABLES[model] if row["name"]]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("customer", sorted(WORLD.customers), ids=str)
def test_a_customers_vat_number_is_valid_by_format_unless_it_is_meant_to_be_wrong(customer: str) -> None:
    number = WORLD.customers[customer].vat
    assert not number or number.startswith(("GB", "CH", "NO", "XX")) or vat.is_valid(number), number


@pytest.mark.parametrize("label", sorted(SITUATIONS))
def test_a_situations_texts_name_only_documents_that_it_has(label: str) -> None:
    situation = SITUATIONS[label]
    story = Story(WORLD, situation)
    texts = [situation.mail.subject, situation.mail.body] if situation.mail else []
    texts += [finding.document for finding in situation.truth.findings] if situation.truth else []
    assert not [text for text in map(story.fill, texts) if "{" in text or "}" in text]


def test_ten_pumps_billed_and_eight_shipped_leave_2500_open_and_a_status_that_lies() -> None:
    invoice = by_name("account.move", "INV/2026/00101")
    assert (invoice["amount_total"], invoice["amount_residual"], invoice["ref"]) == (2500.0, 2500.0, "PO-BR-1001")
    order = by_name("sale.order", "S00101")
    assert order["delivery_status"] == "full"
    (line,) = [row for row in TABLES["sale.order.line"] if row["order_id"] == order["id"]]
    assert (line["product_uom_qty"], line["qty_delivered"], line["qty_invoiced"]) == (10.0, 8.0, 10.0)


def test_gloves_shipped_in_pieces_count_as_cartons_on_the_order() -> None:
    order = by_name("sale.order", "S01601")
    (line,) = [row for row in TABLES["sale.order.line"] if row["order_id"] == order["id"]]
    assert (line["product_uom_qty"], line["qty_delivered"], line["price_unit"]) == (20.0, 18.0, 90.0)
    assert by_name("account.move", "INV/2026/01601")["amount_total"] == 2178.0


def test_a_payment_with_a_wrong_reference_stays_unmatched() -> None:
    payment = by_name("account.payment", "PBNK1/2026/00801")
    (line,) = [row for row in TABLES["account.move.line"] if row["payment_id"] == payment["id"]]
    assert (line["amount_residual_currency"], payment["is_reconciled"]) == (-1850.0, False)
    assert by_name("account.move", "INV/2026/00801")["payment_state"] == "not_paid"


def test_an_applied_credit_note_lowers_what_is_open() -> None:
    assert by_name("account.move", "INV/2026/01201")["amount_residual"] == 930.0
    assert by_name("account.move", "RINV/2026/01201")["amount_residual"] == 0.0


def test_every_mail_is_a_message_with_sender_subject_and_text() -> None:
    mails = list_mails(WORLD)
    assert len(mails) >= 15
    for situation, raw in mails:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert message["Message-ID"]
        assert message["From"]
        body = message.get_body()
        assert body is not None
        assert len(body.get_content()) > 20, situation.id
    assert list_mails(WORLD) == mails


def test_a_misspelt_word_is_refused_with_its_place(tmp_path: Path) -> None:
    text = "customers: {a: {name: A}}\nsituations: [{id: x, number: 1, title: t, customer: a, ordres: []}]\n"
    with pytest.raises(Broken, match=r"situations\.0\.ordres"):
        load_world([write(tmp_path, text)])


def test_a_number_given_twice_is_refused(tmp_path: Path) -> None:
    one = "{id: %s, number: 7, title: t, customer: a}"
    text = f"customers: {{a: {{name: A}}}}\nsituations: [{one % 'x'}, {one % 'y'}]\n"
    with pytest.raises(Broken, match="the number 7"):
        load_world([write(tmp_path, text)])


def test_the_sandboxs_clock_stands_on_the_worlds_own_day() -> None:
    assert packaged_world().now == WORLD_NOW
