"""How do the live tests get an Odoo with our addons, a user of every role, and a suggestion to work on?"""

import secrets
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from odoo_lab import OdooLab, OdooServer
from odoo_users import Rpc

ADDONS = Path(__file__).parents[2] / "addons"
MODULES = ("triage_suggestion", "triage_suggestion_helpdesk_mgmt", "triage_suggestion_sale_stock")
ROLES = {
    "service": ("triage_suggestion.group_service",),
    "agent": ("triage_suggestion.group_agent", "account.group_account_readonly", "helpdesk_mgmt.group_helpdesk_user"),
    "approver": ("triage_suggestion.group_approver", "account.group_account_invoice"),
    "employee": ("base.group_user",),
}


@dataclass(frozen=True)
class Role:
    """A user of Odoo with his password, key and calls."""

    login: str
    password: str
    rpc: Rpc
    partner_id: int


@dataclass
class Addon:
    """A served database with the addons, one posted invoice of ten pumps, and one ticket."""

    server: OdooServer
    admin: Rpc
    roles: dict[str, Role]
    partner_id: int
    invoice_id: int
    ticket_id: int

    def payload(self, *, revision: int = 1, case_id: str = "") -> dict[str, Any]:
        """Return a suggestion as the service sends it: ten pumps billed, eight shipped, 500.00 at stake."""
        case_id = case_id or f"c-{secrets.token_hex(12)}"
        (invoice,) = self.admin("account.move", "read", [self.invoice_id], ["name", "currency_id", "invoice_line_ids"])
        (line,) = self.admin("account.move.line", "read", invoice["invoice_line_ids"][:1], ["write_date"])
        money = {"value": "500.00", "currency": invoice["currency_id"][1]}
        credit = {"kind": "credit_note", "text": "Credit two pumps", "financial": True, "amount": money, "finding": 0,
                  "approval": "one", "rule": "R", "document": invoice["name"], "owner": "collections"}  # fmt: skip
        evidence = {"model": "account.move.line", "id": line["id"], "field": "quantity", "value": "10", "label": "pump",
                    "write_date": line["write_date"].replace(" ", "T") + "Z"}  # fmt: skip
        partner = {"id": self.partner_id, "commercial_id": self.partner_id}
        match = {"partner": partner, "basis": "address", "score": 1.0, "why": "the same address"}
        figures = [
            {"name": "billed P", "value": "10", "evidence": f"account.move.line/{line['id']}/quantity"},
            {"name": "shipped P", "value": "8", "evidence": ""},
        ]
        return {
            "key": f"{case_id}/{revision}", "case_id": case_id, "revision": revision, "ticket_id": self.ticket_id,
            "reading": {"primary": "dispute.short_shipment", "confidence": 0.9, "language": "en", "claims": [],
                        "message_id": "m@brightline.example", "reply": "two missing", "abstained": False},
            "case": {
                "as_of": "2026-11-16T09:00:00Z", "sender": {"proven": True, "match": match},
                "invoices": [{"id": self.invoice_id, "name": invoice["name"], "company_id": self.admin.company_id,
                              "partner_id": self.partner_id, "move_type": "out_invoice", "state": "posted",
                              "total": money, "untaxed": money, "tax": money, "open": money}],
            },
            "findings": [{"claim": -1, "intent": "dispute.short_shipment", "check": "short_shipment", "amount": money,
                          "outcome": "supported", "document": invoice["name"], "arithmetic": "10 billed, 8 shipped",
                          "figures": figures, "evidence": [evidence]}],
            "proposal": {"steps": [credit], "draft": {"subject": "Pumps", "body": "Dear Dana", "language": "en",
                                                     "writer": "templates"},
                         "summary": [], "policy": "p@1"},
            "clearance": {"cleared": True, "holds": []},
        }  # fmt: skip

    def suggest(self, **changes: Any) -> tuple[int, int]:
        """Return a new suggestion and its step, made by the service's account."""
        made = self.roles["service"].rpc("triage.suggestion", "receive", self.payload(**changes))
        step = self.admin("triage.step", "search", [("suggestion_id", "=", made["id"])])
        return int(made["id"]), int(step[0])


def install(lab: OdooLab, name: str) -> Addon:
    """Return a new database with the addons, served, with its users and records."""
    db = lab.database(name)
    lab.install(db, [ADDONS], MODULES)
    server = lab.serve(db, addons=[ADDONS])
    admin = Rpc(server, server.admin_login, server.admin_password)
    admin("ir.config_parameter", "set_param", "triage_suggestion.secret", "planted")
    roles = {role: create_role(server, admin, role, groups) for role, groups in ROLES.items()}
    partner = admin("res.partner", "create", {"name": "Brightline", "email": "ap@brightline.example"})
    return Addon(server, admin, roles, partner, _invoice(admin, partner), _ticket(admin, partner))


def create_role(server: OdooServer, admin: Rpc, role: str, groups: tuple[str, ...]) -> Role:
    """Make a user of a role, with a password of his own."""
    login, password = f"triage-{role}", secrets.token_urlsafe(12)
    values = {"name": role.title(), "login": login, "password": password, "email": f"{login}@lab.example"}
    values["group_ids"] = [(6, 0, [admin.id_of(group) for group in groups])]  # type: ignore[assignment]
    user = admin("res.users", "create", values, context={"no_reset_password": True})
    (row,) = admin("res.users", "read", [user], ["partner_id"])
    return Role(login, password, Rpc(server, login, password), row["partner_id"][0])


def _invoice(admin: Rpc, partner: int) -> int:
    product = admin("product.product", "create", {"name": "Pump", "default_code": "P"})
    line = {"product_id": product, "quantity": 10, "price_unit": float(Decimal(250)), "tax_ids": [(5,)]}
    values = {"move_type": "out_invoice", "partner_id": partner, "invoice_line_ids": [(0, 0, line)]}
    invoice = admin("account.move", "create", values)
    admin("account.move", "action_post", [invoice])
    return int(invoice)


def _ticket(admin: Rpc, partner: int) -> int:
    return int(
        admin("helpdesk.ticket", "create", {"name": "Pumps", "description": "two missing", "partner_id": partner})
    )
