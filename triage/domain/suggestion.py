"""What does Odoo show, and what did the desk answer?"""

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from triage.domain.casefile import CaseFile
from triage.domain.clearance import Clearance
from triage.domain.findings import Finding
from triage.domain.noun import Noun
from triage.domain.proposal import Proposal
from triage.domain.reading import Reading


class Suggestion(Noun):
    """All that is shown for one case; `key` makes a second delivery recognisable."""

    key: str
    case_id: str
    ticket_id: int | None
    revision: int = 1
    reading: Reading
    case_file: CaseFile
    findings: tuple[Finding, ...]
    proposal: Proposal
    clearance: Clearance
    made_at: AwareDatetime

    def as_payload(self) -> dict[str, Any]:
        """Return what crosses the border to the addon: `contract/suggestion.schema.json`."""
        shown = self.as_json()
        return {"case" if name == "case_file" else name: value for name, value in shown.items()}


class DeliveryState(StrEnum):
    """Where a suggestion is."""

    DELIVERED = "delivered"  # a note and an activity on a ticket
    WAITING = "waiting"  # no ticket yet; shown on the service's own page
    SUPERSEDED = "superseded"


class Receipt(Noun):
    """What the desk answered: ids of what was made or found in Odoo."""

    state: DeliveryState
    ticket_id: int | None = None
    message_id: int | None = None
    activity_id: int | None = None
    suggestion_id: int | None = None  # triage.suggestion, where the addon shows it
    found: bool = False  # it was already there
