"""Does the reading keep what it reached on the test split, and is the split what it says it is?"""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from evaluation import figures
from evaluation.reading import TEST, load_rows
from triage.commands.evaluating import run_evaluation
from triage.domain.codes import LANGUAGES, Intent
from triage.settings import load_settings

DATASETS = TEST.parent


def grams(text: str) -> set[str]:
    folded = " ".join(text.lower().split())
    return {folded[start : start + 5] for start in range(len(folded) - 4)}


def test_the_reading_keeps_its_figures_on_the_test_split(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path))
    load_settings.cache_clear()
    assert run_evaluation("reading", str(tmp_path), hold=True) == 0, capsys.readouterr().out
    assert "macro-F1" in (tmp_path / "reading.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "reading.json").read_text(encoding="utf-8"))["samples"] == len(load_rows())


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_split_has_every_code_in_every_language(code: str) -> None:
    counts = Counter(row["primary"] for row in load_rows() if row["language"] == code)
    assert set(counts) == {intent.value for intent in Intent}
    assert min(counts.values()) >= 3


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_training_mails_of_a_code_are_near_duplicates(code: str) -> None:
    rows = [
        json.loads(line)
        for kind in ("train", "short")
        for line in (DATASETS / kind / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for intent in {row["primary"] for row in rows}:
        own = [grams(row["body"]) for row in rows if row["primary"] == intent and len(row["body"]) >= 40]
        worst = max(len(a & b) / len(a | b) for a, b in combinations(own, 2))
        assert worst <= 0.8, f"{code} {intent}: {worst:.2f}"


def test_no_test_mail_was_trained_on() -> None:
    trained = {
        " ".join(json.loads(line).get("body", "").lower().split())
        for path in DATASETS.glob("*/*.jsonl")
        if path.parent.name != "test"
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    said = {" ".join(row["body"].lower().split()) for row in load_rows() if len(row["body"]) >= 40}
    assert said & trained == set()


def test_the_scores_are_those_of_the_textbook() -> None:
    truth, said = ["a", "a", "b", "b"], ["a", "b", "b", "b"]
    assert figures.macro_f1(truth, said, range(4)) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert figures.micro_f1([{1, 2}, set()], [{1}, {3}], range(2)) == pytest.approx(2 / 4)
    assert figures.recall_at_precision([0.9, 0.8, 0.7, 0.1], [True, False, True, False], 0.6) == 1.0
    assert figures.calibration_error([0.9, 0.9], [True, True], range(2)) == pytest.approx(0.1)
