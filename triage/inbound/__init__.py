"""Who wrote what? From bytes as received to a Message with the newest words cut out of the thread."""

from triage.inbound.entry import is_message, parse
from triage.inbound.limits import Limits
from triage.inbound.newest import newest_words

__all__ = ["Limits", "is_message", "newest_words", "parse"]
