"""Who tried what was not theirs to do? One row per refused attempt, kept although the attempt is rolled back."""

import logging

from odoo import api, fields, models, modules
from odoo.tools import config

_logger = logging.getLogger(__name__)


class TriageRefusal(models.Model):
    _name = "triage.refusal"
    _description = "Refused attempt"
    _order = "id desc"
    _log_access = False  # no link to users: the row must never wait for a lock of the attempt

    at = fields.Datetime(readonly=True)
    user_ref = fields.Integer(string="User ID", readonly=True)
    login = fields.Char(readonly=True)
    model = fields.Char(readonly=True)
    record_ids = fields.Char(string="Records", readonly=True)
    act = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)

    @api.model
    def _note(self, model, ids, act, detail=""):
        """Write the attempt down in a transaction of its own, and in the server's log."""
        _logger.warning("triage refused %s on %s%s by user %s: %s", act, model, ids, self.env.uid, detail)
        if config["test_enable"] and modules.module.current_test:
            return  # a test's transaction owns the tables; the RPC tests look at the rows
        with self.env.registry.cursor() as cr:
            cr.execute(
                "INSERT INTO triage_refusal (at, user_ref, login, model, record_ids, act, detail)"
                " SELECT now() at time zone 'UTC', u.id, u.login, %s, %s, %s, %s FROM res_users u WHERE u.id = %s",
                (model, ",".join(map(str, ids[:50])), act, detail[:500], self.env.uid),
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: rows come from `_note` alone."""
        raise NotImplementedError

    def write(self, vals):
        """Refuse: what was tried stays as it was written."""
        raise NotImplementedError
