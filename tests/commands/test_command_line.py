"""Does the command do what its help says, with exit codes that mean something?"""

import io
import json
import sys
from pathlib import Path

import pytest

from triage import cli

SAMPLES = Path(__file__).parents[1] / "samples"
SHORT = str(SAMPLES / "01-short-shipment-no-backorder.eml")
Run = tuple[int, str, str]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from triage.settings import load_settings

    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path))
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("TRIAGE_BOOKS", "sandbox")
    load_settings.cache_clear()


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> Run:
    monkeypatch.setattr(sys, "argv", ["triage", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr()
    return int(end.value.code or 0), told.out, told.err


def test_one_file_gives_one_reading_with_the_keys_of_the_contract(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(capsys, monkeypatch, "read", SHORT)
    reading = json.loads(out)
    assert code == 0
    assert {
        "path", "message_id", "reply", "language", "primary", "confidence", "abstained", "further", "references",
        "amounts", "quantities", "dates", "claims", "flags", "versions",
    } <= set(reading)  # fmt: skip
    assert reading["primary"] == "dispute.short_shipment"
    assert reading["references"][0]["normal"] == "INV/2026/00101"


def test_a_folder_with_jsonl_gives_a_line_a_message(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(capsys, monkeypatch, "read", "--jsonl", str(SAMPLES))
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, len(rows)) == (0, len(list(SAMPLES.glob("*.eml"))))
    assert len(rows) >= 25


def test_a_broken_file_gives_an_error_row_and_the_others_go_on(capsys, monkeypatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.eml"
    broken.write_text("not a message at all")
    code, out, err = run(capsys, monkeypatch, "read", "--jsonl", str(broken), str(tmp_path / "absent.eml"), SHORT)
    first, second, third = (json.loads(line) for line in out.splitlines())
    assert code == 1
    assert first["error"] == {"kind": "refused", "reason": "there is no header line at the beginning"}
    assert second["error"]["kind"] == "refused"
    assert third["primary"] == "dispute.short_shipment"
    assert "Traceback" not in err


def test_a_mail_from_standard_input_is_read(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    stdin = io.TextIOWrapper(io.BytesIO(Path(SHORT).read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, _ = run(capsys, monkeypatch, "read", "-")
    assert (code, json.loads(out)["primary"]) == (0, "dispute.short_shipment")


def test_suggest_takes_the_whole_road_and_names_the_record_behind_the_figure(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(capsys, monkeypatch, "suggest", SHORT)
    told = json.loads(out)
    finding = told["findings"][0]
    assert code == 0
    assert (finding["outcome"], finding["amount"]) == ("supported", {"value": "500.00", "currency": "EUR"})
    assert {"model": "sale.order.line", "field": "product_uom_qty", "value": "10"}.items() <= next(
        proof for proof in finding["evidence"] if proof["model"] == "sale.order.line"
    ).items()
    step = told["proposal"]["steps"][0]
    assert (step["kind"], step["financial"], step["approval"]) == ("credit_note", True, "one")
    assert told["clearance"]["cleared"] is True
    assert "500.00" in told["proposal"]["draft"]["body"]


def test_the_demo_ends_with_a_table_and_the_address_of_the_pages(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(capsys, monkeypatch, "demo")
    assert code == 0
    assert "supported INV/2026/00101 500.00 EUR" in out
    assert "http://127.0.0.1:8090/cases" in out


def test_the_rules_in_force_are_sound(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(capsys, monkeypatch, "policy", "check")
    assert (code, "no faults" in out) == (0, True)


def test_a_policy_that_is_not_there_is_one_line_and_exit_code_3(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    code, _, err = run(capsys, monkeypatch, "policy", "check", "absent.yaml")
    assert code == 3
    assert err.startswith("triage: ")
    assert err.count("\n") == 1


def test_a_setting_with_a_wrong_value_is_named_and_exit_code_2(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("TRIAGE_PORT", "lots")
    code, _, err = run(capsys, monkeypatch, "read", SHORT)
    assert (code, "port" in err) == (2, True)


def test_a_case_is_explained_rule_by_rule(capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from triage.commands.household import Household
    from triage.commands.sources import read_raw
    from triage.settings import load_settings

    house = Household.open(load_settings())
    case = house.journey.accept(read_raw(SHORT, limit=10**6)).case_id
    for leg in range(4):
        house.journey.run(case, leg)
    code, out, _ = run(capsys, monkeypatch, "policy", "explain", case)
    assert code == 0
    assert any(line.startswith("+") and "short_shipment" in line for line in out.splitlines())
    assert run(capsys, monkeypatch, "audit", "verify")[0] == 0
    assert run(capsys, monkeypatch, "dead-letters", "list") == (0, "", "")
