"""Which documents and sums does an attached remittance list name? Rows of CSV, XLSX and PDF text, within limits."""

import re
from collections.abc import Sequence

from triage.domain.codes import AmountRole, Intent, ReferenceKind
from triage.domain.message import Attachment
from triage.domain.reading import Amount, Reference
from triage.understand import amount_roles, amounts, references
from triage.understand.dates import Day, find_dates
from triage.understand.ground import Ground, ground_of
from triage.understand.roles import Matter

LISTED = frozenset({Intent.REMITTANCE, Intent.DEDUCTION})
MOST_ATTACHMENTS = 3
LONGEST = 30_000  # characters of one list that are read
MOST = 300  # documents or sums taken from one list
TOTAL = re.compile(r"\b(?:total|sum|summe|gesamt\w*|totaal|totale|suma|razem|montant\stotal)\b", re.IGNORECASE)


def read_lists(attachments: Sequence[Attachment], day: Day, primary: Intent) -> tuple[list[Reference], list[Amount]]:
    """Return the documents and sums of attached lists, placed by the attachment's name; nothing for other matters.

    A row's sum is paid, a negative one or that of a credit note is deducted.
    """
    found_references: list[Reference] = []
    found_amounts: list[Amount] = []
    if primary not in LISTED:
        return found_references, found_amounts
    for attachment in [a for a in attachments if a.text.strip()][:MOST_ATTACHMENTS]:
        ground = ground_of(attachment.name, _with_tabs(attachment.text[:LONGEST]))
        find_dates(ground, day, Matter(primary))  # takes their places, so that they are no numbers
        documents = _documents(ground)
        found_references.extend(documents[:MOST])
        sums = _sums(ground, documents, day.language)[:MOST]
        found_amounts.extend(_as_written(amount, attachment.text) for amount in sums)
    return found_references, found_amounts


def _as_written(amount: Amount, text: str) -> Amount:
    assert amount.place is not None
    return amount.model_copy(update={"text": text[amount.place.start : amount.place.end]})


def _with_tabs(text: str) -> str:
    """Return a comma-separated text with tabs between its cells, every character at its old place."""
    lines = text.splitlines()
    header = lines[0] if lines else ""
    if "\t" in header or ";" in header or header.count(",") < 1:
        return text.replace('"', " ")
    cells: list[str] = []
    quoted = False
    for char in text:
        quoted = quoted != (char == '"')
        cells.append("\t" if char == "," and not quoted else " " if char == '"' else char)
    return "".join(cells)


def _documents(ground: Ground) -> list[Reference]:
    shaped = references.find_shaped(ground)
    labelled = references.find_labelled(ground)
    bare = references.find_bare(ground, [*shaped, *labelled], ReferenceKind.INVOICE, loose=True)
    return sorted([*shaped, *labelled, *bare], key=lambda r: r.place.start if r.place else 0)


def _sums(ground: Ground, documents: Sequence[Reference], language: str) -> list[Amount]:
    found = amounts.find_amounts(ground, language) + amounts.find_bare_amounts(ground, Intent.REMITTANCE)
    named = amount_roles.assign_roles(ground, found, documents, Matter(Intent.REMITTANCE))
    kept = sorted(named, key=lambda a: a.place.start if a.place else 0)
    return [a.model_copy(update={"role": _role(ground, a, documents)}) for a in kept]


def _role(ground: Ground, amount: Amount, documents: Sequence[Reference]) -> AmountRole:
    """Return deducted for negative sums and credit notes' rows, else paid."""
    assert amount.place is not None
    start, end = ground.sentence(amount.place.start)
    row = ground.text[start:end]
    if amount.role is AmountRole.DEDUCTED:
        return AmountRole.DEDUCTED
    credited = any(
        r.kind is ReferenceKind.CREDIT_NOTE and r.place is not None and start <= r.place.start < end for r in documents
    )
    return AmountRole.DEDUCTED if credited and not TOTAL.search(row) else AmountRole.PAID
