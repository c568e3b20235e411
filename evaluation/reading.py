"""Is the reading right on mails it was never trained on? The separate test split, by other hands.

triage evaluate reading
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from evaluation import figures
from evaluation.shape import Evaluation, Judged, Sample, Scorer, Share, Step, Whole, harm
from triage import inbound, wiring
from triage.domain.codes import LANGUAGES, Intent
from triage.domain.message import RawMessage
from triage.domain.reading import Reading
from triage.settings import Settings

TEST = Path(__file__).parent / "datasets" / "reading" / "test"
Score = Callable[[Sequence[int]], float]
WHEN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


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


def load_rows(folder: Path = TEST) -> list[dict[str, Any]]:
    """Return the rows of every language of a split."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def samples_of(rows: Sequence[dict[str, Any]]) -> list[Sample]:
    """Return labelled rows as samples, sliced by their language and true intent."""
    return [
        Sample(
            id=row["id"],
            given=RawMessage(content=mail_of(row), received_at=WHEN),
            truth=row,
            cuts={"language": row["language"], "intent": row["primary"]},
        )
        for row in rows
    ]


def open_step(settings: Settings) -> tuple[Step, dict[str, str]]:
    """Return the reader of a message's bytes, and its versions."""
    reader = wiring.open_reader(settings)
    return (lambda sample: reader.read(inbound.parse(sample.given))), reader.versions


def is_right(judged: Judged) -> bool:
    """Tell whether the primary intent is right."""
    return bool(judged.sample.truth["primary"] == judged.said.primary)


def has_dispute(intents: Sequence[str]) -> bool:
    """Tell whether one of these intents contests an invoice or a delivery."""
    return any(intent.startswith("dispute.") for intent in intents)


def is_missed_dispute(truth: Sequence[str], reading: Reading) -> bool:
    """Tell whether a dispute was read as none, and surely: nobody would look."""
    heard = has_dispute([intent.value for intent in reading.intents])
    return has_dispute(truth) and not heard and not reading.abstained


def _missed_dispute(judged: Judged) -> tuple[int, int]:
    truth = [judged.sample.truth["primary"], *judged.sample.truth["further"]]
    return int(is_missed_dispute(truth, judged.said)), int(has_dispute(truth))


def _wrong_invoice(judged: Judged) -> tuple[int, int]:
    """Count readings that name documents and none of those that the mail is about."""
    truth, said = gold_of(judged.sample.truth, "references"), read_of(judged.said, "references")
    return int(bool(said) and not said & truth), int(bool(truth))


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


def _macro(judged: Sequence[Judged]) -> Score:
    truth = [one.sample.truth["primary"] for one in judged]
    said = [one.said.primary.value for one in judged]
    return lambda chosen: figures.macro_f1(truth, said, chosen)


def _surest_right(judged: Sequence[Judged]) -> Score:
    sure, right = [one.said.confidence for one in judged], [is_right(one) for one in judged]
    return lambda chosen: figures.right_at_coverage(sure, right, chosen, 0.6)


def _calibration(judged: Sequence[Judged]) -> Score:
    sure, right = [one.said.confidence for one in judged], [is_right(one) for one in judged]
    return lambda chosen: figures.calibration_error(sure, right, chosen)


def _out_of_scope(judged: Sequence[Judged]) -> Score:
    """Return the recall of what is none of our business, at a precision of 0.85, by the reader's own doubt."""
    positive = [one.sample.truth["primary"] == Intent.UNCLEAR for one in judged]
    readings = [one.said for one in judged]
    scores = [1 + r.confidence if r.primary is Intent.UNCLEAR else -r.confidence for r in readings]
    return lambda c: figures.recall_at_precision([scores[n] for n in c], [positive[n] for n in c], 0.85)


def _sets(name: str, kind: str, target: float | None) -> Whole:
    def score(judged: Sequence[Judged]) -> Score:
        truth = [gold_of(one.sample.truth, kind) for one in judged]
        said = [read_of(one.said, kind) for one in judged]
        return lambda chosen: figures.micro_f1(truth, said, chosen)

    return Whole(name, score, target, only=lambda one: kind == "further" or "fields" in one.sample.truth)


def _in_language(code: str) -> Callable[[Judged], bool]:
    return lambda one: bool(one.sample.truth["language"] == code)


SCORERS: tuple[Scorer, ...] = (
    Whole("primary intent, macro-F1", _macro, 0.93),
    *(Whole(f"primary intent, macro-F1 ({code})", _macro, 0.88, only=_in_language(code)) for code in LANGUAGES),
    _sets("further intents, micro-F1", "further", 0.80),
    Whole("right at 60 % coverage", _surest_right, 0.99),
    Whole("calibration error", _calibration, 0.05, at_most=True),
    Whole("out of scope: recall at precision 0.85", _out_of_scope, 0.90),
    _sets("references F1", "references", 0.97),
    _sets("amounts F1 (value and currency)", "amounts", 0.95),
    _sets("dates F1", "dates", 0.93),
    _sets("quantities F1 (value and role)", "quantities", None),
    Share("language of the newest words", lambda j: (int(j.sample.truth["language"] == j.said.language), 1), 0.99),
    Share("primary intent right", lambda j: (int(is_right(j)), 1), 0.90),
    harm("missed dispute", _missed_dispute),
    harm("wrong invoice", _wrong_invoice),
)

READING = Evaluation(
    name="reading",
    dataset=lambda: samples_of(load_rows()),
    open_step=open_step,
    scorers=SCORERS,
    content=lambda: b"".join(path.read_bytes() for path in sorted(TEST.glob("*.jsonl"))),
)
