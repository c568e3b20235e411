"""Who may change a suggestion's records? Nobody directly: only named methods, with a pass that no caller can make."""

from odoo import _, api, models
from odoo.exceptions import AccessError

from .access import must_read

_PASS = object()  # never leaves this process: a context that came over RPC cannot hold it
PASS_KEY = "triage_pass"


def with_pass(records):
    """Return the records with the pass: for what Odoo does by itself within an act that was checked already."""
    return records.with_context(**{PASS_KEY: _PASS})


def has_pass(env):
    """Tell whether the pass is there: only code of this addon can have put it."""
    return env.context.get(PASS_KEY) is _PASS


class TriageGuarded(models.AbstractModel):
    _name = "triage.guarded"
    _description = "Changed by named methods only"

    _open_fields = frozenset()  # what Odoo's own chatter may write

    def _opened(self):
        """Return these records for a named method that has asked who calls: as superuser, with the pass."""
        return with_pass(self.sudo())

    def _closed(self):
        """Return these records for the user alone again: for all that is done with the user's own rights."""
        context = {key: value for key, value in self.env.context.items() if key != PASS_KEY}
        return self.with_env(self.env(context=context, su=False))

    def _is_opened(self):
        return self.env.su and has_pass(self.env)

    def _refuse(self, act, detail=""):
        """Log an attempt where a rollback cannot reach it, and raise AccessError."""
        self.env["triage.refusal"]._note(self._name, self.ids, act, detail)
        raise AccessError(
            _("%(model)s: %(act)s is refused. Use its buttons, as the person you are.", model=self._description, act=act)
        )

    def _person(self, group="triage_suggestion.group_agent"):
        """Return the user who acts here, in person, with this group's right and able to read these records.

        Everybody and everything else is refused and logged: superuser mode, a service account, a user put in place
        of the one who called.
        """
        user = self.env.user
        if self.env.su or not user._is_at_the_door():
            self._refuse("act", "not in person")
        if user._is_triage_service() or not user.has_group(group):
            self._refuse("act", f"needs {group}")
        must_read(self)
        return user

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
        """Delete for a named method; refuse everybody else. Odoo's uninstaller drops the tables instead."""
        if not self._is_opened():
            self._refuse("unlink")
        return super().unlink()
