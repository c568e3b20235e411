"""Is a mail recognised however it comes again, and is none taken for another?"""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from triage.commands.household import Household
from triage.domain.failures import Broken, RetryLater, TriageError
from triage.domain.message import RawMessage
from triage.settings import Settings
from triage.store.audit import Audit
from triage.store.space import Space
from triage.store.turns import Turns

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
RECEIVED = (
    b"Received: from mail.client.example by mx.example.test with ESMTP id 4gF1; Mon, 16 Nov 2026 09:00:00 +0000\r\n"
)
HEAD = b"From: Ann <ann@client.example>\r\nDate: Mon, 16 Nov 2026 09:00:00 +0000\r\nSubject: two pumps missing\r\n"
BODY = b"\r\nOnly 8 of 10 came.\r\n"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path, database_url=database_url, _env_file=None)


@pytest.fixture
def house(settings: Settings) -> Iterator[Household]:
    opened = Household.open(settings)
    yield opened
    opened.database.close()


def delivered(content: bytes, recipient: str, original: str = "") -> bytes:
    """Return a copy as Postfix delivers it with the flags D, O and R."""
    lines = (
        f"Return-Path: <ann@client.example>\r\nX-Original-To: {original or recipient}\r\nDelivered-To: {recipient}\r\n"
    )
    return lines.encode() + content


def take(house: Household, content: bytes, *to: str, source: str = "lmtp") -> tuple[str, bool]:
    raw = RawMessage(content=content, received_at=NOW, source=source, envelope_to=to)
    accepted = house.journey.accept(raw)
    return accepted.case_id, accepted.new


def test_a_copy_for_a_second_recipient_is_the_same_case_which_knows_both(house: Household) -> None:
    mail = RECEIVED + HEAD + BODY  # no Message-ID
    first, _ = take(house, delivered(mail, "ar@example.test"), "ar@example.test")
    again, is_new = take(house, delivered(mail, "ap@example.test", "invoices@example.test"), "ap@example.test")
    assert (again, is_new) == (first, False)
    assert house.journey.story(first)["recipients"] == {
        "ap@example.test": "invoices@example.test",
        "ar@example.test": "ar@example.test",
    }
    assert house.inbox.get_raw(first).content == delivered(mail, "ar@example.test")
    assert [entry["event"] for entry in house.journal.list_entries(first)] == ["received", "recipient_added"]


def test_one_recipient_sent_again_adds_nothing(house: Household) -> None:
    mail = delivered(RECEIVED + HEAD + BODY, "ar@example.test")
    first, _ = take(house, mail, "ar@example.test")
    assert take(house, mail, "ar@example.test") == (first, False)
    assert [entry["event"] for entry in house.journal.list_entries(first)] == ["received"]


def test_other_ends_of_lines_are_the_same_mail(house: Household) -> None:
    mail = delivered(RECEIVED + HEAD + BODY, "ar@example.test")
    first, _ = take(house, mail, "ar@example.test")
    assert take(house, mail.replace(b"\r\n", b"\n"), "ar@example.test")[0] == first


def test_without_message_id_the_same_mail_handed_over_twice_is_known_by_its_date_and_words(house: Household) -> None:
    first, _ = take(house, RECEIVED + HEAD + BODY)
    assert take(house, RECEIVED.replace(b"4gF1", b"4gF2") + HEAD + BODY) == (first, False)
    assert take(house, RECEIVED + HEAD.replace(b"09:00", b"09:01") + BODY)[1] is True
    assert take(house, RECEIVED + HEAD + BODY.replace(b"8 of", b"7 of"))[1] is True


def test_without_message_id_and_date_only_the_same_bytes_are_the_same_mail(house: Household) -> None:
    bare = b"From: scanner@client.example\r\nSubject: scan\r\n\r\nsee attachment\r\n"
    first, _ = take(house, RECEIVED + bare)
    assert take(house, RECEIVED + bare) == (first, False)
    assert take(house, RECEIVED.replace(b"4gF1", b"4gF2") + bare)[1] is True


