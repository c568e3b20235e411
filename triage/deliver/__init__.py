"""Does the suggestion reach the people who decide? Once, and with a receipt."""

from triage.deliver.handing_over import deliver

__all__ = ["deliver"]
