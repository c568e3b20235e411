"""Who may change a suggestion's records? Nobody directly: only the named methods, which carry a pass no caller can make."""

import logging

from odoo import _, api, models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)
_PASS = object()  # never leaves this process: a context that came over RPC cannot hold it
PASS_KEY = "triage_pass"


class TriageGuarded(models.AbstractModel):
    _name = "triage.guarded"
    _description = "Changed by named methods only"

    _open_fields = frozenset()  # what Odoo's own chatter may write

    def _opened(self):
        """Return these records for a named method that has asked who is calling: as superuser, with the pass."""
        return self.sudo().with_context(**{PASS_KEY: _PASS})

    def _is_opened(self):
        return self.env.su and self.env.context.get(PASS_KEY) is _PASS

    def _refuse(self, act, detail=""):
        """Log an attempt where a rollback cannot reach it, and raise."""
        self.env["triage.refusal"]._note(self._name, self.ids, act, detail)
        raise AccessError(_("%(model)s is changed by its own buttons only (%(act)s was refused).",
                            model=self._description, act=act))

    @api.model_create_multi
    def create(self, vals_list):
        """Create for a named method; refuse everybody else."""
        if not self._is_opened():
            self._refuse("create")
        return super().create(vals_list)

    def write(self, vals):
        """Write for a named method; refuse everybody else, also in superuser mode."""
        if not self._is_opened() and not set(vals) <= self._open_fields:
            self._refuse("write", ", ".join(sorted(vals)))
        return super().write(vals)

    def unlink(self):
        """Delete for a named method; refuse everybody else. Odoo's uninstaller drops the table instead."""
        if not self._is_opened():
            self._refuse("unlink")
        return super().unlink()
