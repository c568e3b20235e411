"""Do the verbs purge by the settings, with the clock in doubt not at all, and give a person what is theirs?"""

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from worker_house import Line, mail, until, worker_house

from triage import wiring
from triage.commands.household import Household
from triage.commands.keeping import Purged, erase_person, export_person, purge
from triage.domain.failures import Refused
from triage.settings import load_settings
from triage.store.states import State

WHO = "dana.whitfield@brightline.example"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    load_settings.cache_clear()
    with worker_house(tmp_path, Line(), monkeypatch, start=False) as opened:
        yield opened
    load_settings.cache_clear()


def year_later(house: Household, monkeypatch: pytest.MonkeyPatch, *, days: int = 366) -> None:
    """Let all that is there have happened so long ago, and something happen today."""
    with house.database.transaction() as connection:
        past = (wiring.now() - timedelta(days=days)).isoformat(sep=" ")
        connection.exec_driver_sql(f"UPDATE triage_cases SET changed_at = '{past}'")
    house.journey.accept(mail(99))


def test_purge_keeps_to_the_periods_of_the_settings(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    case = house.journey.accept(mail(1)).case_id
    house.casebook.move(case, State.DELIVERED)
    year_later(house, monkeypatch, days=364)
    assert purge(house, wiring.now()) == Purged()
    year_later(house, monkeypatch)
    assert purge(house, wiring.now()).mails == 1
    with pytest.raises(Refused, match="was purged on"):
        house.journey.replay(case, None, "ines")
    assert house.journey.story(case)["state"] == State.DELIVERED


def test_zero_days_keep_for_ever(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    house.casebook.move(house.journey.accept(mail(1)).case_id, State.DELIVERED)
    year_later(house, monkeypatch)
    monkeypatch.setattr(house.settings, "keep_mail_days", 0)
    assert purge(house, wiring.now()).mails == 0


def test_a_clock_that_jumped_by_years_purges_nothing(house: Household) -> None:
    house.casebook.move(house.journey.accept(mail(1)).case_id, State.DELIVERED)
    with pytest.raises(Refused, match="the last entry of the journal is 3650 days old"):
        purge(house, wiring.now() + timedelta(days=3650, minutes=1))
    assert house.retention.count_due(wiring.now() + timedelta(days=1)) == 1


def test_a_person_gets_their_mails_and_what_was_made_of_them_in_one_file(
    house: Household, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = house.journey.accept(mail(1)).case_id
    house.journey.run(case, 0)
    assert export_person(WHO, str(tmp_path / "dana.zip")) == 0
    with zipfile.ZipFile(tmp_path / "dana.zip") as archive:
        assert sorted(archive.namelist()) == [
            "README.txt", f"written/{case}/case.json", f"written/{case}/mail.eml", f"written/{case}/record.txt",
        ]  # fmt: skip
        assert archive.read(f"written/{case}/mail.eml") == house.inbox.get_raw(case).content
    assert (tmp_path / "dana.zip").stat().st_mode & 0o777 == 0o600
    assert "1 written, 0 that name them" in capsys.readouterr().out


def test_an_erasure_tells_what_is_kept_and_why(house: Household, capsys: pytest.CaptureFixture[str]) -> None:
    house.journey.accept(mail(1))
    assert erase_person(WHO, named=False) == 0
    told = capsys.readouterr().out
    assert told.startswith("1 cases and 0 events erased\nKept, since it holds no content")
    assert house.privacy.find_cases(WHO).written == ()


def test_rows_of_the_engine_go_after_a_week_and_unfinished_work_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    with worker_house(tmp_path, line, monkeypatch) as house:
        done = house.journey.accept(mail(1)).case_id
        until(lambda: house.casebook.get(done)["state"] != State.RECEIVED)
        asked, line.slow_seconds = line.calls, 3.0
        under_way = house.journey.accept(mail(2)).case_id
        until(lambda: line.calls > asked)
        assert house.purge_engine(wiring.now() - timedelta(days=7)) == 0
        assert house.purge_engine(wiring.now() + timedelta(minutes=1)) >= 1  # a row for each walk along the road
        line.slow_seconds = 0.0
        until(lambda: house.casebook.get(under_way)["state"] != State.RECEIVED)
        assert house.casebook.ledger().dead_lettered == 0
