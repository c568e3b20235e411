"""Do people's corrections become training rows, and do odd labels come to light?"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evaluation.reading import TEST, load_rows
from evaluation.simulated_use import HouseRoad
from triage import wiring
from triage.commands.household import Household
from triage.commands.labels import compare_models, export_labels, list_odd
from triage.commands.sources import read_raw
from triage.domain.decisions import Decision, DecisionKind
from triage.review.labels import contradictions, duel
from triage.settings import load_settings, release_root

SHORT = next(release_root("samples").glob("01-*.eml"))
PRICE = next(release_root("samples").glob("04-*.eml"))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TRIAGE_BOOKS", "sandbox")
    load_settings.cache_clear()
    return Household.open(load_settings())


def corrected_case(house: Household, path: Path, *, days_ago: int, primary: str, further: list[str]) -> str:
    """Take a mail in that came some days ago, and put its reading right."""
    road = HouseRoad(house)
    at = datetime.now(UTC) - timedelta(days=days_ago)
    case = road.accept(read_raw(str(path), limit=10**6).model_copy(update={"received_at": at}))
    road.travel(case)
    change = {"reading": {"primary": {"before": "dispute.tax", "after": primary}, "further": further}}
    decision = Decision(
        id=f"test/{case}",
        case_id=case,
        revision=1,
        kind=DecisionKind.EDITED,
        by="Agnes Agent",
        at=at + timedelta(hours=2),
        difference=change,
    )
    road.decide(decision)
    return case


def test_a_corrected_reading_older_than_the_edge_is_exported_with_the_newest_words_only(
    house: Household, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = corrected_case(house, SHORT, days_ago=60, primary="dispute.charges", further=["payment.promise"])
    corrected_case(house, PRICE, days_ago=3, primary="dispute.tax", further=[])
    out = tmp_path / "reviewed"
    assert export_labels(str(out), "30d") == 0
    (row,) = [json.loads(line) for path in out.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    assert (row["id"], row["primary"], row["further"]) == (f"reviewed-{old}", "dispute.charges", ["payment.promise"])
    assert (row["read_as"], row["language"]) == ("dispute.short_shipment", "en")
    assert row["body"] == house.journey.load(old).message.reply  # type: ignore[union-attr]
    assert house.journal.list_entries("labels")[-1]["event"] == "labels:exported:1"
    assert "customers' words" in capsys.readouterr().out


def test_exported_rows_are_read_by_training(house: Household, tmp_path: Path) -> None:
    from triage import inbound
    from triage.understand.intent.training import load_rows as training_rows

    corrected_case(house, SHORT, days_ago=60, primary="dispute.charges", further=[])
    export_labels(str(tmp_path / "data" / "reviewed"), "30d")
    (row,) = training_rows(tmp_path / "data", inbound.newest_words)
    assert (row.primary, row.is_mail) == ("dispute.charges", True)


def test_the_same_text_under_two_labels_is_a_contradiction() -> None:
    rows = [
        {"id": "a", "subject": "Price", "body": "The price is  wrong", "primary": "dispute.price"},
        {"id": "b", "subject": "price", "body": "the price is wrong", "primary": "dispute.charges"},
        {"id": "c", "subject": "Price", "body": "another text", "primary": "dispute.price"},
    ]
    assert contradictions(rows) == [("dispute.charges / dispute.price", ["a", "b"])]


def test_a_label_that_was_turned_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty plain mails each about price and about proof of delivery; one of price is filed as the other."""
    goods = ("pumps", "valves", "filters", "hoses", "gloves")
    price = [
        f"You billed {g} at {n} euros a piece, our order says less: the price is wrong" for g in goods for n in range(4)
    ]
    papers = [f"Please send the signed proof of delivery for the {g} of lot {n}" for g in goods for n in range(4)]
    rows = [{"id": f"p{n}", "subject": "", "body": b, "primary": "dispute.price"} for n, b in enumerate(price)]
    rows += [
        {"id": f"d{n}", "subject": "", "body": b, "primary": "document.proof_of_delivery"} for n, b in enumerate(papers)
    ]
    rows[7]["primary"] = "document.proof_of_delivery"
    (tmp_path / "en.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert list_odd(str(tmp_path)) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("doubt")]
    assert line.split()[-1] == "p7"
    assert "document.proof_of_delivery -> dispute.price" in line


def test_two_models_are_compared_case_by_case_with_the_exact_sign_test() -> None:
    found = duel("x", [True] * 6 + [False] * 4, [True] * 6 + [True] * 3 + [False])
    assert (found.now_right, found.then_right, found.only_now, found.only_then) == (6, 9, 0, 3)
    assert found.p == 0.25  # by hand: 2 x (1/2) to the third
    assert duel("x", [True], [True]).p == 1.0


def test_a_candidate_is_compared_on_the_test_split_and_on_real_cases(
    house: Household, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corrected_case(house, SHORT, days_ago=3, primary="dispute.charges", further=[])
    rows = load_rows(TEST)[:40]
    monkeypatch.setattr("evaluation.reading.load_rows", lambda: rows)
    newest = max((release_root("models") / "intent").iterdir())
    assert compare_models(str(newest), "30d") == 0
    out = capsys.readouterr().out
    assert "test split: 40 cases" in out
    assert "real cases of the last 30d: 1 cases, right 0 now and 0 then; only now 0, only then 0, p 1.0" in out
    assert wiring.model_hash(newest)
