"""May it be shown as it is? The guards have the last word."""

from triage.guard.clearing import GUARDS, clear
from triage.guard.exhibit import Exhibit

__all__ = ["GUARDS", "Exhibit", "clear"]
