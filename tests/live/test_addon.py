"""Does the addon hold in a real Odoo: its tests, both transports, the doctor, 10,000 suggestions, its removal?"""

import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from odoo_addon import ADDONS, MODULES, Addon, install
from odoo_lab import OdooLab

from triage.domain.suggestion import DeliveryState
from triage.odoo import Connection, open_desk
from triage.odoo.rights import check_account
from triage.wiring import now

sys.path.insert(0, str(Path(__file__).parents[1] / "odoo"))
from office import suggestion

MANY = 10_000
S = "triage.suggestion"


@pytest.fixture(scope="module")
def addon(odoo_lab: OdooLab) -> Iterator[Addon]:
    world = install(odoo_lab, "addon")
    yield world
    world.server.stop()


def connection(addon: Addon, lab: OdooLab, kind: str) -> Connection:
    role = addon.roles["service"]
    key = role.password if kind == "odoorpc" else lab.api_key(addon.server, role.login, role.password)
    return Connection(kind=kind, url=addon.server.url, database=addon.server.db, login=role.login, key=key)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["json2", "odoorpc"])
def test_the_desk_shows_it_once_and_fetches_what_was_decided(addon: Addon, odoo_lab: OdooLab, kind: str) -> None:
    desk = open_desk(connection(addon, odoo_lab, kind), clock=now)
    wanted = suggestion(addon.ticket_id, case_id=f"c-{secrets.token_hex(12)}")
    first, again = desk.show(wanted), desk.show(wanted)
    assert (first.state, first.found, again.found) == (DeliveryState.DELIVERED, False, True)
    assert first.suggestion_id == again.suggestion_id
    addon.roles["agent"].rpc(S, "action_reject", [first.suggestion_id], "wrong_figures", "nine were shipped")
    decided = [row for row in desk.list_decisions(after=0, limit=100) if row["case_id"] == wanted.case_id]  # type: ignore[attr-defined]
    assert [(row["kind"], row["reason"], row["by"]) for row in decided] == [
        ("rejected", "wrong_figures", "triage-agent")
    ]
    lonely = desk.show(suggestion(None, case_id=f"c-{secrets.token_hex(12)}"))
    assert (lonely.state, lonely.ticket_id) == (DeliveryState.WAITING, None)


@pytest.mark.parametrize("kind", ["json2", "odoorpc"])
def test_the_doctor_finds_no_right_too_many_and_none_too_few(addon: Addon, odoo_lab: OdooLab, kind: str) -> None:
    rights = check_account(connection(addon, odoo_lab, kind))
    assert (rights.too_many, rights.too_few, rights.has_addon) == ((), (), True)
    assert rights.asked > 100


def test_ten_thousand_suggestions_are_listed_within_a_second(addon: Addon, odoo_lab: OdooLab) -> None:
    addon.suggest()
    with psycopg.connect(odoo_lab.postgres_url(addon.server.db)) as database:
        database.execute(
            "INSERT INTO triage_suggestion (name, key, case_id, revision, state, is_current, company_id,"
            " approval_state, priority_score, intent, create_date, write_date, create_uid, write_uid, partner_id,"
            " commercial_partner_id)"
            " SELECT 'Suggestion ' || n, 'c-' || n || '/1', 'c-' || n, 1, 'new', true, company_id, 'open', n %% 90,"
            " 'dispute.price', now(), now(), 2, 2, partner_id, commercial_partner_id"
            " FROM generate_series(1, %s) n, (SELECT * FROM triage_suggestion ORDER BY id DESC LIMIT 1) one",
            (MANY,),
        )
    fields = ("name", "partner_id", "intent", "confidence", "amount_at_stake", "state", "user_id", "priority_score")
    spec = {name: {"fields": {"display_name": {}}} if name.endswith("_id") else {} for name in fields}
    rpc = addon.roles["agent"].rpc
    rpc(S, "web_search_read", [], spec, limit=1)
    started = time.perf_counter()
    page = rpc(S, "web_search_read", [("is_current", "=", True)], spec, limit=80, order="priority_score desc, id desc")
    seconds = time.perf_counter() - started
    print(f"\n{page['length']} suggestions, the first {len(page['records'])} in {seconds:.3f} s")  # noqa: T201
    assert page["length"] >= MANY
    assert seconds < 1.0


def test_odoos_own_tests_of_the_addons_are_green(odoo_lab: OdooLab, addon: Addon) -> None:
    db = odoo_lab.database("addontests")
    odoo_lab.install(db, [ADDONS], MODULES)
    run = odoo_lab.run_tests(db, [ADDONS], ",".join(f"/{module}" for module in MODULES))
    print(f"\n{run.tests} tests of the addons inside Odoo")  # noqa: T201
    assert run.is_green, run.log[-6000:]
    assert run.tests > 70


LEFT = {
    "tables": "SELECT tablename FROM pg_tables WHERE tablename LIKE 'triage%'",
    "columns": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE column_name LIKE '%triage%'",
    "functions": "SELECT proname FROM pg_proc WHERE proname LIKE 'triage%'",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'triage%'",
    "fields": "SELECT model || '.' || name FROM ir_model_fields WHERE name LIKE '%triage%' OR model LIKE 'triage%'",
    "names": "SELECT module || '.' || name FROM ir_model_data WHERE module LIKE 'triage%'",
    "settings": "SELECT key FROM ir_config_parameter WHERE key LIKE 'triage%'",
    "jobs": "SELECT cron_name FROM ir_cron WHERE cron_name LIKE 'Suggestions%'",
    "messages": "SELECT id::text FROM mail_message WHERE model LIKE 'triage%'",
    "activities": "SELECT id::text FROM mail_activity WHERE res_model LIKE 'triage%'",
    "followers": "SELECT id::text FROM mail_followers WHERE res_model LIKE 'triage%'",
    "views": "SELECT name FROM ir_ui_view WHERE model LIKE 'triage%' OR arch_db::text LIKE '%triage_suggestion%'",
    "groups": "SELECT name::text FROM res_groups WHERE name::text LIKE '%Senior approver%'",
}


def test_removed_it_leaves_nothing_behind(odoo_lab: OdooLab, addon: Addon) -> None:
    suggestion_id, step = addon.suggest()
    addon.roles["agent"].rpc(S, "action_ask_again", [suggestion_id], "look again")
    addon.roles["approver"].rpc("triage.step", "action_approve", [step])
    odoo_lab.install(addon.server.db, [ADDONS], MODULES)  # an upgrade, with records
    module = addon.admin("ir.module.module", "search", [("name", "=", "triage_suggestion")])
    addon.admin("ir.module.module", "button_immediate_uninstall", module)
    with psycopg.connect(odoo_lab.postgres_url(addon.server.db)) as database:
        left = {what: [row[0] for row in database.execute(query)] for what, query in LEFT.items()}
    assert {what: rows for what, rows in left.items() if rows} == {}
