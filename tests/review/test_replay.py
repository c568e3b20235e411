"""Does a replay show every difference and deliver nothing, and is only what was signed ever in force?"""

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from evaluation.simulated_use import HouseRoad
from triage import cli, pipeline
from triage.commands.household import Household
from triage.commands.sources import read_raw
from triage.domain.failures import Broken, Refused, RetryLater
from triage.domain.releases import ReplayReport, Versions
from triage.llm.prompts import newest as newest_prompt
from triage.propose import Policy
from triage.replaying import NoDesk
from triage.settings import load_settings, release_root
from triage.store.use_schema import changes
from triage.wiring import prompt_folder

SAMPLES = release_root("samples")
POLICY = release_root("policies") / "default-1.yaml"
TAKEN = ("01-", "04-", "17-", "32-")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TRIAGE_BOOKS", "sandbox")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    opened = Household.open(load_settings())
    yield opened
    opened.database.close()
    load_settings.cache_clear()


@pytest.fixture
def told(house: Household) -> dict[str, str]:
    """Return the case of each sample mail that was taken down the road."""
    road, found = HouseRoad(house), {}
    for name in TAKEN:
        (path,) = SAMPLES.glob(f"{name}*.eml")
        found[name] = road.accept(read_raw(str(path), limit=10**6))
        road.travel(found[name])
    return found


