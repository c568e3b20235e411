"""What do the guards look at? The nouns of one case, with the proposal that wants to be shown."""

from dataclasses import dataclass

from triage.domain.casefile import CaseFile
from triage.domain.findings import Finding
from triage.domain.message import Message
from triage.domain.proposal import Proposal
from triage.domain.reading import Reading


@dataclass(frozen=True, slots=True)
class Exhibit:
    """All that a guard may judge by."""

    message: Message
    reading: Reading
    case_file: CaseFile
    findings: tuple[Finding, ...]
    proposal: Proposal

    @property
    def text(self) -> str:
        """Return subject and body of the draft, empty where there is none."""
        draft = self.proposal.draft
        return f"{draft.subject}\n{draft.body}" if draft else ""

    @property
    def language(self) -> str:
        """Return the language of the draft, empty where there is none."""
        return self.proposal.draft.language if self.proposal.draft else ""
