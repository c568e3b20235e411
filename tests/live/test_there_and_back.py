"""Does a mail come back as a person's decision? The real service, the real Odoo 19 with the addons, a wire between."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from odoo_addon import ADDONS, MODULES, ROLES, create_role
from odoo_lab import OdooLab
from odoo_users import Rpc
from odoo_wire import Wire
from test_road import Service

from evaluation.worlds.rpc import Rpc as SeedRpc
from evaluation.worlds.seed import seed
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import list_mails

SITUATION = "short-shipment-no-backorder"
S = "triage.suggestion"
SHOWN = ("key", "case_id", "revision", "state", "is_current", "ticket_id", "superseded_by_id", "intent", "panel")


@dataclass
class Town:
    """Both sides, the wire between them, and the agent who decides."""

    house: Service
    wire: Wire
    admin: Rpc
    agent: Rpc
    outbox: psycopg.Connection
    ticket_id: int
    mails: int = 0

    def arrive(self) -> dict[str, Any]:
        """Let the customer write once more; returns the suggestion as the agent sees it on the ticket."""
        self.mails += 1
        mail = next(mail for found, mail in list_mails(packaged_world()) if found.id == SITUATION)
        case_id = self.house.post(mail.replace(b"Message-ID: <", f"Message-ID: <{self.mails}.".encode(), 1))
        assert self.house.await_case(case_id)["state"] == "delivered"
        (shown,) = self.suggestions(case_id)
        return shown

    def suggestions(self, case_id: str) -> list[dict[str, Any]]:
        """List what the agent sees of a case, by revision."""
        return list(self.agent(S, "search_read", [("case_id", "=", case_id)], list(SHOWN), order="revision"))

    def tell(self) -> None:
        """Let Odoo's scheduled action run, as it does every five minutes; whoever waits for another try is due."""
        self.outbox.execute("UPDATE triage_outbox SET next_at = create_date WHERE state = 'waiting'")
        self.outbox.commit()
        self.admin("ir.cron", "method_direct_trigger", [self.admin.id_of("triage_suggestion.ir_cron_send")])

    def told(self, case_id: str) -> list[tuple[str, int]]:
        """List state and attempts of the outbox rows about a case."""
        query = "SELECT state, attempts FROM triage_outbox WHERE body LIKE %s ORDER BY id"
        rows = self.outbox.execute(query, (f"%{case_id}%",)).fetchall()
        self.outbox.commit()
        return rows

    def decisions(self, case_id: str) -> list[dict[str, Any]]:
        """List the decisions in the story of a case, as the service tells it."""
        return list(self.house.get(f"/v1/cases/{case_id}")["decisions"])


def awaited(look: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Return what `look` finds once it finds something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what}: not within {seconds} s")


