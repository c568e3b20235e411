"""What does the writer mean and claim? From a Message to a Reading."""

from triage.understand.companies import NOBODY, Companies
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.reader import Reader

__all__ = ["NOBODY", "Companies", "Reader", "SentenceEncoder"]
