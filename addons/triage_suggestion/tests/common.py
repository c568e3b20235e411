"""What do the tests share? A posted invoice of ten pumps, a suggestion about two of them, and a user of every role."""

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

BILLING = "account.group_account_invoice"


class TriageCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False, "no_reset_password": True})
        cls.company = cls.env.company
        cls.currency = cls.company.currency_id
        cls.service = cls._user("triage_service", "triage_suggestion.group_service")
        cls.agent = cls._user("triage_agent", "triage_suggestion.group_agent", "account.group_account_readonly")
        cls.approver = cls._user("triage_approver", "triage_suggestion.group_approver", BILLING)
        cls.second = cls._user("triage_second", "triage_suggestion.group_approver", BILLING)
        cls.senior = cls._user("triage_senior", "triage_suggestion.group_senior_approver", BILLING)
        cls.outsider = cls._user("triage_outsider", "base.group_user")
        cls.seller = cls._user("triage_seller", "triage_suggestion.group_senior_approver", BILLING)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Brightline Retail", "is_company": True, "email": "ap@brightline.example"}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Dana Whitfield", "parent_id": cls.customer.id, "email": "dana@brightline.example"}
        )
        cls.product = cls.env["product.product"].create({"name": "Hydraulic pump", "default_code": "HP-40"})
        cls.limits = cls._limits()
        cls.number = 0

    def setUp(self):
        super().setUp()
        muted = mute_logger("odoo.addons.triage_suggestion.models.refusal", "odoo.addons.base.models.ir_model")
        muted.__enter__()
        self.addCleanup(muted.__exit__, None, None, None)

    @classmethod
    def _user(cls, login, *groups):
        return new_test_user(cls.env, login, ",".join(groups), email=f"{login}@lab.example")

    @classmethod
    def _limits(cls):
        """Set limits in the currency of the books: 1,000 alone for an approver, 5,000 for a senior one."""
        rows = (("group_approver", 1000, 5000, 2500, 25000), ("group_senior_approver", 5000, 50000, 10000, 250000))
        cls.env["triage.approval.limit"].search([]).unlink()
        return cls.env["triage.approval.limit"].create(
            [
                {
                    "group_id": cls.env.ref(f"triage_suggestion.{group}").id,
                    "currency_id": cls.currency.id,
                    "amount_one": alone,
                    "amount_two": two,
                    "exposure_customer": customer,
                    "exposure_approver": approver,
                }
                for group, alone, two, customer, approver in rows
            ]
        )

    @classmethod
    def _invoice(cls, lines=((10, 250.0),), *, day="2026-10-12", salesperson=None):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": day,
                "invoice_user_id": (salesperson or cls.seller).id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": cls.product.id, "quantity": q, "price_unit": price, "tax_ids": [Command.clear()]}
                    )
                    for q, price in lines
                ],
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _money(cls, value):
        return {"value": f"{value:.2f}", "currency": cls.currency.name}

    @classmethod
    def _evidence(cls, record, field, value):
        written = record.write_date.replace(microsecond=0).isoformat() + "Z"
        return {"model": record._name, "id": record.id, "field": field, "value": str(value),
                "label": record.display_name, "write_date": written}  # fmt: skip

    @classmethod
    def _invoice_told(cls, invoice):
        """Return an invoice as the case file has it."""
        sums = {"total": "amount_total", "untaxed": "amount_untaxed", "tax": "amount_tax", "open": "amount_residual"}
        return {
            "id": invoice.id,
            "name": invoice.name,
            "company_id": invoice.company_id.id,
            "partner_id": invoice.partner_id.id,
            "move_type": invoice.move_type,
            "state": invoice.state,
            **{told: cls._money(invoice[field]) for told, field in sums.items()},
        }

    @classmethod
    def _payload(cls, invoice, *, amount=500.0, case=None, revision=1, steps=None, finding=None, ticket=None):
        """Return a suggestion as the service sends it: ten billed, eight shipped."""
        cls.number += 1
        case = case or f"c-{cls.number:024x}"
        line = invoice.invoice_line_ids[0]
        proof = f"account.move.line/{line.id}/quantity"
        figures = [
            {"name": "billed HP-40", "value": "10", "unit": "Units", "evidence": proof},
            {"name": "shipped HP-40", "value": "8", "unit": "Units", "evidence": ""},
        ]
        found = {
            "claim": 0,
            "intent": "dispute.short_shipment",
            "check": "short_shipment",
            "outcome": "supported",
            "amount": cls._money(amount),
            "claimed": cls._money(amount),
            "document": invoice.name,
            "arithmetic": "billed 10, shipped 8: 2 pieces too many",
            "figures": figures,
            "evidence": [cls._evidence(line, "quantity", "10")],
            "missing": ["pod"],
            "reason": "billed_more_than_shipped",
            **(finding or {}),
        }
        credit = {
            "kind": "credit_note",
            "text": f"Propose a credit note of {amount:.2f} on {invoice.name}.",
            "financial": True,
            "amount": cls._money(amount),
            "approval": "one",
            "rule": "GOODS-PROVEN",
            "owner": "collections",
            "due": "2026-11-19",
            "document": invoice.name,
            "until": None,
            "finding": 0,
        }
        hold = {**credit, "kind": "hold_reminders", "financial": False, "approval": "none", "until": "2099-11-30"}
        reply = {**credit, "kind": "reply", "financial": False, "approval": "none", "amount": None, "finding": None}
        return {
            "key": f"{case}/{revision}",
            "case_id": case,
            "ticket_id": ticket,
            "revision": revision,
            "reading": {
                "primary": "dispute.short_shipment", "further": ["payment.promise"], "confidence": 0.77, "language": "en",
                "abstained": False, "flags": [], "reply": "only 8 pumps <b>arrived</b>", "message_id": "m1@brightline.example", "versions": {"rules": "1"},
                "claims": [{"intent": "dispute.short_shipment", "quote": "only 8 pumps <b>arrived</b>"}],
            },
            "case": {
                "as_of": "2026-11-16T09:00:00Z",
                "sender": {
                    "proven": True, "reason": "the address is Dana Whitfield's",
                    "match": {
                        "partner": {"id": cls.contact.id, "commercial_id": cls.customer.id},
                        "basis": "address", "score": 1.0, "why": "the address",
                    },
                },
                "invoices": [cls._invoice_told(invoice)],
                "documents": [{"text": invoice.name, "name": invoice.name}],
                "ticket": None,
            },
            "findings": [found],
            "proposal": {
                "summary": [{"text": "Ten billed, eight shipped.", "sources": ["mail"]}],
                "steps": [{**credit, **step} for step in steps] if steps else [credit, hold, reply],
                "draft": {
                    "language": "en", "subject": f"Missing goods: {invoice.name}", "writer": "templates",
                    "body": "Dear Dana,\n\nwe have passed this on.\n\nKind regards", "to": ["dana@brightline.example"],
                },
                "priority": {"score": 20, "parts": {}},
                "policy": "default-1@8fcf5362efce",
                "versions": {},
            },
            "clearance": {"cleared": True, "holds": []},
            "made_at": "2026-11-16T09:00:01Z",
        }  # fmt: skip

    @classmethod
    def _suggest(cls, invoice=None, **changes):
        """Return the suggestion that the service makes of such a payload, for the administrator."""
        payload = cls._payload(invoice or cls._invoice(), **changes)
        made = cls.env["triage.suggestion"].with_user(cls.service).receive(payload)
        return cls.env["triage.suggestion"].browse(made["id"])

    @classmethod
    def _step(cls, suggestion, kind="credit_note"):
        return suggestion.step_ids.filtered(lambda s: s.kind == kind)

    @classmethod
    def _today(cls):
        return fields.Date.context_today(cls.env["triage.step"])