@pytest.fixture(scope="module")
def town(odoo_lab: OdooLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    db = odoo_lab.database("endtoend")
    odoo_lab.install(db, [ADDONS], MODULES)
    server = odoo_lab.serve(db, addons=[ADDONS])
    seed(SeedRpc(server.url, db, server.admin_login, server.admin_password), packaged_world(), (SITUATION,))
    admin = Rpc(server, server.admin_login, server.admin_password)
    service = create_role(server, admin, "service", ROLES["service"])
    agent = create_role(server, admin, "agent", ROLES["agent"])
    companies = {"company_ids": [(6, 0, admin("res.company", "search", []))]}
    admin("res.users", "write", [service.rpc.user_id, agent.rpc.user_id], companies)
    settings = {
        "TRIAGE_BOOKS": "json2",
        "TRIAGE_ODOO_URL": server.url,
        "TRIAGE_ODOO_DATABASE": db,
        "TRIAGE_ODOO_KEY": odoo_lab.api_key(server, service.login, service.password),
        "TRIAGE_SYNC_SECONDS": "3600",  # what comes at once was told, or comes with a new start
        "TRIAGE_ENCODER": "off",
    }
    house = Service(tmp_path_factory.mktemp("house"), settings)
    wire = Wire(house.port)
    admin("ir.config_parameter", "set_param", "triage_suggestion.url", wire.url)
    admin("ir.config_parameter", "set_param", "triage_suggestion.secret", secret_of_new_client(house))
    house.start("serve")
    (ticket,) = admin("helpdesk.ticket", "search", [("name", "ilike", "2 pumps missing")])
    with psycopg.connect(odoo_lab.postgres_url(db)) as outbox:
        yield Town(house, wire, admin, agent.rpc, outbox, ticket)
    house.stop()
    wire.close()
    server.stop()


def secret_of_new_client(house: Service) -> str:
    """Add the client `odoo` as the guide says, and return the signing secret that is printed once."""
    assert house.start("client", "add", "odoo", "--scopes", "ingest", "--sign").wait(60) == 0
    printed = (house.home / "log").read_text(encoding="utf-8").splitlines()
    return next(line.split()[-1] for line in printed if line.startswith("signing secret"))


def test_a_mail_is_a_suggestion_on_its_ticket_and_its_rejection_comes_back_once(town: Town) -> None:
    shown = town.arrive()
    case_id = shown["case_id"]
    assert (shown["key"], shown["state"], shown["is_current"]) == (f"{case_id}/1", "new", True)
    assert (shown["ticket_id"][0], shown["intent"]) == (town.ticket_id, "dispute.short_shipment")
    assert "500.00" in shown["panel"]
    asked = town.agent(S, "action_reject", [shown["id"]])
    said = {"reason": "wrong_intent", "true_intent": "dispute.damaged_goods", "note": "two were broken"}
    wizard = town.agent("triage.reject", "create", said, context=asked["context"])
    town.agent("triage.reject", "action_reject", [wizard])
    town.wire.lose = 1
    town.tell()
    assert town.told(case_id) == [("waiting", 1)]
    (kept,) = town.decisions(case_id)  # the answer was lost, the decision was not
    assert (kept["kind"], kept["reason"], kept["by"], kept["note"]) == (
        "rejected", "wrong_intent", "triage-agent", "two were broken",
    )  # fmt: skip
    read = {"before": "dispute.short_shipment", "after": "dispute.damaged_goods"}
    assert kept["difference"] == {"reading": {"primary": read}}
    town.wire.double = 1
    town.tell()
    assert town.told(case_id) == [("sent", 2)]
    answers = [status for path, status in town.wire.answers if path == "/v1/decisions"]
    print(f"\nanswers to one decision: {answers}")  # noqa: T201
    assert len(answers) == 3  # once with its answer lost, then the same bytes twice
    assert town.decisions(case_id) == [kept]


def test_a_draft_that_is_changed_and_sent_comes_back_with_the_difference(town: Town) -> None:
    shown = town.arrive()
    opened = town.agent(S, "action_edit_and_send", [shown["id"]])
    composer = town.agent("mail.compose.message", "create", {}, context=opened["context"])
    (draft,) = town.agent("mail.compose.message", "read", [composer], ["body"])
    words = f"{draft['body']}<p>We are sorry for the trouble.</p>"
    town.agent("mail.compose.message", "write", [composer], {"body": words})
    town.agent("mail.compose.message", "action_send_mail", [composer])
    town.tell()
    (kept,) = town.decisions(shown["case_id"])
    assert kept["kind"] == "edited"
    assert "+We are sorry for the trouble." in kept["difference"]["draft"]
    assert town.told(shown["case_id"]) == [("sent", 1)]


def test_who_asks_again_gets_a_new_revision_in_place_of_the_old_one(town: Town) -> None:
    shown = town.arrive()
    town.agent(S, "action_ask_again", [shown["id"]], "look at the second delivery")
    town.tell()
    old, new = awaited(lambda: len(found := town.suggestions(shown["case_id"])) == 2 and found, "a second revision")
    assert (old["state"], old["is_current"], old["superseded_by_id"][0]) == ("superseded", False, new["id"])
    assert (new["key"], new["state"], new["is_current"]) == (f"{shown['case_id']}/2", "new", True)
    assert [kept["kind"] for kept in town.decisions(shown["case_id"])] == ["asked_again"]
    town.agent(S, "action_accept", [new["id"]])
    town.tell()
    kept = town.decisions(shown["case_id"])
    assert [(one["kind"], one["revision"]) for one in kept] == [("asked_again", 1), ("accepted", 2)]


def test_what_is_decided_while_the_service_is_down_waits_and_is_fetched(town: Town) -> None:
    first, second = town.arrive(), town.arrive()
    town.house.stop()
    town.agent(S, "action_accept", [first["id"]])
    town.agent(S, "action_reject", [second["id"]], "wrong_figures", "nine were shipped")
    town.tell()
    cases = (first["case_id"], second["case_id"])
    assert [town.told(case_id) for case_id in cases] == [[("waiting", 1)]] * 2
    town.house.start("serve")
    kinds = [awaited(lambda c=case_id: town.decisions(c), "fetched")[0]["kind"] for case_id in cases]  # type: ignore[misc]
    assert kinds == ["accepted", "rejected"]
    assert [town.told(case_id) for case_id in cases] == [[("waiting", 1)]] * 2  # fetched, not told
    town.tell()
    assert [town.told(case_id) for case_id in cases] == [[("sent", 2)]] * 2
    assert [len(town.decisions(case_id)) for case_id in cases] == [1, 1]


def test_a_new_ticket_is_read_within_seconds_of_its_signed_hint(town: Town) -> None:
    asked = {"name": "Where is my order", "description": "<p>Where is our order S00101?</p>",
             "partner_name": "Dana", "partner_email": "dana@unknown.example"}  # fmt: skip
    ticket = town.agent("helpdesk.ticket", "create", asked)
    town.tell()
    found = awaited(lambda: town.agent(S, "search_read", [("ticket_id", "=", ticket)], ["intent"]), "a suggestion")
    assert len(found) == 1


def test_all_that_was_decided_is_told_in_the_use_of_suggestions(town: Town) -> None:
    handled = ("accepted", "edited", "rejected")
    cases = town.house.get("/v1/cases?limit=500")["cases"]
    last = [[d["kind"] for d in town.decisions(case["case_id"]) if d["kind"] in handled][-1:] for case in cases]
    by_hand = Counter(kind for kinds in last for kind in kinds)
    assert sum(by_hand.values()) >= 1
    words = [sys.executable, "-m", "triage.cli", "use", "--by", "agent"]
    env = os.environ | town.house.settings | {"TRIAGE_HOME": str(town.house.home)}
    printed = subprocess.run(words, env=env, check=True, capture_output=True, text=True, timeout=60).stdout
    row = next(line for line in printed.splitlines() if "triage-agent" in line)
    told = [int(word) for word in re.findall(r"\d+", row.partition("triage-agent")[2])][:5]
    assert told[1:] == [by_hand.total(), *(by_hand[kind] for kind in handled)], (row, by_hand)


def test_no_mail_was_lost_on_the_way(town: Town) -> None:
    assert town.house.get("/v1/ledger")["gap"] == 0
    assert Path(town.house.home / "log").read_text(encoding="utf-8").count("decision_passed_over") == 0
