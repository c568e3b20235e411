"""What does a gateway hear over LMTP and SMTP, and is what it was told true?"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from gateway import Gateway

from triage.domain.failures import Broken, Refused, RetryLater, TooLarge, TriageError
from triage.domain.message import RawMessage
from triage.mail_door import DoorOptions, MailDoor, MailServices

MAIL = b"From: Ann <ann@client.example>\r\nSubject: two pumps missing\r\n\r\nOnly 8 of 10 came.\r\n"
LIMIT = 200_000


@dataclass
class House:
    """Keeps mails in a list, fails or dawdles when told to."""

    kept: list[RawMessage] = field(default_factory=list)
    failure: Exception | None = None
    is_full: bool = False
    seconds: float = 0.0
    may_go_on: threading.Event | None = None

    def accept(self, raw: RawMessage) -> None:
        if self.may_go_on is not None:
            self.may_go_on.wait(10)
        time.sleep(self.seconds)
        if self.failure is not None:
            raise self.failure
        self.kept.append(raw)

    def check_room(self) -> None:
        if self.is_full:
            raise RetryLater("the disk is nearly full: 3 MiB free, 512 MiB must stay so", after_seconds=60)


OpenDoor = Callable[..., MailDoor]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def open_door(house: House) -> Iterator[OpenDoor]:
    opened: list[MailDoor] = []

    def open_one(kind: str = "lmtp", **options: object) -> MailDoor:
        services = MailServices(house.accept, house.check_room, lambda: datetime.now(UTC))
        known = {"max_message_bytes": LIMIT, "timeout_seconds": 10.0, "hostname": "door.example"} | options
        door = MailDoor(DoorOptions(kind=kind, **known), services)  # type: ignore[arg-type]
        door.start()
        opened.append(door)
        return door

    yield open_one
    for door in opened:
        door.stop()


@pytest.mark.parametrize("kind", ["lmtp", "smtp"])
def test_a_mail_is_kept_byte_for_byte_before_the_250(open_door: OpenDoor, house: House, kind: str) -> None:
    with Gateway(open_door(kind).port, kind) as gateway:
        assert gateway.hand_over(MAIL, "ar@example.test") == ["250 2.0.0 stored"]
    (kept,) = house.kept
    assert (kept.content, kept.envelope_to, kept.source) == (MAIL, ("ar@example.test",), kind)


def test_no_250_is_said_while_the_mail_is_not_on_disk(open_door: OpenDoor, house: House) -> None:
    house.may_go_on = threading.Event()
    with Gateway(open_door().port, timeout=0.5) as gateway:
        with pytest.raises(TimeoutError):
            gateway.hand_over(MAIL)
        assert house.kept == []
        house.may_go_on.set()


@pytest.mark.parametrize("kind", ["lmtp", "smtp"])
def test_lmtp_answers_each_recipient_and_smtp_all_at_once(open_door: OpenDoor, house: House, kind: str) -> None:
    with Gateway(open_door(kind).port, kind) as gateway:
        replies = gateway.hand_over(MAIL, "ar@example.test", "ap@example.test", "as@example.test")
        assert replies == ["250 2.0.0 stored"] * (3 if kind == "lmtp" else 1)
        assert gateway.say("NOOP") == "250 OK"  # not one reply more
    assert house.kept[0].envelope_to == ("ar@example.test", "ap@example.test", "as@example.test")


@pytest.mark.parametrize(
    ("failure", "reply"),
    [
        (RuntimeError("database is locked"), "451 4.3.0"),
        (RetryLater("the database is away"), "451 4.3.0"),
        (Broken("a bug"), "451 4.3.0"),
        (TriageError("whatever"), "451 4.3.0"),
        (TooLarge("over the limit"), "552 5.3.4"),
        (Refused("there is no header line"), "554 5.6.0"),
    ],
)
def test_a_failure_is_answered_to_each_and_only_the_mails_own_fault_is_final(
    open_door: OpenDoor, house: House, failure: Exception, reply: str
) -> None:
    house.failure = failure
    with Gateway(open_door().port) as gateway:
        replies = gateway.hand_over(MAIL, "ar@example.test", "ap@example.test")
        assert [r[:9] for r in replies] == [reply, reply]
        assert not any("locked" in r or "bug" in r for r in replies)
        house.failure = None
        assert gateway.hand_over(MAIL) == ["250 2.0.0 stored"]  # the connection goes on


def test_a_disk_nearly_full_is_answered_451_at_the_sender_until_there_is_room(
    open_door: OpenDoor, house: House
) -> None:
    house.is_full = True
    with Gateway(open_door().port) as gateway:
        gateway.greet()
        assert gateway.say("MAIL FROM:<ann@client.example>").startswith("451 4.3.1")
        house.is_full = False
        assert gateway.hand_over(MAIL) == ["250 2.0.0 stored"]


def test_keeping_that_hangs_is_answered_451(open_door: OpenDoor, house: House) -> None:
    house.may_go_on = threading.Event()
    with Gateway(open_door(timeout_seconds=1.0).port) as gateway:
        assert gateway.hand_over(MAIL)[0].startswith("451")
        house.may_go_on.set()


def test_the_door_says_what_it_can_take(open_door: OpenDoor) -> None:
    with Gateway(open_door().port) as gateway:
        assert gateway.greeting == "220 door.example triage"
        told = gateway.greet().replace("250-", "").replace("250 ", "").splitlines()
        assert {f"SIZE {LIMIT}", "8BITMIME", "SMTPUTF8"} <= set(told)
        assert gateway.say("EHLO mx.example").startswith("500")


def test_long_lines_dots_nul_eight_bits_and_bare_line_ends_come_through_unchanged(
    open_door: OpenDoor, house: House
) -> None:
    body = (
        b".leading dot\r\n..two\r\n.\n\r\n"
        + b"x" * 150_000
        + b"\r\n\x00\xff\xfe bare\nLF and\rCR\r\n. \r\nz\xc3\xbc\r\n"
    )
    content = MAIL + body
    with Gateway(open_door().port) as gateway:
        assert gateway.hand_over(content, options=" BODY=8BITMIME") == ["250 2.0.0 stored"]
        assert gateway.hand_over(MAIL) == ["250 2.0.0 stored"]
    assert hashlib.sha256(house.kept[0].content).hexdigest() == hashlib.sha256(content).hexdigest()
    assert house.kept[1].content == MAIL


@pytest.mark.parametrize("size", [65_534, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073])
def test_a_line_as_long_as_the_buffer_comes_through(open_door: OpenDoor, house: House, size: int) -> None:
    content = MAIL + b"." + b"y" * size + b"\r\n.\r\n"
    with Gateway(open_door().port) as gateway:
        gateway.hand_over(content)
    assert house.kept[0].content == content


def test_a_lone_dot_with_a_bare_line_feed_smuggles_no_second_mail(open_door: OpenDoor, house: House) -> None:
    smuggled = MAIL + b"\n.\nMAIL FROM:<evil@thief.example>\nRCPT TO:<ar@example.test>\nDATA\n"
    with Gateway(open_door().port) as gateway:
        gateway.open("ar@example.test")
        gateway.send(smuggled + b"\r\n.\r\n")
        assert gateway.reply() == "250 2.0.0 stored"
    assert [kept.content for kept in house.kept] == [smuggled + b"\r\n"]


def test_an_internationalised_mail_is_taken_with_its_addresses(open_door: OpenDoor, house: House) -> None:
    with Gateway(open_door().port) as gateway:
        gateway.open("rechnung@müller.example", sender="käufer@bücher.example", options=" SMTPUTF8 BODY=8BITMIME")
        gateway.send("Subject: fünf fehlen\r\n\r\nä\r\n.\r\n".encode())
        assert gateway.reply() == "250 2.0.0 stored"
    assert house.kept[0].envelope_to == ("rechnung@müller.example",)


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "a..b@docomo.example",
        "a.@docomo.example",
        '"a>b c"@x.example',
        "prvs=1=a+b@x.example",
        "@relay.example:a@x.example",
    ],
)
def test_no_odd_sender_makes_a_mail_bounce(open_door: OpenDoor, house: House, sender: str) -> None:
    with Gateway(open_door().port) as gateway:
        gateway.open("ar@example.test", sender=sender)
        gateway.send(MAIL + b".\r\n")
        assert gateway.reply() == "250 2.0.0 stored"


def test_a_mail_over_the_limit_is_refused_when_announced_and_when_not(open_door: OpenDoor, house: House) -> None:
    with Gateway(open_door().port) as gateway:
        gateway.greet()
        assert gateway.say(f"MAIL FROM:<a@b.example> SIZE={LIMIT + 1}").startswith("552")
        big = MAIL + b"z" * LIMIT + b"\r\n"
        replies = gateway.hand_over(big, "ar@example.test", "ap@example.test")
        assert [r[:9] for r in replies] == ["552 5.3.4", "552 5.3.4"]
        assert gateway.hand_over(MAIL) == ["250 2.0.0 stored"]
    assert len(house.kept) == 1


def test_a_mail_cut_off_in_the_middle_is_not_kept(open_door: OpenDoor, house: House) -> None:
    door = open_door()
    with Gateway(door.port) as gateway:
        gateway.open()
        gateway.send(MAIL[:40])
    with Gateway(door.port) as gateway:
        assert gateway.hand_over(MAIL) == ["250 2.0.0 stored"]
    assert len(house.kept) == 1


def test_who_drips_a_byte_at_a_time_is_shut_out_in_time_and_others_go_on(open_door: OpenDoor, house: House) -> None:
    door = open_door(timeout_seconds=1.0)
    with Gateway(door.port) as slow:
        slow.open()
        started = time.monotonic()
        said = ""
        slow.socket.settimeout(0.1)
        with suppress(ConnectionError):  # the farewell may be lost when we send into a closed connection
            while not said and time.monotonic() - started < 10:
                with Gateway(door.port) as other:
                    assert other.hand_over(MAIL) == ["250 2.0.0 stored"]
                slow.send(b"x")
                with suppress(TimeoutError):
                    said = slow.socket.recv(200).decode()
        assert time.monotonic() - started < 3
        assert said.startswith("421 4.4.2") or said == ""
    assert {kept.content for kept in house.kept} == {MAIL}


def test_who_only_says_noop_is_sent_away_in_the_end(open_door: OpenDoor) -> None:
    with Gateway(open_door().port) as gateway:
        replies = [gateway.say("NOOP")[:3] for _ in range(101)]
    assert replies == ["250"] * 100 + ["421"]


def test_one_connection_too_many_is_told_to_come_back(open_door: OpenDoor, house: House) -> None:
    door = open_door(max_connections=2)
    with Gateway(door.port), Gateway(door.port) as second:
        with Gateway(door.port) as third:
            assert third.greeting.startswith("421 4.3.2")
        assert second.hand_over(MAIL) == ["250 2.0.0 stored"]
    time.sleep(0.1)
    with Gateway(door.port) as gateway:
        assert gateway.greeting.startswith("220")


def test_a_peer_from_another_network_is_told_421_and_can_say_nothing(open_door: OpenDoor, house: House) -> None:
    with Gateway(open_door(networks=("192.0.2.0/24",)).port) as stranger:
        assert stranger.greeting.startswith("421 4.7.1")
        assert stranger.reply() == ""
    assert house.kept == []


def test_a_network_that_is_none_is_refused_at_the_start(open_door: OpenDoor) -> None:
    with pytest.raises(Refused, match="no network"):
        open_door(networks=("gateway",))


def test_a_port_that_is_taken_is_refused_with_its_reason(open_door: OpenDoor) -> None:
    door = open_door()
    with pytest.raises(Refused, match=f"no lmtp door at port {door.port}"):
        open_door(port=door.port)


def test_a_door_that_stops_finishes_what_it_is_keeping(house: House) -> None:
    house.seconds = 0.5
    services = MailServices(house.accept, house.check_room, lambda: datetime.now(UTC))
    door = MailDoor(DoorOptions(kind="lmtp"), services)
    door.start()
    with Gateway(door.port) as gateway, Gateway(door.port) as idle:
        gateway.open()
        gateway.send(MAIL + b".\r\n")
        time.sleep(0.2)
        door.stop()
        assert gateway.reply() == "250 2.0.0 stored"
        assert idle.reply().startswith("421 4.3.2")
    assert len(house.kept) == 1


def test_fifty_connections_at_once_lose_nothing(open_door: OpenDoor, house: House) -> None:
    door = open_door()

    def hand_over(number: int) -> None:
        with Gateway(door.port) as gateway:
            for turn in range(4):
                assert gateway.hand_over(MAIL + b"%d %d\r\n" % (number, turn)) == ["250 2.0.0 stored"]

    threads = [threading.Thread(target=hand_over, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({kept.content for kept in house.kept}) == 200
