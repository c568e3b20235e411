"""Who uses the lab's Odoo in the tests: a logged-in user, and the bot, a service user that only reads?"""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import odoorpc
from odoo_lab import OdooLab, OdooServer

BOT_READS = (
    "account.account",
    "account.bank.statement.line",
    "account.full.reconcile",
    "account.journal",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "account.payment.method.line",
    "account.payment.term",
    "account.tax",
    "helpdesk.ticket",
    "helpdesk.ticket.category",
    "helpdesk.ticket.channel",
    "helpdesk.ticket.stage",
    "helpdesk.ticket.tag",
    "helpdesk.ticket.team",
    "ir.attachment",
    "mail.activity",
    "mail.activity.type",
    "mail.message",
    "product.pricelist.item",
    "product.product",
    "product.template",
    "res.company",
    "res.currency",
    "res.partner",
    "res.partner.bank",
    "sale.order",
    "sale.order.line",
    "stock.location",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.picking.type",
    "stock.warehouse",
    "uom.uom",
)


class Rpc:
    """One user's calls: `rpc("res.partner", "read", [7], ["name"])`, always within the user's own company."""

    def __init__(self, server: OdooServer, login: str, password: str) -> None:
        address = urlsplit(server.url)
        self.odoo = odoorpc.ODOO(address.hostname, protocol="jsonrpc", port=address.port, version="19.0", timeout=120)
        self.odoo.login(server.db, login, password)
        self.user_id: int = self.odoo.env.uid
        row = self.odoo.execute_kw("res.users", "read", [[self.user_id], ["company_id"]], {})[0]
        self.company_id: int = row["company_id"][0]

    def __call__(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        context = {"lang": "en_US", "allowed_company_ids": [self.company_id], **kwargs.pop("context", {})}
        return self.odoo.execute_kw(model, method, list(args), {**kwargs, "context": context})

    def id_of(self, xml_id: str) -> int:
        """Return the record that a module's data file calls `module.name`."""
        module, _, name = xml_id.partition(".")
        rows = self("ir.model.data", "search_read", [("module", "=", module), ("name", "=", name)], ["res_id"])
        return int(rows[0]["res_id"])


@dataclass(frozen=True)
class Bot:
    """The service user: reads the books and tickets, posts notes and activities on tickets, changes no record."""

    login: str
    password: str
    api_key: str
    user_id: int


def create_bot(lab: OdooLab, server: OdooServer, admin: Rpc) -> Bot:
    """Make a service user whose rights are those of any employee and of a new group that reads the books.

    Odoo asks for no more than that to post a note on a ticket and to leave an activity there for nobody by name.
    """
    group = admin("res.groups", "create", {"name": f"Triage bot, reads only ({secrets.token_hex(4)})"})
    _let_read(admin, group)
    login, password = f"triage-bot-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    values = {
        "name": "Triage bot",
        "login": login,
        "password": password,
        "email": f"{login}@lab.example",
        "group_ids": [(6, 0, [admin.id_of("base.group_user"), group])],
    }
    # without the context it is invited by mail
    user = admin("res.users", "create", values, context={"no_reset_password": True})
    return Bot(login, password, lab.api_key(server, login, password), user)


def _let_read(admin: Rpc, group: int) -> None:
    """Give the group read access, and tickets beyond those that it follows."""
    models = admin("ir.model", "search_read", [("model", "in", BOT_READS)], ["model"])
    if missing := set(BOT_READS) - {row["model"] for row in models}:
        raise LookupError(f"this Odoo has no {', '.join(sorted(missing))}")
    rights = [
        {"name": f"triage bot reads {row['model']}", "model_id": row["id"], "group_id": group, "perm_read": True}
        | dict.fromkeys(("perm_write", "perm_create", "perm_unlink"), False)
        for row in models
    ]
    admin("ir.model.access", "create", rights)
    ticket = next(row["id"] for row in models if row["model"] == "helpdesk.ticket")
    rule = {"name": "triage bot reads all tickets", "model_id": ticket, "groups": [(6, 0, [group])]}
    admin("ir.rule", "create", rule | {"domain_force": "[(1, '=', 1)]"})
