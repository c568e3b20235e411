"""Can people do their work in Odoo's own web client: decide, send, approve, by mouse, keyboard, phone, in the dark?"""

import base64
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from babel.messages.pofile import read_po
from odoo_desk import ADDONS, Desk, open_desk
from odoo_lab import OdooLab
from playwright.sync_api import Browser, expect, sync_playwright
from web_client import WebClient, launched

S = "triage.suggestion"
Person = Callable[..., WebClient]


@pytest.fixture(scope="module")
def desk(odoo_lab: OdooLab) -> Iterator[Desk]:
    opened = open_desk(odoo_lab)
    yield opened
    opened.receiver.stop()
    opened.server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


@pytest.fixture
def person(desk: Desk, browser: Browser) -> Iterator[Person]:
    """Return what opens a window for one person; at the end no window may have complained."""
    with ExitStack() as stack:

        def opened(login: str, **size: int) -> WebClient:
            client = WebClient(browser, desk.server, login, **size)
            stack.callback(client.close)
            return client

        yield opened


def test_an_agent_sees_the_case_on_the_ticket_opens_the_evidence_and_accepts(desk: Desk, person: Person) -> None:
    suggestion, ticket = desk.suggest("short-shipment-no-backorder")
    agnes = person("agnes", height=1040)
    page = agnes.open(f"/odoo/helpdesk.ticket/{ticket}")
    agnes.sees("Goods missing", "% sure", "Supported", "billed 10, shipped 8", "500.00", "One approver", "Draft reply")
    agnes.sees("Invoice line", "Goods movement", "Dear Dana Whitfield,")
    agnes.picture("odoo-ticket")
    with page.context.expect_page() as opened:
        page.locator(".o_triage_panel li a").first.click(modifiers=["Control"])
    expect(opened.value.locator(".o_form_view")).to_contain_text("HP-40")
    agnes.press("Accept")
    expect(page.locator("[name=triage_state]")).to_have_text("Accepted")
    assert [(d["kind"], d["user_id"][1]) for d in desk.decisions(suggestion)] == [("accepted", "Agnes")]


