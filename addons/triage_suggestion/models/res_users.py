"""Who is calling: a person at the door, or the service's own account?"""

from odoo import models
from odoo.http import request


class ResUsers(models.Model):
    _inherit = "res.users"

    def _is_triage_service(self):
        """Tell whether this user is a service account of triage."""
        return bool(self) and self.has_group("triage_suggestion.group_service")

    def _is_at_the_door(self):
        """Tell whether this user is the one whose request this is: code that puts another in place is no person.

        Nobody is at the door on a GET: Odoo itself would run a method that comes as the body of one. Without a
        request (a shell, a test) there is no door; jobs run as superuser and are refused for that.
        """
        if not request:
            return True
        if request.httprequest.method in ("GET", "HEAD"):
            return False
        caller = request.session.uid or request.env.uid
        return not caller or caller == self.id

    def write(self, vals):
        """Write; a service account changes no user, not even itself: its name is not for it to choose."""
        if not self.env.su and self.env.user._is_triage_service():
            self.env["triage.refusal"]._refuse(self, "write", ", ".join(sorted(vals)))
        return super().write(vals)

    def _change_password(self, new_passwd):
        """Set a password; a service account does not set its own: whoever got hold of its key would keep it."""
        own = self.filtered(lambda user: user.id == user.env.uid)
        if own._is_triage_service():
            self.env["triage.refusal"]._refuse(self, "change_password")
        return super()._change_password(new_passwd)
