"""Is the reading right on mails it was never trained on? The separate test split, by other hands.

triage evaluate reading
"""

import datetime as dt
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from evaluation import figures
from evaluation.figures import Figure, bootstrap
from triage import inbound, wiring
from triage.domain.codes import LANGUAGES, Intent
from triage.domain.message import RawMessage
from triage.domain.reading import Reading
from triage.settings import Settings
from triage.understand import Reader

TEST = Path(__file__).parent / "datasets" / "reading" / "test"
WHEN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """One test mail, its truth, and what was read."""

    row: dict[str, Any]
    reading: Reading

    @property
    def is_right(self) -> bool:
        """Tell whether the primary intent is right."""
        return bool(self.row["primary"] == self.reading.primary)


def mail_of(row: dict[str, Any]) -> bytes:
    """Return a row of the dataset as the bytes of a mail."""
    mail = EmailMessage()
    mail["From"] = "Somebody <somebody@customer.example>"
    mail["To"] = "receivables@kesterwood.example"
    if row["subject"]:
        mail["Subject"] = " ".join(row["subject"].split())
    mail["Date"] = format_datetime(dt.datetime.fromisoformat(row["date"]) if "date" in row else WHEN)
    mail["Message-ID"] = f"<{row['id']}@customer.example>"
    mail.set_content(row["body"])
    return mail.as_bytes()


def judge_all(rows: Sequence[dict[str, Any]], reader: Reader) -> tuple[list[Judged], float]:
    """Return every row with its reading, and how many messages were read a second."""
    reader.read(inbound.parse(RawMessage(content=mail_of(rows[0]), received_at=WHEN)))  # loads what is loaded late
    raws = [RawMessage(content=mail_of(row), received_at=WHEN) for row in rows]
    started = time.perf_counter()
    readings = [reader.read(inbound.parse(raw)) for raw in raws]
    spent = time.perf_counter() - started
    return [Judged(*pair) for pair in zip(rows, readings, strict=True)], len(rows) / spent


def load_rows(folder: Path = TEST) -> list[dict[str, Any]]:
    """Return the rows of every language of a split."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def score(judged: Sequence[Judged]) -> list[Figure]:
    """Return the figures of issue 3's table that mails can show, each with its interval and target."""
    truth = [j.row["primary"] for j in judged]
    said = [j.reading.primary.value for j in judged]
    sure, right = [j.reading.confidence for j in judged], [j.is_right for j in judged]
    count = len(judged)
    return [
        bootstrap("primary intent, macro-F1", count, lambda c: figures.macro_f1(truth, said, c), 0.93),
        *_by_language(judged, truth, said),
        _sets("further intents, micro-F1", judged, "further", 0.80),
        bootstrap("right at 60 % coverage", count, lambda c: figures.right_at_coverage(sure, right, c, 0.6), 0.99),
        bootstrap("calibration error", count, lambda c: figures.calibration_error(sure, right, c), 0.05, at_most=True),
        _out_of_scope(judged),
        _sets("references F1", judged, "references", 0.97),
        _sets("amounts F1 (value and currency)", judged, "amounts", 0.95),
        _sets("dates F1", judged, "dates", 0.93),
        _sets("quantities F1 (value and role)", judged, "quantities", None),
        bootstrap("language of the newest words", count, lambda c: _share_of_language(judged, c), 0.99),
    ]


def _by_language(judged: Sequence[Judged], truth: list[str], said: list[str]) -> list[Figure]:
    found = []
    for code in LANGUAGES:
        own = [number for number, j in enumerate(judged) if j.row["language"] == code]
        if own:
            true, guess = [truth[n] for n in own], [said[n] for n in own]
            name = f"primary intent, macro-F1 ({code})"
            found.append(bootstrap(name, len(own), lambda c, t=true, g=guess: figures.macro_f1(t, g, c), 0.88))  # type: ignore[misc]
    return found


def _share_of_language(judged: Sequence[Judged], chosen: Sequence[int]) -> float:
    return sum(bool(judged[n].row["language"] == judged[n].reading.language) for n in chosen) / len(chosen)


def _out_of_scope(judged: Sequence[Judged]) -> Figure:
    """Return the recall of what is none of our business, at a precision of 0.85, by the reader's own doubt."""
    positive = [j.row["primary"] == Intent.UNCLEAR for j in judged]
    scores = [
        1 + j.reading.confidence if j.reading.primary is Intent.UNCLEAR else -j.reading.confidence for j in judged
    ]
    value = figures.recall_at_precision(scores, positive, 0.85)
    return Figure("out of scope: recall at precision 0.85", value, value, value, 0.90)


def gold_of(row: dict[str, Any], kind: str) -> set[Any]:
    """Return the truth of one kind as a set that can be compared."""
    if kind == "further":
        return set(row["further"])
    fields = row.get("fields", {}).get(kind, [])
    match kind:
        case "references":
            return {entry["normal"] for entry in fields}
        case "amounts":
            return {(Decimal(entry["value"]).normalize(), entry["currency"]) for entry in fields}
        case "quantities":
            return {(Decimal(entry["value"]).normalize(), entry["role"]) for entry in fields}
    return {entry["date"] for entry in fields}


def read_of(reading: Reading, kind: str) -> set[Any]:
    """Return what was read of one kind, in the form of `gold_of`."""
    match kind:
        case "further":
            return {intent.value for intent in reading.further}
        case "references":
            return {reference.normal for reference in reading.references}
        case "amounts":
            return {(amount.value.normalize(), amount.currency) for amount in reading.amounts}
        case "quantities":
            return {(quantity.value.normalize(), quantity.role.value) for quantity in reading.quantities}
    return {str(mention.date) for mention in reading.dates}


def _sets(name: str, judged: Sequence[Judged], kind: str, target: float | None) -> Figure:
    with_truth = [j for j in judged if kind == "further" or "fields" in j.row]
    truth = [gold_of(j.row, kind) for j in with_truth]
    said = [read_of(j.reading, kind) for j in with_truth]
    return bootstrap(name, len(with_truth), lambda c: figures.micro_f1(truth, said, c), target)


def evaluate(settings: Settings | None = None, folder: Path = TEST) -> tuple[list[Judged], dict[str, Any]]:
    """Return the judged mails and the report as JSON-ready data."""
    reader = wiring.open_reader(settings or Settings())
    judged, pace = judge_all(load_rows(folder), reader)
    found = score(judged)
    return judged, {
        "evaluation": "reading",
        "mails": len(judged),
        "versions": reader.versions,
        "messages_per_second": round(pace, 1),
        "figures": {figure.name: figure.as_json() for figure in found},
    }
