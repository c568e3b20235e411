"""Are fields read from mails that the finders were not written on? Short mails of eight languages, gold by hand."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.understand.mails import WEDNESDAY, mail
from triage.domain.codes import Intent
from triage.understand.extract import extract
from triage.understand.roles import Matter

MAILS = Path(__file__).with_name("fresh_mails.jsonl")
SENT = WEDNESDAY.replace(day=11, hour=10)


def _plain(value: object) -> str:
    return str(Decimal(str(value)).normalize())


def _gold(fields: dict[str, list[dict[str, str]]]) -> set[tuple[str, str, str]]:
    return (
        {("references", row["normal"], "") for row in fields["references"]}
        | {("dates", row["date"], "") for row in fields["dates"]}
        | {("amounts", _plain(row["value"]), row["currency"]) for row in fields["amounts"]}
        | {("quantities", _plain(row["value"]), row["role"]) for row in fields["quantities"]}
    )


def _read(row: dict[str, str]) -> set[tuple[str, str, str]]:
    message = mail(row["body"], row["subject"], SENT)
    found = extract(message, language=row["language"], matter=Matter(Intent(row["primary"])))
    return (
        {("references", reference.normal, "") for reference in found.references}
        | {("dates", mention.date.isoformat(), "") for mention in found.dates}
        | {("amounts", _plain(amount.value), amount.currency) for amount in found.amounts}
        | {("quantities", _plain(quantity.value), quantity.role.value) for quantity in found.quantities}
    )


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for line in MAILS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold, read = _gold(row["fields"]), _read(row)
        right.update(field for field, *_ in gold & read)
        wrong.update(field for field, *_ in gold ^ read)
    return {field: 2 * right[field] / (2 * right[field] + wrong[field]) for field in right}


@pytest.mark.parametrize(
    ("field", "least"), [("references", 0.86), ("dates", 0.86), ("amounts", 0.75), ("quantities", 0.83)]
)
def test_fields_of_fresh_mails_are_read_as_well_as_before(scores: dict[str, float], field: str, least: float) -> None:
    assert scores[field] >= least
