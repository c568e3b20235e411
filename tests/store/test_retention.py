"""Is content gone when its time has come, and is everything else still there? On both databases."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from triage.domain.decisions import Decision, DecisionKind
from triage.domain.failures import Refused
from triage.domain.message import RawMessage
from triage.store.audit import Audit
from triage.store.database import Database
from triage.store.decisions import DecisionBook
from triage.store.inbox import Inbox
from triage.store.journal import Journal
from triage.store.privacy import Privacy
from triage.store.retention import Retention
from triage.store.seals import Seals
from triage.store.states import CaseBook, Made, State

NOW = datetime.now(UTC)
IN_A_YEAR = NOW + timedelta(days=366)
SECRET = "SECRETWORD"
WHO = "dana@b.example"
SEALS = Seals(["a key"])


class House:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.journal = Journal(database, SEALS)
        self.inbox = Inbox(database, self.journal)
        self.book = CaseBook(database, self.journal)
        self.decisions = DecisionBook(database, self.journal)
        self.retention = Retention(database, self.journal)
        self.privacy = Privacy(self.book, self.retention)

    def take(self, number: int, sender: str = WHO, *, body: str = SECRET, received: str = "one") -> str:
        raw = self.raw(number, sender, body, received)
        return self.inbox.accept(raw, sender=sender, message_id=f"{number}@b").case_id

    def raw(self, number: int, sender: str, body: str, received: str) -> RawMessage:
        head = f"Received: {received}\r\nFrom: {sender}\r\nMessage-ID: <{number}@b>\r\nDate: Mon\r\n\r\n"
        return RawMessage(
            content=(head + f"{body} {number}").encode(), received_at=NOW, envelope_to=("claims@us.example",)
        )

    def case(self, number: int, state: State, sender: str = WHO) -> str:
        case = self.take(number, sender)
        nouns = {"message": {"from": sender, "body": SECRET}, "reading": {"quote": SECRET}, "proposal": {"d": SECRET}}
        self.book.save_nouns(case, [Made(noun, said, "propose", {"model": "1.0"}) for noun, said in nouns.items()])
        self.book.move(case, state)
        return case

    def everything(self) -> str:
        """Return all rows of all tables of ours as one text."""
        with self.database.transaction(write=False) as connection:
            names = [n for n in sa.inspect(connection).get_table_names() if n.startswith("triage_")]
            rows = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names]
        return str([[bytes(c) if isinstance(c, memoryview) else c for c in row] for table in rows for row in table])


@pytest.fixture
def house(both: Database) -> House:
    return House(both)


def test_after_a_year_no_word_of_the_customer_is_left_and_the_record_is_whole(house: House) -> None:
    cases = [house.case(n, s) for n, s in enumerate((State.DELIVERED, State.HELD, State.IGNORED, State.WAITING))]
    before = house.book.ledger()
    assert house.retention.purge_mails(NOW - timedelta(days=365), now=NOW) == 0
    assert house.retention.count_due(IN_A_YEAR - timedelta(days=365)) == 4
    assert house.retention.purge_mails(IN_A_YEAR - timedelta(days=365), now=IN_A_YEAR) == 4
    assert house.retention.purge_work(IN_A_YEAR - timedelta(days=365)) == 4
    left = house.everything()
    assert SECRET not in left
    assert WHO not in left
    assert house.book.ledger() == before
    found = Audit(house.database, SEALS).examine()
    assert (found.fault, found.entries) == ("", 4 * 7)
    assert [e["event"] for e in house.journal.list_entries(cases[0])][-2:] == ["purged:mail", "purged:work"]
    assert len(house.journal.list_entries(cases[0])[3]["detail"]["digests"]["proposal"]) == 64  # what outlives it
    assert house.retention.purge_mails(IN_A_YEAR, now=IN_A_YEAR) == 0


def test_an_old_mail_that_is_sent_again_after_its_purge_is_known_and_other_words_are_not(house: House) -> None:
    case = house.case(1, State.DELIVERED)
    house.retention.purge_mails(IN_A_YEAR, now=IN_A_YEAR)
    assert house.take(1) == case  # the same bytes
    assert house.take(1, received="two") == case  # handed over again, with another way here
    assert house.take(1, "thief@c.example", body="other") != case
    assert house.take(1, body="other words under the same Message-ID") != case
    assert house.book.ledger().gap == 0


def test_what_is_on_the_road_or_dead_keeps_its_mail(house: House) -> None:
    cases = [house.case(1, State.DEAD), house.take(2)]
    assert house.retention.purge_mails(IN_A_YEAR, now=IN_A_YEAR) == 0
    assert all(SECRET.encode() in house.inbox.get_raw(case).content for case in cases)


def test_a_purged_mail_is_said_to_be_purged(house: House) -> None:
    case = house.case(1, State.DELIVERED)
    house.retention.purge_mails(IN_A_YEAR, now=IN_A_YEAR)
    with pytest.raises(Refused, match=f"was purged on {IN_A_YEAR:%Y-%m-%d}"):
        house.inbox.get_raw(case)


def test_more_than_a_batch_is_purged_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.store.retention.BATCH", 2)
    for number in range(5):
        house.case(number, State.DELIVERED)
    assert house.retention.purge_mails(IN_A_YEAR, now=IN_A_YEAR) == 5


def decide(house: House, case: str) -> Decision:
    decision = Decision(
        id="7f/1", case_id=case, revision=1, kind=DecisionKind.EDITED, by="Ines Weber", at=NOW, note=SECRET,
        difference={"draft": [SECRET, "x"]}, amount=Decimal("240.00"), currency="EUR",
    )  # fmt: skip
    house.decisions.record(decision)
    return decision


def test_of_a_decision_stays_what_was_decided_and_not_its_words(house: House) -> None:
    case = house.case(1, State.DELIVERED)
    decision = decide(house, case)
    assert house.retention.purge_decisions(IN_A_YEAR) == 1
    (kept,) = house.decisions.list_decisions()
    assert (kept.kind, kept.amount, kept.by, kept.note, kept.difference) == ("edited", Decimal("240"), "purged", "", {})
    assert house.decisions.record(decision) is False  # told again by Odoo
    assert house.retention.purge_decisions(IN_A_YEAR) == 0


def test_a_person_is_found_by_what_they_wrote_and_by_what_others_wrote_of_them(house: House) -> None:
    own, foreign = house.case(1, State.DELIVERED), house.case(2, State.HELD, "else@c.example")
    quoted = house.take(3, "third@c.example", body=f"as {WHO} said")
    holding = house.privacy.find_cases("  Dana@B.example ")
    assert holding.written == (own,)
    assert holding.named == (quoted,)
    assert foreign not in holding.named


def test_a_person_is_erased_wherever_their_cases_stand_and_the_ledger_adds_up(house: House) -> None:
    states = (State.DELIVERED, State.DEAD, State.HELD)
    cases = [*(house.case(n, state) for n, state in enumerate(states)), house.take(9)]
    other = house.case(20, State.DELIVERED, "else@c.example")
    decide(house, cases[0])
    assert house.privacy.erase(house.privacy.find_cases(WHO).written, now=NOW, actor="ines") == 4
    assert [house.book.get(case)["state"] for case in cases] == ["delivered", "ignored", "held", "ignored"]
    left = house.everything()
    assert WHO not in left
    assert left.count(SECRET) == 4  # the other person's mail and nouns
    assert house.privacy.find_cases(WHO).written == ()
    assert SECRET.encode() in house.inbox.get_raw(other).content
    assert (house.book.ledger().gap, Audit(house.database, SEALS).examine().fault) == (0, "")
    assert house.take(0) == cases[0]  # still known


def test_erased_words_are_gone_from_the_files_of_sqlite(house: House) -> None:
    if not house.database.is_sqlite:
        return  # PostgreSQL overwrites dead rows by its own vacuum
    house.case(1, State.DELIVERED)
    path = house.database.url.removeprefix("sqlite:///")
    files = (Path(path), Path(f"{path}-wal"))
    assert any(SECRET.encode() in file.read_bytes() for file in files)
    house.privacy.erase(house.privacy.find_cases(WHO).written, now=NOW, actor="ines")
    assert not any(SECRET.encode() in file.read_bytes() for file in files)
