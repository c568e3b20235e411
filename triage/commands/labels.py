"""What did people put right, and is a model made from it better? The verbs below `labels`."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from triage import inbound, understand, wiring
from triage.commands.household import Household
from triage.commands.replay import period_of
from triage.domain.failures import Refused
from triage.domain.message import Message
from triage.review.labels import Duel, Reviewed, contradictions, duel, reviewed
from triage.settings import load_settings

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def export_labels(out: str, until: str) -> int:
    """Write the corrected readings older than `until` as rows by language; the newer ones stay for the comparison."""
    house = Household.open(load_settings())
    edge = wiring.now() - period_of(until)
    by_language: dict[str, list[Reviewed]] = defaultdict(list)
    for received_at, _, row in _corrected(house, LONG_AGO):
        if received_at < edge:
            by_language[row.language].append(row)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for language, rows in sorted(by_language.items()):
        lines = [json.dumps(row.as_row(), ensure_ascii=False) + "\n" for row in rows]
        (folder / f"{language}.jsonl").write_text("".join(lines), encoding="utf-8")
    count = sum(len(rows) for rows in by_language.values())
    house.casebook.note("labels", f"labels:exported:{count}", actor="operator")
    sys.stdout.write(f"{count} reviewed rows written to {out}; they hold customers' words\n")
    return 0


def list_odd(data: str) -> int:
    """List labels below a folder that contradict each other, or that the other rows speak against, for a person."""
    rows = _rows_below(Path(data))
    if not rows:
        raise Refused(f"there are no labelled mails below {data}")
    for labels, ids in contradictions(rows):
        sys.stdout.write(f"contradiction  {labels:60} {', '.join(ids)}\n")
    for row, doubt in wiring.doubts_of(rows):
        line = f"doubt {doubt.likely:6.3f}  {doubt.label} -> {doubt.rather}"
        sys.stdout.write(f"{line:75} {row.get('id', '')}\n")
    return 0


def compare_models(model: str, since: str) -> int:
    """Compare a candidate with the model in force: on the fixed test split, and on real cases that people judged."""
    settings = load_settings()
    house = Household.open(settings)
    now, then = house.tools().reader, wiring.open_reader(settings.model_copy(update={"model_path": Path(model)}))
    duels = [*_on_test_split(now, then), _on_real_cases(house, now, then, since)]
    for found in duels:
        sys.stdout.write(_line(found) + "\n")
    sys.stdout.write(f"it goes live by: triage replay --model {model}, then sign and activate\n")
    return 0


def _on_test_split(now: understand.Reader, then: understand.Reader) -> Iterator[Duel]:
    try:
        from evaluation.reading import load_rows, samples_of
    except ModuleNotFoundError:
        return  # the test split is in a checkout
    samples = samples_of(load_rows())
    messages = [inbound.parse(sample.given) for sample in samples]
    truth = [sample.truth["primary"] for sample in samples]
    yield _judge("test split", messages, truth, now, then)


def _on_real_cases(house: Household, now: understand.Reader, then: understand.Reader, since: str) -> Duel:
    """Compare on the newest labelled cases: none of them was exported as a training row."""
    house.supervision.refresh()
    start = wiring.now() - period_of(since)
    labelled = [
        (use.case_id, use.true_intent or use.intent)
        for use in house.use_book.list_labelled(start)
        if use.true_intent or use.is_right
    ]
    cases = [(case.message, truth) for case_id, truth in labelled if (case := house.journey.load(case_id)).message]
    messages = [message for message, _ in cases if message is not None]
    return _judge(f"real cases of the last {since}", messages, [truth for _, truth in cases], now, then)


def _judge(
    what: str, messages: list[Message], truth: list[str], now: understand.Reader, then: understand.Reader
) -> Duel:
    sides = [[r.read(m).primary == t for m, t in zip(messages, truth, strict=True)] for r in (now, then)]
    return duel(what, *sides)


def _line(found: Duel) -> str:
    return (
        f"{found.what}: {found.cases} cases, right {found.now_right} now and {found.then_right} then;"
        f" only now {found.only_now}, only then {found.only_then}, p {found.p}"
    )


def _corrected(house: Household, since: datetime) -> Iterator[tuple[datetime, str, Reviewed]]:
    for case_id in house.use_book.list_since(since):
        decided = house.decisions.list_decisions(case_id=case_id)
        if not any(decision.difference for decision in decided):
            continue
        case = house.journey.load(case_id)
        if case.message and case.reading and (row := reviewed(case_id, case.message, case.reading, decided)):
            yield case.raw.received_at, case_id, row


def _rows_below(folder: Path) -> list[dict[str, Any]]:
    """Return the labelled mails of a folder, and of those of a dataset below it; the test split is never looked at."""
    paths = [
        *folder.glob("*.jsonl"),
        *(p for k in ("train", "short", "reviewed") for p in (folder / k).glob("*.jsonl")),
    ]
    lines = (line for path in sorted(paths) for line in path.read_text(encoding="utf-8").splitlines())
    return [row for row in map(json.loads, lines) if "body" in row]