def test_an_agent_edits_the_draft_and_sends_it_in_odoos_composer(desk: Desk, person: Person) -> None:
    suggestion, ticket = desk.suggest("price-above-order")
    customer = desk.read(S, suggestion, "partner_id", "draft_body", "draft_subject")
    agnes = person("agnes")
    page = agnes.open(f"/odoo/helpdesk.ticket/{ticket}")
    agnes.press("Edit and send")
    composer = page.locator(".modal")
    expect(composer.locator("[name=partner_ids]")).to_contain_text(customer["partner_id"][1].split(", ")[-1])
    body = composer.locator("[name=body] [contenteditable=true]").first
    expect(body).to_contain_text(customer["draft_body"].splitlines()[0])
    agnes.picture("odoo-composer")
    body.locator("p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" Wir melden uns bis Freitag.")
    composer.locator("button[name=action_send_mail]").click()
    expect(page.locator("[name=triage_state]")).to_have_text("Accepted")
    (decision,) = desk.decisions(suggestion)
    assert (decision["kind"], decision["user_id"][1]) == ("edited", "Agnes")
    assert "Wir melden uns bis Freitag." in decision["difference"]
    domain = [("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket), ("message_type", "=", "comment")]
    (sent,) = desk.admin("mail.message", "search_read", domain, ["body", "author_id", "partner_ids"])
    assert "Wir melden uns bis Freitag." in sent["body"]
    assert (sent["author_id"][1].split(", ")[-1], sent["partner_ids"]) == ("Agnes", [customer["partner_id"][0]])


def test_an_approver_approves_and_the_credit_note_is_a_draft(desk: Desk, person: Person) -> None:
    suggestion, _ = desk.suggest("short-shipment-no-backorder")
    petra = person("petra")
    page = petra.open("/odoo/action-triage_suggestion.triage_suggestion_action_approve")
    page.locator(".o_data_row", has_text="Goods missing").first.wait_for()
    petra.picture("odoo-to-approve")
    petra.open(f"/odoo/suggestions/{suggestion}")
    petra.tab("Steps and approvals")
    petra.press("Approve")
    expect(page.locator(".o_data_row", has_text="Propose a credit note")).to_contain_text("Done")
    petra.picture("odoo-approved")
    step = desk.step(suggestion)
    assert (step["state"], step["result_model"]) == ("done", "account.move")
    credit = desk.read("account.move", step["result_id"], "state", "move_type", "amount_total", "create_uid", "ref")
    assert (credit["state"], credit["move_type"], credit["amount_total"]) == ("draft", "out_refund", 500.0)
    assert credit["create_uid"][1] == "Petra"


def test_above_the_limit_a_second_person_is_needed_and_the_first_is_refused(desk: Desk, person: Person) -> None:
    suggestion, _ = desk.suggest("duplicate-invoice")
    petra, paul = person("petra"), person("paul")
    page = petra.open(f"/odoo/suggestions/{suggestion}")
    petra.tab("Steps and approvals")
    petra.press("Approve")
    petra.sees("Approved: a second person has to agree")
    assert desk.step(suggestion)["state"] == "waiting"
    petra.tab("Steps and approvals")
    petra.press("Approve")
    petra.sees("You have approved it already: a second person has to.")
    petra.picture("odoo-second-person")
    page.locator(".modal footer button").first.click()
    page = paul.open(f"/odoo/suggestions/{suggestion}")
    paul.tab("Steps and approvals")
    paul.press("Approve")
    expect(page.locator(".o_data_row", has_text="Propose a credit note")).to_contain_text("Done")
    kinds = [(d["kind"], d["user_id"][1]) for d in desk.decisions(suggestion)]
    assert kinds == [("approved", "Petra"), ("approved", "Paul")]
    step = desk.step(suggestion)
    assert desk.read("account.move", step["result_id"], "state", "amount_total") | {"id": 0} == {
        "id": 0,
        "state": "draft",
        "amount_total": step["amount"],
    }


def test_where_the_books_moved_since_the_approval_lapses_and_says_what(desk: Desk, person: Person) -> None:
    suggestion, _ = desk.suggest("price-above-order")
    invoice = desk.step(suggestion)["invoice_id"][0]
    petra = person("petra", height=640)
    page = petra.open(f"/odoo/suggestions/{suggestion}")
    desk.pay(invoice, 50.0)
    petra.tab("Steps and approvals")
    petra.press("Approve")
    petra.sees("Lapsed: it is no longer what was shown", "Amount Due")
    petra.picture("odoo-lapsed")
    step = desk.step(suggestion)
    assert (step["state"], step["result_id"]) == ("lapsed", 0)
    assert re.search(r"INV/\d+/\d+.*Amount Due: [\d.]+ is now [\d.]+", step["problem"])
    assert "Payment Status: Not Paid is now Partially Paid" in step["problem"]
    expect(page.locator(".o_data_row", has_text="Propose a credit note")).to_contain_text("Lapsed")


def test_a_rejection_by_keyboard_alone_reaches_the_service_signed(desk: Desk, person: Person) -> None:
    suggestion, _ = desk.suggest("paid-in-full")
    agnes = person("agnes")
    page = agnes.open(f"/odoo/suggestions/{suggestion}")
    page.keyboard.press("Alt+w")
    dialog = page.locator(".modal")
    dialog.get_by_text("The figures are wrong").wait_for()
    page.keyboard.press("Tab")
    dialog.locator("input[type=radio]").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    agnes.picture("odoo-reject")
    page.keyboard.press("Tab")
    page.keyboard.type("It was paid on another invoice.")
    page.keyboard.press("Alt+q")
    dialog.wait_for(state="detached")
    (decision,) = desk.decisions(suggestion)
    assert (decision["kind"], decision["note"]) == ("rejected", "It was paid on another invoice.")
    assert desk.read(S, suggestion, "state")["state"] == "rejected"
    desk.send_outbox()
    case = desk.read(S, suggestion, "case_id")["case_id"]
    ((path, is_signed, told),) = [row for row in desk.receiver.taken if row[2].get("case_id") == case]
    assert (path, is_signed) == ("/v1/decisions", True)
    assert (told["kind"], told["by"], told["reason"], told["note"]) == (
        "rejected", "agnes", decision["reason"], "It was paid on another invoice.",
    )  # fmt: skip


def test_a_mail_without_a_ticket_gets_one_by_one_click(desk: Desk, person: Person) -> None:
    suggestion, _ = desk.suggest("price-as-ordered", on_ticket=False)
    agnes = person("agnes", height=500)
    page = agnes.open("/odoo/action-triage_suggestion_helpdesk_mgmt.triage_suggestion_action_inbox")
    row = page.locator(".o_data_row", has_text="Price wrong")
    row.wait_for()
    agnes.picture("odoo-inbox")
    row.get_by_role("button", name="Make a ticket").click()
    page.locator(".o_form_view").wait_for()
    agnes.sees("Refuted")
    ticket = desk.read(S, suggestion, "ticket_id")["ticket_id"][0]
    assert desk.read("helpdesk.ticket", ticket, "create_uid")["create_uid"][1] == "Agnes"


def test_on_a_screen_of_400_pixels_nothing_has_to_be_scrolled_sideways(desk: Desk, person: Person) -> None:
    suggestion, ticket = desk.suggest("short-shipment-no-backorder")
    agnes = person("agnes", width=400, height=900)
    for path in ("/odoo/suggestions", f"/odoo/suggestions/{suggestion}", f"/odoo/helpdesk.ticket/{ticket}"):
        agnes.open(path)
        assert (path, agnes.width()) == (path, 400)
    agnes.sees("Goods missing", "Supported")
    agnes.open(f"/odoo/suggestions/{suggestion}").locator(".o_triage_panel").first.scroll_into_view_if_needed()
    agnes.picture("odoo-narrow")


def test_in_the_dark_every_word_of_the_panel_can_be_read(desk: Desk, person: Person) -> None:
    agnes = person("agnes", height=1000)
    agnes.go_dark()
    for situation in ("short-shipment-no-backorder", "paid-in-full"):
        suggestion, ticket = desk.suggest(situation)
        agnes.open(f"/odoo/suggestions/{suggestion}")
        assert agnes.pale_words() == []
    page = agnes.open(f"/odoo/helpdesk.ticket/{ticket}")
    assert agnes.pale_words() == []
    red, green, blue = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert max(red, green, blue) < 80
    agnes.picture("odoo-dark")


def test_customer_and_invoice_count_their_suggestions_with_the_amount_in_dispute(desk: Desk, person: Person) -> None:
    suggestion, _ = desk.suggest("duplicate-invoice")
    found = desk.read(S, suggestion, "commercial_partner_id", "invoice_ids")
    petra = person("petra")
    for model, record in (
        ("res.partner", found["commercial_partner_id"][0]),
        ("account.move", found["invoice_ids"][0]),
    ):
        page = petra.open(f"/odoo/{model}/{record}")
        button = page.locator("button[name=action_triage_suggestions]")
        expect(button).to_contain_text(re.compile(r"\d+\s*[\d,]+\.00.*Suggestions"))
        petra.picture(f"odoo-{model.replace('.', '-')}")
        button.click()
        expect(page.locator(".o_list_view .o_data_row").first).to_contain_text("Billed twice")


def test_worklist_kanban_activities_pivot_and_graph_open(desk: Desk, person: Person) -> None:
    desk.suggest("short-shipment-no-backorder")
    agnes = person("agnes")
    page = agnes.open("/odoo/suggestions")
    page.locator(".o_data_row").first.wait_for()
    agnes.picture("odoo-worklist")
    for kind in ("kanban", "activity", "pivot", "graph"):
        page.locator(f".o_switch_view.o_{kind}").click()
        page.locator(f".o_view_controller.o_{kind}_view").wait_for()
        page.locator("canvas, table, .o_kanban_record").first.wait_for()
        if kind != "activity":
            agnes.picture(f"odoo-{kind}")
    agnes.open("/odoo/action-triage_suggestion.triage_suggestion_action_analysis")


def test_who_works_in_german_reads_german(desk: Desk, person: Person) -> None:
    language = desk.admin("res.lang", "search", [("code", "=", "de_DE")], context={"active_test": False})
    wizard = desk.admin("base.language.install", "create", {"lang_ids": [(6, 0, language)]})
    desk.admin("base.language.install", "lang_install", [wizard])
    desk.admin("res.users", "write", [desk.users["gerda"]], {"lang": "de_DE"})
    suggestion, ticket = desk.suggest("short-shipment-no-backorder")
    gerda = person("gerda", height=1000)
    gerda.open(f"/odoo/helpdesk.ticket/{ticket}")
    gerda.sees("Ware fehlt", "Belegt", "Nächste Schritte", "Antwortentwurf", "Annehmen", "Ein Freigebender")
    gerda.picture("odoo-german")
    page = gerda.open(f"/odoo/suggestions/{suggestion}")
    gerda.sees("Bearbeiten und senden", "Schritte und Freigaben", "Kunde")
    assert not re.search(r"Supported|Next steps|Claims and|Draft reply", page.locator(".o_form_view").inner_text())


@pytest.mark.parametrize("addon", ["triage_suggestion", "triage_suggestion_helpdesk_mgmt"])
def test_the_translators_template_is_what_odoo_exports(desk: Desk, addon: str) -> None:
    """When this fails, export it anew (Settings, Translations, Export) and translate what is new in all seven."""
    module = desk.admin("ir.module.module", "search", [("name", "=", addon)])
    wizard = desk.admin(
        "base.language.export", "create", {"lang": "__new__", "format": "po", "modules": [(6, 0, module)]}
    )
    desk.admin("base.language.export", "act_getfile", [wizard])
    exported = read_po(io.BytesIO(base64.b64decode(desk.read("base.language.export", wizard, "data")["data"])))
    kept = read_po(io.BytesIO((ADDONS / addon / "i18n" / f"{addon}.pot").read_bytes()))
    assert {term.id for term in exported if term.id} == {term.id for term in kept if term.id}
