"""Who may knock, and what are they told? The HTTP door, thin."""

from triage.api.app import create_app
from triage.api.services import ApiServices, Knock

__all__ = ["ApiServices", "Knock", "create_app"]