def strict_policy(folder: Path) -> Path:
    """Return a policy in which every financial step needs two persons."""
    text = POLICY.read_text(encoding="utf-8").replace("version: 1\n", "version: 2\n", 1)
    changed = text.replace("approval: one", "approval: two")
    assert changed != text
    path = folder / "strict-2.yaml"
    path.write_text(changed, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["triage", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


def test_a_stricter_policy_changes_approvals_and_nothing_else(
    house: Household,
    told: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = {case: house.casebook.load_nouns(case) for case in told.values()}
    code, out, err = run(
        capsys, monkeypatch, "replay", "--policy", str(strict_policy(tmp_path)), "--since", "1d", "--json"
    )
    assert code == 0, err
    change = json.loads(out)
    report = change["report"]
    assert (report["cases"], report["left_out"], report["facts"]) == (4, 0, "recorded")
    assert set(report["counts"]) == {"approval"}
    assert report["changed"] == report["counts"]["approval"] >= 2
    (short,) = [d for d in report["differences"] if d["case_id"] == told["01-"]]
    assert (short["before"], short["after"]) == ("credit_note one", "credit_note two")
    by_hand = sum(  # what the recorded proposals hold in financial steps, counted here
        abs(Decimal(step["amount"]["value"]))
        for nouns in before.values()
        for step in nouns["proposal"]["steps"]
        if step["financial"] and step["amount"] and step["amount"]["currency"] == "EUR"
    )
    (money,) = [m for m in report["money"] if m["currency"] == "EUR"]
    assert (Decimal(money["before"]), Decimal(money["after"])) == (by_hand, by_hand)
    assert {case: house.casebook.load_nouns(case) for case in told.values()} == before
    code, out, _ = run(capsys, monkeypatch, "change", "show", change["id"])
    assert "credit_note one  ->  credit_note two" in out


def test_the_same_versions_change_nothing(
    house: Household, told: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for fresh in ((), ("--fresh",)):
        code, out, err = run(capsys, monkeypatch, "replay", "--policy", str(POLICY), "--since", "1d", *fresh)
        assert (code, "4 cases since" in out, "0 come out otherwise" in out) == (0, True, True), out + err


def test_only_a_signed_change_goes_live_at_once_and_the_last_one_comes_back(
    house: Household,
    told: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped = house.tools().policy.stamp
    path = strict_policy(tmp_path)
    change = json.loads(run(capsys, monkeypatch, "replay", "--policy", str(path), "--json")[1])["id"]
    code, _, err = run(capsys, monkeypatch, "change", "activate", change)
    assert (code, "nobody has signed" in err) == (3, True)
    assert run(capsys, monkeypatch, "change", "sign", change, "--name", "Sue Supervisor")[0] == 0
    assert run(capsys, monkeypatch, "change", "activate", change, "--name", "Olga Operator")[0] == 0
    path.write_text("name: broken", encoding="utf-8")  # the file is none of its business any more
    assert house.tools().policy.stamp.startswith("default-2@")
    assert house.tools().policy.approval.tiers[0].approval == "two"
    assert run(capsys, monkeypatch, "change", "revert", "--name", "Sue Supervisor")[0] == 0
    assert house.tools().policy.stamp == shipped
    entries = house.journal.list_entries("releases")
    assert [(e["event"], e["actor"]) for e in entries] == [
        ("change:kept", "service"), ("change:signed", "Sue Supervisor"),
        ("change:active", "Olga Operator"), ("change:active", "Sue Supervisor"),
    ]  # fmt: skip
    assert entries[1]["detail"]["hash"] == house.changes.get(change).hash


def test_a_policy_with_a_word_that_nothing_fills_is_refused_before_any_case_is_run(
    house: Household, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken-2.yaml"
    broken.write_text(POLICY.read_text(encoding="utf-8").replace("{amount}", "{sum_total}"), encoding="utf-8")
    code, out, err = run(capsys, monkeypatch, "replay", "--policy", str(broken), "--json")
    assert (code, out) == (3, "")
    assert "sum_total" in err


def test_a_policy_under_which_cases_would_fail_says_so(
    house: Household,
    told: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = tmp_path / "other-2.yaml"
    other.write_text(POLICY.read_text(encoding="utf-8") + "# other\n", encoding="utf-8")
    stamp, real = Policy.load(other).stamp, pipeline.propose.propose

    def failing(facts: Any, *, policy: Policy, **more: Any) -> Any:
        if policy.stamp == stamp and facts.case_id == told["01-"]:
            raise Broken("a rule fails")
        return real(facts, policy=policy, **more)

    monkeypatch.setattr(pipeline.propose, "propose", failing)
    _, out, err = run(capsys, monkeypatch, "replay", "--policy", str(other), "--json")
    report = json.loads(out)["report"]
    assert report["counts"]["failure"] == 1, err
    (failed,) = [d for d in report["differences"] if d["field"] == "failure"]
    assert (failed["case_id"], failed["after"]) == (told["01-"], "broken: a rule fails")
    assert sum(Decimal(m["after"]) for m in report["money"]) < sum(Decimal(m["before"]) for m in report["money"])


def test_a_setting_goes_before_what_is_in_force_and_the_list_says_so(
    house: Household, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIAGE_POLICY_PATH", str(POLICY))
    load_settings.cache_clear()
    _, out, _ = run(capsys, monkeypatch, "change", "list")
    assert "overridden by the setting TRIAGE_POLICY_PATH" in out


def report(changed: int = 0) -> ReplayReport:
    return ReplayReport(since=datetime(2026, 11, 1, tzinfo=UTC), facts="recorded", cases=1, left_out=0, changed=changed)


def test_a_change_whose_record_was_touched_is_refused(house: Household) -> None:
    change = house.changes.keep(Versions(policy="p-1@x", policy_text="name: p"), report())
    assert house.changes.keep(Versions(policy="p-1@x", policy_text="name: p"), report()).id == change.id
    house.changes.sign(change.id, "Sue")
    with house.database.transaction() as connection:
        touched = report(changed=7).as_json()
        connection.execute(sa.update(changes).where(changes.c.id == change.id).values(report=touched))
    with pytest.raises(Refused, match="hash differs"):
        house.changes.activate(change.id, "Sue")


def test_a_signature_has_one_name(house: Household) -> None:
    change = house.changes.keep(Versions(policy="p-1@x", policy_text="name: p"), report())
    with pytest.raises(Refused):
        house.changes.sign(change.id, "  ")
    house.changes.sign(change.id, "Sue")
    with pytest.raises(Refused, match="signed by Sue"):
        house.changes.sign(change.id, "Tom")
    with pytest.raises(Refused, match="no such change"):
        house.changes.sign("ch-none", "Sue")


def test_a_model_that_was_changed_after_it_was_signed_is_not_used_and_cases_wait(
    house: Household,
    told: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    newest = max((release_root("models") / "intent").iterdir())
    model = tmp_path / "models" / newest.name
    shutil.copytree(newest, model)
    change = json.loads(run(capsys, monkeypatch, "replay", "--model", str(model), "--json")[1])
    assert (change["report"]["cases"], change["report"]["changed"]) == (4, 0)
    assert run(capsys, monkeypatch, "change", "sign", change["id"], "--name", "Sue")[0] == 0
    assert run(capsys, monkeypatch, "change", "activate", change["id"])[0] == 0
    assert house.tools().reader.versions["model"].startswith("intent/")
    manifest = model / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8") + " ", encoding="utf-8")
    code, _, err = run(capsys, monkeypatch, "change", "activate", change["id"])
    assert (code, "replay it again" in err) == (3, True)
    other = Household.open(load_settings())
    with pytest.raises(RetryLater, match="not the one that was signed"):
        other.tools()
    other.database.close()


def test_a_prompt_in_force_is_read_from_what_was_signed(house: Household) -> None:
    shipped = newest_prompt(release_root("prompts"), "reply")
    text = next(release_root("prompts").glob(f"reply-{shipped.file.version}.yaml")).read_text(encoding="utf-8")
    versions = Versions(prompt=shipped.stamp, prompt_text=text)
    assert newest_prompt(prompt_folder(house.settings, versions), "reply").stamp == shipped.stamp
    assert prompt_folder(house.settings, Versions()) == release_root("prompts")


def test_a_replay_can_deliver_nothing() -> None:
    with pytest.raises(Broken):
        NoDesk().show(None)  # type: ignore[arg-type]
    with pytest.raises(Broken):
        NoDesk().list_customer_messages(since=None, limit=1)


def test_nothing_to_try_a_wrong_period_and_a_prompt_without_a_model_are_refused(
    house: Household, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, monkeypatch, "replay")[0] == 3
    assert "such as 30d" in run(capsys, monkeypatch, "replay", "--policy", str(POLICY), "--since", "soon")[2]
    prompt = next(release_root("prompts").glob("*.yaml"))
    assert "OPENAI_BASE_URL" in run(capsys, monkeypatch, "replay", "--prompt", str(prompt))[2]
    assert "nothing to bring back" in run(capsys, monkeypatch, "change", "revert", "--name", "Sue")[2]
