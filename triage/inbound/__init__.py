"""Who wrote what? From bytes as received to a Message with the newest words cut out of the thread."""

from triage.inbound.entry import is_message, parse
from triage.inbound.limits import Limits

__all__ = ["Limits", "is_message", "parse"]
