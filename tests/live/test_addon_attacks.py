"""Can the service's account, or an employee, do over RPC what only a person with the right may? Every try must fail."""

import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import odoorpc
import pytest
from odoo_addon import Addon, install
from odoo_lab import OdooLab

S, T = "triage.suggestion", "triage.step"
NOTE = {"body": "approved", "message_type": "comment", "subtype_xmlid": "mail.mt_note"}
Attack = Callable[[Any, Addon, int, int], Any]


@pytest.fixture(scope="module")
def addon(odoo_lab: OdooLab) -> Iterator[Addon]:
    world = install(odoo_lab, "attacks")
    yield world
    world.server.stop()


def mail(addon: Addon) -> str:
    sender = f"{addon.roles['approver'].login}@lab.example"
    return f"From: {sender}\nTo: ar@lab.example\nSubject: ok\nMessage-ID: <{id(addon)}@lab.example>\n\nI approve."


# What is refused to everybody: the service's account and an employee who works on suggestions.
COMMON: dict[str, Attack] = {
    "write a state": lambda rpc, a, s, t: rpc(S, "write", [s], {"state": "accepted"}),
    "write a step's state": lambda rpc, a, s, t: rpc(T, "write", [t], {"state": "approved"}),
    "write a step's amount": lambda rpc, a, s, t: rpc(T, "write", [t], {"amount": 1.0}),
    "write who needs to approve": lambda rpc, a, s, t: rpc(T, "write", [t], {"approval": "none"}),
    "write a computed field": lambda rpc, a, s, t: rpc(S, "write", [s], {"approval_state": "done"}),
    "write with a borrowed pass": lambda rpc, a, s, t: rpc(
        S, "write", [s], {"state": "accepted"}, context={"triage_pass": True}
    ),
    "create with a state": lambda rpc, a, s, t: rpc(S, "create", {"name": "x", "key": "x", "state": "accepted"}),
    "create an approval": lambda rpc, a, s, t: rpc("triage.approval", "create", {"step_id": t, "user_id": 2}),
    "create a log entry": lambda rpc, a, s, t: rpc(
        "triage.decision", "create", {"suggestion_id": s, "kind": "approved"}
    ),
    "create an outbox row": lambda rpc, a, s, t: rpc("triage.outbox", "create", {"kind": "decision", "body": "{}"}),
    "create a promise": lambda rpc, a, s, t: rpc("triage.promise", "create", {"partner_id": a.partner_id}),
    "create by name": lambda rpc, a, s, t: rpc(S, "name_create", "x"),
    "delete a suggestion": lambda rpc, a, s, t: rpc(S, "unlink", [s]),
    "copy a suggestion": lambda rpc, a, s, t: rpc(S, "copy", [s]),
    "import a state": lambda rpc, a, s, t: must_load(rpc(S, "load", [".id", "state"], [[str(s), "accepted"]])),
    "save as the web client": lambda rpc, a, s, t: rpc(S, "web_save", [s], {"state": "accepted"}, {}),
    "change a step through its parent": lambda rpc, a, s, t: rpc(
        S, "write", [s], {"step_ids": [(1, t, {"state": "done"})]}
    ),
    "change a suggestion through its ticket": lambda rpc, a, s, t: rpc(
        "helpdesk.ticket", "write", [a.ticket_id], {"triage_suggestion_ids": [(1, s, {"state": "accepted"})]}
    ),
    "remove a suggestion through its ticket": lambda rpc, a, s, t: rpc(
        "helpdesk.ticket", "write", [a.ticket_id], {"triage_suggestion_ids": [(2, s, 0)]}
    ),
    "approve": lambda rpc, a, s, t: rpc(T, "action_approve", [t]),
    "refuse": lambda rpc, a, s, t: rpc(T, "action_refuse", [t], "no"),
    "carry out unapproved": lambda rpc, a, s, t: rpc(T, "action_carry_out", [t]),
    "call a private method": lambda rpc, a, s, t: rpc(T, "_approve_as", [t], 2, 1),
    "call the private opener": lambda rpc, a, s, t: rpc(S, "_opened", [s]),
    "run the lapsing job's method": lambda rpc, a, s, t: rpc(T, "_cron_lapse"),
    "raise a limit": lambda rpc, a, s, t: rpc("triage.approval.limit", "create", {"group_id": 1, "currency_id": 1}),
    "give oneself a group": lambda rpc, a, s, t: rpc(
        "res.users",
        "write",
        [rpc.user_id],
        {"group_ids": [(4, a.admin.id_of("triage_suggestion.group_senior_approver"))]},
    ),
    "join a group": lambda rpc, a, s, t: rpc(
        "res.groups",
        "write",
        [a.admin.id_of("triage_suggestion.group_senior_approver")],
        {"user_ids": [(4, rpc.user_id)]},
    ),
    "read the secret": lambda rpc, a, s, t: rpc("ir.config_parameter", "get_param", "triage_suggestion.secret"),
    "set the secret": lambda rpc, a, s, t: rpc("ir.config_parameter", "set_param", "triage_suggestion.secret", "mine"),
    "read the refused attempts": lambda rpc, a, s, t: rpc("triage.refusal", "search_read", [], ["act"]),
    "read hidden values": lambda rpc, a, s, t: rpc("triage.evidence", "search_read", [], ["value_shown"]),
    "speak as the approver": lambda rpc, a, s, t: rpc(
        S, "message_post", [s], **NOTE, author_id=a.roles["approver"].partner_id
    ),
    "speak from the approver's address": lambda rpc, a, s, t: rpc(
        S, "message_post", [s], **NOTE, email_from="triage-approver@lab.example"
    ),
    "write a message as the approver": lambda rpc, a, s, t: rpc(
        "mail.message",
        "create",
        {"model": S, "res_id": s, "body": "ok", "author_id": a.roles["approver"].partner_id},
    ),
    "put a mail on the suggestion": lambda rpc, a, s, t: rpc("mail.thread", "message_process", S, mail(a), thread_id=s),
    "make a suggestion of a mail": lambda rpc, a, s, t: rpc("mail.thread", "message_process", S, mail(a)),
    "post an invoice": lambda rpc, a, s, t: rpc("account.move", "button_draft", [a.invoice_id]),
    "make a credit note": lambda rpc, a, s, t: rpc(
        "account.move.reversal", "create", {"reason": "x", "move_ids": [(6, 0, [a.invoice_id])], "journal_id": 1}
    ),
    "make a payment": lambda rpc, a, s, t: rpc("account.payment", "create", {"amount": 5, "partner_id": a.partner_id}),
    "register a payment": lambda rpc, a, s, t: rpc(
        "account.payment.register",
        "create",
        {"amount": 5},
        context={"active_model": "account.move", "active_ids": [a.invoice_id]},
    ),
    "change an invoice": lambda rpc, a, s, t: rpc("account.move", "write", [a.invoice_id], {"ref": "x"}),
    "change a customer": lambda rpc, a, s, t: rpc("res.partner", "write", [a.partner_id], {"name": "x"}),
    "change a bank account": lambda rpc, a, s, t: rpc(
        "res.partner.bank", "create", {"acc_number": "DE1", "partner_id": a.partner_id}
    ),
    "send as the service": lambda rpc, a, s, t: must_differ(rpc, a),
}

