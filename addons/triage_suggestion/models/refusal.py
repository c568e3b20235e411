"""Who tried what was not theirs to do? One row per refused attempt, kept although the attempt is rolled back."""

import logging

from odoo import _, api, fields, models, modules
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)


class TriageRefusal(models.Model):
    _name = "triage.refusal"
    _description = "Refused attempt"
    _order = "id desc"
    _log_access = False  # no link to users: the row must never wait for a lock of the attempt

    at = fields.Datetime(readonly=True)
    user_ref = fields.Integer(string="User ID", readonly=True)
    login = fields.Char(readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_ids = fields.Char(string="Records", readonly=True)
    act = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)

    @api.model
    def _note(self, model, ids, act, detail=""):
        """Write the attempt down in a transaction of its own, and in the server's log."""
        _logger.warning("triage refused %s on %s%s by user %s: %s", act, model, ids, self.env.uid, detail)
        if modules.module.current_test:
            return  # a test's transaction holds the tables; the tests over RPC look at the rows
        with self.env.registry.cursor() as cr:
            cr.execute(
                "INSERT INTO triage_refusal (at, user_ref, login, res_model, res_ids, act, detail)"
                " SELECT now() AT TIME ZONE 'UTC', id, login, %s, %s, %s, %s FROM res_users WHERE id = %s",
                (model, ",".join(str(i) for i in ids[:50]), act, detail[:500], self.env.uid),
            )

    @api.model
    def _refuse(self, records, act, detail=""):
        """Note an attempt on any model, and raise AccessError."""
        self._note(records._name, records.ids, act, detail)
        raise AccessError(_("A service account may not do this: it reads, suggests and posts notes."))

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse: rows come from `_note` alone."""
        raise AccessError(_("Attempts are written down by the system alone."))

    def write(self, vals):
        """Refuse: what was tried stays as it was written."""
        raise AccessError(_("Attempts are written down by the system alone."))
