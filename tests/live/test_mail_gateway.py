"""Does a real Postfix get every mail in exactly once, over LMTP and over the pipe, whatever dies on the way?"""

import hashlib
import random
import re
import smtplib
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from mail_house import NEVER_ENOUGH, TOKEN, MailHouse
from own_postgres import OwnPostgres
from postfix_gateway import PostfixGateway

from triage.store.database import Database
from triage.store.inbox import Inbox
from triage.store.journal import Journal

AR, AP, INVOICES, UMLAUT = "ar@example.test", "ap@example.test", "invoices@example.test", "käufer@example.test"
HEAD = "From: Ann <ann@client.example>\r\nDate: Mon, 16 Nov 2026 09:00:00 +0000\r\nSubject: {}\r\n"
MAILS = 500


def open_gateway(house: MailHouse) -> PostfixGateway:
    lmtp = f"triage-lmtp:inet:127.0.0.1:{house.lmtp_port}"
    ways = {AR: lmtp, AP: "triage-pipe:", UMLAUT: lmtp}
    return PostfixGateway(url=house.url, token=TOKEN, transport=ways, aliases={INVOICES: AR})


class Street:
    """A gateway and a house behind it, on SQLite."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.house = MailHouse(home)
        self.house.start("door")
        self.gateway = open_gateway(self.house)
        self.gateway.start()
        self.house.await_door()

    def take(self, content: bytes, *recipients: str, sender: str = "ann@client.example") -> tuple[str, bytes]:
        """Send a mail through Postfix; returns its case and the bytes that were kept."""
        before = {case["case_id"] for case in self.house.get("/v1/cases?limit=500")["cases"]}
        self.gateway.send(content, recipients, sender=sender)
        self.gateway.await_empty(20)
        (case,) = {case["case_id"] for case in self.house.get("/v1/cases?limit=500")["cases"]} - before
        database = Database(f"sqlite:///{self.home / 'triage.sqlite3'}")
        kept = Inbox(database, Journal(database)).get_raw(case).content
        database.close()
        return case, kept

    def recipients(self, case: str) -> dict[str, str]:
        return dict(self.house.get(f"/v1/cases/{case}")["recipients"])


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    opened = Street(tmp_path_factory.mktemp("street"))
    yield opened
    opened.gateway.close()
    opened.house.close()


def body_of(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("recipient", [AR, AP])
def test_long_lines_and_eight_bits_arrive_with_the_same_body_digest(street: Street, recipient: str) -> None:
    lines = ["x" * 900, "y" * 1500, "z" * 150_000, ".", "..dots", "From the top", f"Grüße an {recipient}"]
    mail = (HEAD.format("long lines") + "\r\n" + "\r\n".join(lines) + "\r\n").encode()
    _, kept = street.take(mail, recipient)
    # what a DKIM body hash is made of (RFC 6376 section 3.4.3, simple)
    assert hashlib.sha256(body_of(kept)).hexdigest() == hashlib.sha256(body_of(mail)).hexdigest()
    assert kept.endswith(mail)


def test_an_internationalised_mail_is_not_bounced(street: Street) -> None:
    mail = (HEAD.format("Grüße aus Köln") + "\r\nZwei Pumpen fehlen.\r\n").encode()
    case, kept = street.take(mail, UMLAUT, sender="jürgen@bücher.example")
    assert "Grüße aus Köln".encode() in kept
    assert street.recipients(case) == {UMLAUT: UMLAUT}


def test_an_alias_is_kept_as_the_original_recipient(street: Street) -> None:
    case, kept = street.take((HEAD.format("alias") + "\r\nhello\r\n").encode(), INVOICES)
    assert street.recipients(case) == {AR: INVOICES}
    assert kept.startswith(b"Return-Path: <ann@client.example>\r\n")


def test_a_mail_to_two_of_ours_by_two_ways_is_one_case_with_both(street: Street) -> None:
    case, _ = street.take((HEAD.format("to both") + "\r\nhello you two\r\n").encode(), AR, AP)
    assert set(street.recipients(case)) == {AR, AP}


def test_a_bounce_keeps_its_empty_return_path(street: Street) -> None:
    for recipient in (AR, AP):
        _, kept = street.take((HEAD.format("failure") + f"\r\nto {recipient}\r\n").encode(), recipient, sender="")
        assert kept.startswith(b"Return-Path: <>\r\n")


def test_an_unknown_recipient_is_refused_by_the_gateway(street: Street) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused, match=r"5\.1\.1"):
        street.gateway.send(b"Subject: x\r\n\r\nx\r\n", ["nobody@example.test"])


def test_on_a_disk_nearly_full_the_gateway_keeps_the_mail_until_there_is_room(street: Street) -> None:
    street.house.kill("door")
    street.house.start("door", TRIAGE_MIN_FREE_BYTES=NEVER_ENOUGH)
    street.house.await_door()
    received = street.house.get("/v1/ledger")["received"]
    street.gateway.send((HEAD.format("no room") + "\r\nno room for this\r\n").encode(), [AR, AP])
    time.sleep(2)
    log = street.gateway.log()
    assert "451 4.3.1 not stored, no room at the moment" in log
    assert "the service answered 503" in log
    street.house.kill("door")
    street.house.start("door")
    street.house.await_door()
    street.gateway.hurry()
    street.gateway.await_empty(20)
    assert street.house.get("/v1/ledger")["received"] == received + 1
    assert "status=bounced" not in street.gateway.log()


# --- the loss test ------------------------------------------------------------------------------------------


class Chaos:
    """Kills, refuses and hangs the door, the worker, the database and the gateway, in random order."""

    def __init__(self, house: MailHouse, gateway: PostfixGateway, postgres: OwnPostgres, watched: Path) -> None:
        self._house, self._gateway, self._postgres, self._watched = house, gateway, postgres, watched
        self._dice = random.Random(1116)
        self.done: list[str] = []
        self._acts: dict[str, Callable[[], None]] = {
            "door killed": self._kill_door,
            "door hung": lambda: house.hang("door", 3.5),  # longer than the gateway waits for an answer
            "door refuses": self._refuse,
            "worker killed": self._kill_worker,
            "worker hung": lambda: house.hang("worker", 2),
            "database killed": self._crash_database,
            "database hung": lambda: postgres.hang(4),  # longer than the door waits for it
            "gateway killed": self._abort_gateway,
        }

    def run(self, seconds: float) -> None:
        """Do everything once, then go on until the time is over."""
        until = time.monotonic() + seconds
        while len(self.done) < len(self._acts) or time.monotonic() < until:
            if len(self.done) % len(self._acts) == 0:
                order = self._dice.sample(sorted(self._acts), len(self._acts))
            name = order[len(self.done) % len(self._acts)]
            self.done.append(name)
            self._acts[name]()
            self._house.revive()
            time.sleep(self._dice.uniform(0.2, 0.8))

    def _kill_door(self) -> None:
        self._house.kill("door")
        time.sleep(self._dice.uniform(0, 1))
        self._house.start("door")
        self._house.await_door()

    def _refuse(self) -> None:
        """Take the watched disk away: 451 over LMTP, 503 over HTTP, until it is back."""
        away = self._watched.rename(self._watched.with_name("away"))
        time.sleep(2)
        away.rename(self._watched)

    def _kill_worker(self) -> None:
        self._house.kill("worker")
        self._house.start("worker")

    def _crash_database(self) -> None:
        self._postgres.crash()
        time.sleep(self._dice.uniform(0.5, 1.5))
        self._postgres.start()

    def _abort_gateway(self) -> None:
        self._gateway.abort()
        time.sleep(0.3)
        self._gateway.start()


def mail_number(number: int) -> tuple[bytes, list[str]]:
    """Return a mail and its recipients: by one way, by the other, or both; some without or with a reused Message-ID."""
    ways = [[AR], [AP], [INVOICES], [AP], [AR, AP]][number % 5]
    message_id = {0: "", 1: "Message-ID: <1@localhost>\r\n"}.get(
        number % 7, f"Message-ID: <{number}@client.example>\r\n"
    )
    head = HEAD.format(f"order {number}") + message_id + f"X-Number: {number}\r\n"
    return f"{head}\r\nWhere is our order S{number:05}? We wait for it.\r\n".encode(), ways


def send_all(gateway: PostfixGateway, seconds: float) -> int:
    """Hand every mail over, spread over some seconds, until Postfix has said 250; returns how many tries it took."""
    tries, started = 0, time.monotonic()
    for number in range(MAILS):
        content, recipients = mail_number(number)
        while True:
            tries += 1
            try:
                gateway.send(content, recipients)
                break
            except (OSError, smtplib.SMTPException):
                assert time.monotonic() < started + 100, "the gateway takes no mail any more"
                time.sleep(0.2)
        time.sleep(max(0.0, started + seconds * number / MAILS - time.monotonic()))
    return tries


def kept_numbers(url: str) -> Counter[int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT content FROM triage_inbox").fetchall()
    found = (re.search(rb"^X-Number: (\d+)", bytes(row[0]), re.MULTILINE) for row in rows)
    return Counter(int(match[1]) for match in found if match)


@pytest.fixture
def postgres() -> Iterator[OwnPostgres]:
    opened = OwnPostgres()
    yield opened
    opened.close()


def test_five_hundred_mails_through_kills_refusals_and_hangs_are_all_there_once(
    postgres: OwnPostgres, tmp_path: Path
) -> None:
    url = postgres.database("mails")
    watched = tmp_path / "watched"
    watched.mkdir()
    house = MailHouse(tmp_path, TRIAGE_DATABASE_URL=url, TRIAGE_MAIL_TIMEOUT="4", TRIAGE_DISK_PATH=str(watched))
    house.start("door")
    house.await_door()
    house.start("worker")
    gateway = open_gateway(house)
    gateway.set_option("triage-lmtp", "lmtp_data_done_timeout=3s")
    gateway.start()
    chaos = Chaos(house, gateway, postgres, watched)
    trouble = threading.Thread(target=chaos.run, args=(40,))
    started = time.monotonic()
    try:
        trouble.start()
        tries = send_all(gateway, 40)
        trouble.join(90)
        assert not trouble.is_alive()
        house.await_door()
        gateway.hurry()
        gateway.await_empty(60)
        kept = kept_numbers(url)
        ledger = house.get("/v1/ledger")
        told = gateway.log()
        sys.stdout.write(
            f"\n{MAILS} mails in {time.monotonic() - started:.0f} s, {tries} tries; {', '.join(chaos.done)}; "
            f"deferred {told.count('status=deferred')}, sent {told.count('status=sent')}; "
            f"missing {MAILS - len(kept)}, doubled {sum(n - 1 for n in kept.values())}; {ledger}"
        )
        assert [number for number in range(MAILS) if kept[number] != 1] == []
        assert (ledger["received"], ledger["gap"]) == (MAILS, 0)
        assert "status=bounced" not in told
        check_recipients(url)
        check_settled(house)
    finally:
        trouble.join(90)
        gateway.close()
        house.close()


def check_recipients(url: str) -> None:
    """Every mail knows all recipients that it was for."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT i.content, r.recipient FROM triage_inbox i JOIN triage_recipients r USING (case_id)"
        ).fetchall()
    found: dict[int, set[str]] = {}
    for content, recipient in rows:
        match = re.search(rb"^X-Number: (\d+)", bytes(content), re.MULTILINE)
        assert match
        found.setdefault(int(match[1]), set()).add(recipient)
    expected = {n: {AR if name == INVOICES else name for name in mail_number(n)[1]} for n in range(MAILS)}
    assert found == expected


def check_settled(house: MailHouse) -> None:
    """Every case ends, none as a dead letter."""
    until = time.monotonic() + 60
    while (left := len(house.get("/v1/cases?state=received&limit=500")["cases"])) and time.monotonic() < until:
        house.revive()
        time.sleep(0.5)
    assert left == 0, f"{left} are still on the road\n{house.log()}"
    assert house.get("/v1/ledger")["dead_lettered"] == 0
