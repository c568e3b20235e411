"""What is a proposal made from? The nouns of one case, as they stand before anything is proposed."""

import datetime as dt
from dataclasses import dataclass

from triage.domain.casefile import CaseFile
from triage.domain.codes import LANGUAGES
from triage.domain.facts import Invoice, Partner
from triage.domain.findings import Finding
from triage.domain.message import Message
from triage.domain.reading import Reading


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that a proposal may look at. Nothing else speaks into it."""

    case_id: str
    message: Message
    reading: Reading
    case_file: CaseFile
    findings: tuple[Finding, ...]

    @property
    def today(self) -> dt.date:
        """Return the day of the case file, from which due dates count."""
        return self.case_file.as_of.date()

    @property
    def is_proven(self) -> bool:
        """Tell whether the writer is known well enough to be shown figures."""
        return self.case_file.sender.proven and self.case_file.sender.match is not None

    @property
    def partner(self) -> Partner | None:
        """Return the contact of a proven sender."""
        match = self.case_file.sender.match
        return match.partner if match and self.is_proven else None

    @property
    def language(self) -> str:
        """Return the language of the reply: the mail's own, else the customer's in the books, else English."""
        known = self.partner.language[:2] if self.partner else ""
        return next((code for code in (self.reading.language, known) if code in LANGUAGES), "en")

    def invoice_of(self, finding: Finding) -> Invoice | None:
        """Find the invoice or credit note that a finding is about."""
        return self.case_file.invoice(finding.document) if finding.document else None
