"""Who wrote what? From bytes as received to a Message with the newest words cut out of the thread."""

from triage.inbound.cloud_events import read_events
from triage.inbound.decisions import read_decision
from triage.inbound.entry import is_message, parse
from triage.inbound.limits import Limits
from triage.inbound.mapping import Mapper, load_mappers
from triage.inbound.newest import newest_words

__all__ = ["Limits", "Mapper", "is_message", "load_mappers", "newest_words", "parse", "read_decision", "read_events"]
