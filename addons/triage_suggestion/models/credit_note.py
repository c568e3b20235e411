"""Which lines, and how many of each? A draft credit note by Odoo's own wizard that comes to the finding's amount."""

from odoo import _, fields, models
from odoo.exceptions import UserError


class TriageStep(models.Model):
    _inherit = "triage.step"

    def _act_credit_note(self):
        """Make the draft with the user's own rights and never post it.

        Raises UserError where the lines of the finding do not come to the amount that was approved.
        """
        invoice = self._needs_invoice()
        if invoice.currency_id != self.currency_id:
            raise UserError(_("The invoice is in another currency than the finding."))
        wanted = self._lines_to_credit(invoice)
        credit = self._reverse(invoice)
        self._keep_lines(invoice, credit, wanted)
        if self.currency_id.compare_amounts(credit.amount_total, self.amount):
            raise UserError(
                _("The lines come to %(made).2f, but %(approved).2f was approved: make this credit note by hand.",
                  made=credit.amount_total, approved=self.amount)
            )  # fmt: skip
        return credit

    def _reverse(self, invoice):
        reason = (self.sudo().finding_id.arithmetic_shown or self.text)[:200]
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        made = wizard.create({"reason": reason, "journal_id": invoice.journal_id.id, "date": fields.Date.context_today(self)})
        credit = self.env["account.move"].browse(made.refund_moves()["res_id"])
        if credit.state != "draft":
            raise UserError(_("The credit note did not stay a draft."))
        return credit

    def _lines_to_credit(self, invoice):
        """Return {invoice line: {"quantity", "price_unit"?}}; empty: all lines as they are."""
        if not self.currency_id.compare_amounts(invoice.amount_total, self.amount):
            return {}
        wanted = {}
        for line in invoice.invoice_line_ids.filtered(lambda x: x.display_type == "product"):
            values = self._part_of(line)
            if values:
                wanted[line] = values
        return wanted or self._share_of_only_line(invoice)

    def _part_of(self, line):
        """Return what the figures say is to be credited of a line: goods too many, or a price too high."""
        figures = {figure["name"]: figure for figure in self._figures()}
        label = self._label_of(line, figures)
        if label is None:
            return {}
        number = {name: float(figure["value"]) for name, figure in figures.items()}
        if f"ordered price {label}" in number and f"billed price {label}" in number:
            billed = number[f"billed price {label}"] * (1 - number.get(f"billed discount {label}", 0) / 100)
            agreed = number[f"ordered price {label}"] * (1 - number.get(f"ordered discount {label}", 0) / 100)
            return {"quantity": line.quantity, "price_unit": billed - agreed, "discount": 0} if billed > agreed else {}
        if f"returned {label}" in number:
            return {"quantity": min(number[f"returned {label}"] - number.get(f"credited {label}", 0), line.quantity)}
        too_many = number.get(f"billed {label}", 0) - number.get(f"shipped {label}", 0)
        return {"quantity": too_many} if too_many > 0 and f"shipped {label}" in number else {}

    def _label_of(self, line, figures):
        """Return the name under which the figures speak of a line: by its record, else by its product's code."""
        for name, figure in figures.items():
            if figure.get("evidence") == f"account.move.line/{line.id}/quantity" and name.startswith("billed "):
                return name.removeprefix("billed ")
        code = line.product_id.default_code
        return code if code and any(name == f"returned {code}" for name in figures) else None

    def _share_of_only_line(self, invoice):
        """Return the share of the only line that the evidence names, as a quantity; raises UserError for several."""
        named = self.sudo().finding_id.evidence_ids.filtered(lambda e: e.res_model == "account.move.line")
        lines = invoice.invoice_line_ids.filtered(lambda x: x.id in named.mapped("res_id"))
        lines = lines or invoice.invoice_line_ids.filtered(lambda x: x.display_type == "product")
        if len(lines) != 1 or not lines.price_total:
            raise UserError(_("The finding does not say which lines are to be credited: make this credit note by hand."))
        return {lines: {"quantity": lines.quantity * self.amount / lines.price_total}}

    def _keep_lines(self, invoice, credit, wanted):
        """Leave on the draft what is to be credited; the draft has the invoice's lines, in the invoice's order."""
        if not wanted:
            return
        pairs = list(zip(invoice.invoice_line_ids, credit.invoice_line_ids))
        if len(invoice.invoice_line_ids) != len(credit.invoice_line_ids) or any(
            old.product_id != new.product_id for old, new in pairs
        ):
            raise UserError(_("The draft has other lines than the invoice: make this credit note by hand."))
        commands = [(1, new.id, wanted[old]) if old in wanted else (2, new.id) for old, new in pairs]
        credit.write({"invoice_line_ids": commands})