def test_a_message_id_that_is_used_for_every_mail_swallows_none_of_them(house: Household) -> None:
    head = HEAD + b"Message-ID: <1@localhost>\r\n"
    cases = [take(house, RECEIVED + head + b"\r\ninvoice %d is wrong\r\n" % n) for n in range(5)]
    assert [is_new for _, is_new in cases] == [True] * 5
    again = [take(house, RECEIVED + head + b"\r\ninvoice %d is wrong\r\n" % n) for n in range(5)]
    assert again == [(case, False) for case, _ in cases]
    assert house.casebook.ledger().received == 5


def test_a_mail_that_came_by_the_gateway_and_as_a_ticket_is_one_case(house: Household) -> None:
    head = HEAD + b"Message-ID: <1@client.example>\r\n"
    first, _ = take(house, RECEIVED + head + BODY)
    rebuilt = RawMessage(content=head + b"\r\n<p>Only 8 of 10 came.</p>", received_at=NOW, source="ticket", ticket_id=7)
    assert house.journey.accept(rebuilt).case_id == first


def test_odd_characters_in_head_and_envelope_are_kept_out_of_the_columns(house: Household) -> None:
    mail = b"From: a\x00b@client.example\r\nMessage-ID: <\x00\xff1@x>\r\n\r\nhi\x00\r\n"
    case, _ = take(house, mail, "ar\x00\udcff@example.test")
    assert house.inbox.get_raw(case).content == mail
    assert house.inbox.get_raw(case).envelope_to == ("ar@example.test",)


def test_fifty_doors_share_writes_and_each_gets_its_own_case(house: Household) -> None:
    found: dict[int, str] = {}

    def knock(number: int) -> None:
        found[number] = take(house, RECEIVED + HEAD + b"\r\npump %d\r\n" % (number % 40))[0]

    doors = [threading.Thread(target=knock, args=(number,)) for number in range(50)]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    assert len(found) == 50
    assert len(set(found.values())) == 40
    assert all(found[n] == found[n - 40] for n in range(40, 50))
    assert (house.casebook.ledger().received, house.casebook.ledger().gap) == (40, 0)


def test_two_services_with_twenty_copies_at_once_open_one_case_that_knows_all_recipients(
    house: Household, settings: Settings
) -> None:
    other = Household.open(settings)  # a second process: nothing is shared but the database
    mail, found = RECEIVED + HEAD + b"Message-ID: <1@b.example>\r\n" + BODY, []

    def knock(number: int) -> None:
        name = f"r{number}@example.test"
        found.append(take((house, other)[number % 2], delivered(mail, name), name))

    doors = [threading.Thread(target=knock, args=(number,)) for number in range(20)]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    other.database.close()
    assert len({case for case, _ in found}) == 1
    assert sorted(is_new for _, is_new in found) == [False] * 19 + [True]
    assert len(house.inbox.list_recipients(found[0][0])) == 20
    assert Audit(house.database).examine().fault == ""


def test_one_failure_in_a_shared_write_is_told_to_its_caller_alone() -> None:
    turns: Turns[int, int] = Turns(lambda items: [Broken("odd") if n % 2 else n for n in items], most=8)
    assert turns.put(2) == 2
    with pytest.raises(Broken, match="odd"):
        turns.put(3)


def test_a_bug_in_a_shared_write_leaves_nobody_waiting() -> None:
    begun, ended = threading.Barrier(2), []

    def act(_items: object) -> list[int]:
        begun.wait(5)
        raise KeyError("bug")

    turns: Turns[int, int] = Turns(act, most=8)
    call = threading.Thread(target=lambda: ended.append(_kind_of(turns)))
    call.start()
    begun.wait(5)
    call.join(5)
    assert ended == ["KeyError"]


def _kind_of(turns: Turns[int, int]) -> str:
    try:
        turns.put(1)
    except (KeyError, TriageError) as error:
        return type(error).__name__
    return ""


def test_with_little_room_on_the_disk_no_mail_is_taken_and_with_more_it_is(tmp_path: Path) -> None:
    with pytest.raises(RetryLater, match=r"nearly full: \d+ MiB free, 1125899906842624 MiB must stay so") as told:
        Space(tmp_path, least=2**70).check()
    assert told.value.after_seconds == 60
    Space(tmp_path, least=0).check()
    with pytest.raises(RetryLater, match="does not answer"):
        Space(tmp_path / "gone", least=0).check()
