"""Do the proposals hold on the worked world? Embedded writer, all situations, two languages here."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from evaluation.proposals import evaluate, main, report


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return evaluate({"embedded": None}, languages=("en", "pl"))


def test_every_claim_is_answered_nothing_is_unbound_and_each_first_step_is_the_worlds(figures: dict[str, Any]) -> None:
    row = cast("dict[str, Any]", figures["writers"]["embedded"]["all"])
    assert row["claims"] > 200
    assert (row["unanswered"], row["unbound"], row["holds_false"], row["holds_missed"]) == (0, 0, 0, 0)
    assert row["first_step_wrong"] == []


def test_a_draft_stays_short_and_plain(figures: dict[str, Any]) -> None:
    row = figures["writers"]["embedded"]["all"]
    assert row["words_most"] <= 150
    assert row["lix_median"] < 60


def test_the_table_names_each_writer_and_language(figures: dict[str, Any], tmp_path: Path) -> None:
    table = report(figures)
    assert "embedded" in table
    assert "\npl " in table
    assert main(["--json", str(tmp_path / "figures.json")]) == 0
    assert json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))["situations"] == figures["situations"]