# What is refused to the service's account beyond that: it decides nothing, and reaches nobody.
SERVICE: dict[str, Attack] = {
    "accept": lambda rpc, a, s, t: rpc(S, "action_accept", [s]),
    "reject": lambda rpc, a, s, t: rpc(S, "action_reject", [s], "other", ""),
    "ask again": lambda rpc, a, s, t: rpc(S, "action_ask_again", [s]),
    "open the composer": lambda rpc, a, s, t: rpc(S, "action_edit_and_send", [s]),
    "write to the customer": lambda rpc, a, s, t: rpc(
        "helpdesk.ticket", "message_post", [a.ticket_id], body="x", subtype_xmlid="mail.mt_comment"
    ),
    "note with recipients": lambda rpc, a, s, t: rpc(
        "helpdesk.ticket", "message_post", [a.ticket_id], **NOTE, partner_ids=[a.partner_id]
    ),
    "note on an invoice": lambda rpc, a, s, t: rpc("account.move", "message_post", [a.invoice_id], **NOTE),
    "notify anybody": lambda rpc, a, s, t: rpc(
        "helpdesk.ticket", "message_notify", [a.ticket_id], body="x", partner_ids=[a.partner_id]
    ),
    "compose a mail": lambda rpc, a, s, t: rpc("mail.compose.message", "create", {"body": "x"}),
    "send a template": lambda rpc, a, s, t: rpc(
        "mail.template", "send_mail", a.admin("mail.template", "search", [], limit=1), a.ticket_id
    ),
    "make somebody follow": lambda rpc, a, s, t: rpc(
        "helpdesk.ticket", "message_subscribe", [a.ticket_id], [a.partner_id]
    ),
    "make a ticket of a mail": lambda rpc, a, s, t: rpc("mail.thread", "message_process", "helpdesk.ticket", mail(a)),
    "change a ticket's stage": lambda rpc, a, s, t: rpc("helpdesk.ticket", "write", [a.ticket_id], {"stage_id": 2}),
    "take a ticket": lambda rpc, a, s, t: rpc("helpdesk.ticket", "assign_to_me", [a.ticket_id]),
    "attach a file": lambda rpc, a, s, t: rpc("ir.attachment", "create", {"name": "x", "raw": "x"}),
    "rename oneself": lambda rpc, a, s, t: rpc("res.users", "write", [rpc.user_id], {"name": "The boss"}),
    "change one's password": lambda rpc, a, s, t: rpc("res.users", "change_password", a.roles["service"].password, "y"),
    "rewrite a note": lambda rpc, a, s, t: rewritten(rpc, s),
    "plan on an invoice": lambda rpc, a, s, t: rpc(
        "account.move", "activity_schedule", [a.invoice_id], "mail.mail_activity_data_todo"
    ),
    "start a chat": lambda rpc, a, s, t: rpc("discuss.channel", "create", {"name": "x"}),
}


