"""How do the browser tests get an Odoo where people work: the worked world, our addons, users, real suggestions?"""

import dataclasses
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from odoo_lab import OdooLab, OdooServer
from odoo_users import Rpc

from evaluation.worlds.rpc import Rpc as SeedRpc
from evaluation.worlds.seed import seed
from triage import wiring
from triage.domain.message import RawMessage
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import list_mails
from triage.pipeline import Case, suggest, travel
from triage.settings import Settings

ADDONS = Path(__file__).parents[2] / "addons"
DARK = Path(__file__).parent / "dark"
MODULES = ("lab_dark", "triage_suggestion", "triage_suggestion_helpdesk_mgmt", "triage_suggestion_sale_stock")
SITUATIONS = (
    "short-shipment-no-backorder",
    "price-above-order",
    "price-as-ordered",
    "duplicate-invoice",
    "paid-in-full",
)
CLERK = (
    "triage_suggestion.group_agent",
    "account.group_account_readonly",
    "helpdesk_mgmt.group_helpdesk_user",
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_user",
)
APPROVER = ("triage_suggestion.group_approver", "account.group_account_invoice", "helpdesk_mgmt.group_helpdesk_user")
PEOPLE = {
    "service": ("triage_suggestion.group_service",),
    "agnes": CLERK,
    "gerda": CLERK,
    "petra": APPROVER,
    "paul": APPROVER,
}
SECRET = "planted-for-the-browser"


class Receiver:
    """Stands where the service listens; takes what Odoo sends and keeps it with whether its signature was right."""

    def __init__(self, secret: str) -> None:
        self.taken: list[tuple[str, bool, dict[str, Any]]] = []
        taken = self.taken

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                stamp = self.headers["X-Timestamp"]
                seal = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
                in_time = abs(time.time() - int(stamp)) < 300
                told = json.loads(raw)
                known = self.headers["Idempotency-Key"] == told["id"]
                signed = hmac.compare_digest(self.headers["X-Signature"], f"sha256={seal}")
                taken.append((self.path, signed and in_time and known, told))
                self.send_response(202)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close the door."""
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Desk:
    """A served database with five situations of the worked world, and what the pipeline says of each."""

    server: OdooServer
    admin: Rpc
    service: Rpc
    receiver: Receiver
    users: dict[str, int]
    said: dict[str, dict[str, Any]] = field(default_factory=dict)

    def suggest(self, situation: str, *, on_ticket: bool = True, **changes: Any) -> tuple[int, int | None]:
        """Return (suggestion, ticket): a case of its own with what the pipeline says of this situation now."""
        payload = {**self._said_of(situation), "case_id": f"c-{secrets.token_hex(12)}", "ticket_id": None, **changes}
        payload["key"] = f"{payload['case_id']}/{payload['revision']}"
        if on_ticket:
            payload["ticket_id"] = self.ticket(payload)
        return self.service("triage.suggestion", "receive", payload)["id"], payload["ticket_id"]

    def ticket(self, payload: Mapping[str, Any]) -> int:
        """Return a new ticket with the customer's words, of the proven sender, for Agnes."""
        match = payload["case"]["sender"]["match"]
        values = {
            "name": payload["proposal"]["draft"]["subject"],
            "description": payload["reading"]["claims"][0]["quote"],
            "partner_id": match["partner"]["id"],
            "user_id": self.users["agnes"],
        }
        return int(self.admin("helpdesk.ticket", "create", values))

    def read(self, model: str, record: int, *names: str) -> dict[str, Any]:
        """Return one record's fields as the administrator reads them."""
        return dict(self.admin(model, "read", [record], list(names))[0])

    def step(self, suggestion: int, kind: str = "credit_note") -> dict[str, Any]:
        """Return a step of a suggestion."""
        domain = [("suggestion_id", "=", suggestion), ("kind", "=", kind)]
        names = ["state", "problem", "amount", "result_model", "result_id", "approvals_given", "invoice_id"]
        return dict(self.admin("triage.step", "search_read", domain, names)[0])

    def decisions(self, suggestion: int) -> list[dict[str, Any]]:
        """List the log's entries of a suggestion, oldest first."""
        names = ["kind", "user_id", "reason", "note", "difference"]
        domain = [("suggestion_id", "=", suggestion)]
        return list(self.admin("triage.decision", "search_read", domain, names, order="id"))

    def pay(self, invoice: int, amount: float) -> None:
        """Let a customer's payment of a part arrive on an invoice, by Odoo's own wizard."""
        context = {"active_model": "account.move", "active_ids": [invoice]}
        wizard = self.admin("account.payment.register", "create", {"amount": amount}, context=context)
        self.admin("account.payment.register", "action_create_payments", [wizard], context=context)

    def send_outbox(self) -> None:
        """Run the addon's own job that tells the service."""
        self.admin("ir.cron", "method_direct_trigger", [self.admin.id_of("triage_suggestion.ir_cron_send")])

    def _said_of(self, situation: str) -> dict[str, Any]:
        """Return what the pipeline says of a situation's mail, by the books of this Odoo, read once."""
        if situation not in self.said:
            mail = next(mail for told, mail in list_mails(packaged_world()) if told.id == situation)
            settings = Settings(
                books="odoorpc",
                odoo_url=self.server.url,
                odoo_database=self.server.db,
                odoo_login=self.server.admin_login,
                odoo_key=self.server.admin_password,
            )
            tools = dataclasses.replace(wiring.open_tools(settings), clock=lambda: WORLD_NOW)
            raw = RawMessage(content=mail, received_at=WORLD_NOW, source="email")
            case = travel(Case(case_id=f"c-{secrets.token_hex(12)}", raw=raw), tools)
            self.said[situation] = json.loads(json.dumps(suggest(case, WORLD_NOW).as_payload()))
        return self.said[situation]


def open_desk(lab: OdooLab) -> Desk:
    """Return the desk; the receiver is already where Odoo sends to."""
    db = lab.database("desk")
    server = lab.serve(db)
    seed(SeedRpc(server.url, db, server.admin_login, server.admin_password), packaged_world(), SITUATIONS)
    server.stop()
    lab.install(db, [ADDONS, DARK], MODULES)
    server = lab.serve(db, addons=[ADDONS, DARK])
    admin = Rpc(server, server.admin_login, server.admin_password)
    users = {name: _user(admin, name, groups) for name, groups in PEOPLE.items()}
    receiver = Receiver(SECRET)
    admin("ir.config_parameter", "set_param", "triage_suggestion.secret", SECRET)
    admin("ir.config_parameter", "set_param", "triage_suggestion.url", receiver.url)
    return Desk(server, admin, Rpc(server, "service", password_of("service")), receiver, users)


def password_of(name: str) -> str:
    """Return the password of one of the people."""
    return f"{name}-of-the-lab"


def _user(admin: Rpc, name: str, groups: tuple[str, ...]) -> int:
    values = {
        "name": name.title(),
        "login": name,
        "email": f"{name}@kesterwood.example",
        "password": password_of(name),
        "tz": "Europe/Amsterdam",
        "group_ids": [(6, 0, [admin.id_of("base.group_user"), *map(admin.id_of, groups)])],
        "company_ids": [(6, 0, admin("res.company", "search", []))],
    }
    return int(admin("res.users", "create", values, context={"no_reset_password": True}))
