"""How much may an approver's group release? Per currency, for one person or two, and over a period."""

from odoo import fields, models


class TriageApprovalLimit(models.Model):
    _name = "triage.approval.limit"
    _description = "Approval limit"
    _order = "group_id, currency_id, id"

    group_id = fields.Many2one("res.groups", string="Group", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", help="Empty: all companies")
    currency_id = fields.Many2one("res.currency", required=True)
    amount_one = fields.Monetary(string="Alone up to", help="Above it a second person has to agree")
    amount_two = fields.Monetary(string="With a second person up to")
    exposure_customer = fields.Monetary(
        string="Customer, all approvers", help="Approved for one customer within the period; above it two persons are needed"
    )
    exposure_approver = fields.Monetary(
        string="Approver, all customers", help="Approved by one person within the period; above it this person may not"
    )
    exposure_days = fields.Integer(string="Period (days)", default=90, required=True)
    hours = fields.Integer(string="Approval lives (hours)", default=72, required=True)