def must_load(answer: dict[str, Any]) -> Any:
    """Fail as the other attacks do where an import was taken; the import itself never raises."""
    if not answer["ids"]:
        raise odoorpc.error.RPCError("the import was refused")
    return answer


def must_differ(rpc: Any, addon: Addon) -> Any:
    """Send a suggestion; the service's own account may, so for it the attack is another one's key."""
    payload = addon.payload()
    return rpc(S, "receive", {**payload, "key": "c-other/1"})


def rewritten(rpc: Any, suggestion: int) -> Any:
    (note,) = rpc(S, "message_post", [suggestion], **NOTE)
    return rpc("mail.message", "write", [note], {"body": "something else"})


ATTEMPTS = [
    *(("service", name, attack) for name, attack in (COMMON | SERVICE).items()),
    *(("agent", name, attack) for name, attack in COMMON.items()),
    *(("employee", name, attack) for name, attack in COMMON.items()),
]


def test_no_attempt_succeeds_and_nothing_has_changed(addon: Addon) -> None:
    suggestion, step = addon.suggest()
    before = _picture(addon, suggestion, step)
    succeeded = []
    why: dict[str, list[str]] = defaultdict(list)
    for role, name, attack in ATTEMPTS:
        try:
            attack(addon.roles[role].rpc, addon, suggestion, step)
        except odoorpc.error.RPCError as error:
            why[_name_of(error)].append(f"{role}: {name}")
            continue
        succeeded.append(f"{role}: {name}")
    print(f"\n{len(ATTEMPTS)} attempts over RPC, {len(succeeded)} succeeded")  # noqa: T201
    assert succeeded == []
    assert len(ATTEMPTS) >= 40
    assert set(why) <= {"AccessError", "UserError", "the import was refused"}, why
    assert _picture(addon, suggestion, step) == before


def _name_of(error: odoorpc.error.RPCError) -> str:
    """Return the kind of refusal: an attack that fails for its own mistake proves nothing."""
    data = (error.info or {}).get("data") or {}
    return str(data.get("name", error)).rpartition(".")[2]


def _picture(addon: Addon, suggestion: int, step: int) -> dict[str, Any]:
    read = addon.admin
    counts = ("triage.suggestion", "triage.approval", "triage.decision", "account.move", "account.payment", "mail.mail")
    return {
        "suggestion": read(S, "read", [suggestion], ["state", "approval_state", "decided_by_id"]),
        "step": read(T, "read", [step], ["state", "amount", "approval", "approvals_given"]),
        "invoice": read("account.move", "read", [addon.invoice_id], ["state", "ref", "payment_state"]),
        "ticket": read("helpdesk.ticket", "read", [addon.ticket_id], ["stage_id", "user_id"]),
        "customer": read("res.partner", "read", [addon.partner_id], ["name"]),
        "secret": read("ir.config_parameter", "get_param", "triage_suggestion.secret"),
        "counts": {model: read(model, "search_count", []) for model in counts},
    }


def test_refused_attempts_are_written_down_although_they_were_rolled_back(addon: Addon) -> None:
    suggestion, step = addon.suggest()
    for act in (lambda: addon.roles["agent"].rpc(T, "action_approve", [step]),
                lambda: addon.roles["service"].rpc(S, "write", [suggestion], {"state": "accepted"})):  # fmt: skip
        with pytest.raises(odoorpc.error.RPCError):
            act()
    rows = addon.admin("triage.refusal", "search_read", [], ["login", "act", "res_model"], limit=2, order="id desc")
    assert [(row["login"], row["act"], row["res_model"]) for row in rows] == [
        ("triage-service", "write", S), ("triage-agent", "act", T),
    ]  # fmt: skip


def test_nothing_happens_on_a_get(addon: Addon) -> None:
    _, step = addon.suggest()
    for path in (
        f"/web/dataset/call_button/{T}/action_approve?args=[[{step}]]",
        f"/json/2/{T}/action_approve?ids={step}",
    ):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(addon.server.url + path, timeout=20)
    (row,) = addon.admin(T, "read", [step], ["state"])
    assert row["state"] == "proposed"


def test_the_approver_does_what_all_others_could_not(addon: Addon) -> None:
    _, step = addon.suggest()
    addon.roles["approver"].rpc(T, "action_approve", [step])
    (row,) = addon.admin(T, "read", [step], ["state", "problem", "result_id"])
    assert (row["state"], row["problem"]) == ("done", False)
    (credit,) = addon.admin("account.move", "read", [row["result_id"]], ["state", "move_type", "amount_total"])
    assert (credit["state"], credit["move_type"], credit["amount_total"]) == ("draft", "out_refund", 500.0)
