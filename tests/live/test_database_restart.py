"""Is every mail delivered once although the database is killed again and again under door and worker?"""

import sys
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from own_postgres import OwnPostgres
from test_road import Service

MAILS, CRASHES = 60, 4


@pytest.fixture
def postgres() -> Iterator[OwnPostgres]:
    cluster = OwnPostgres()
    yield cluster
    with suppress(AssertionError):
        cluster.close()


def mail(number: int) -> bytes:
    letter = EmailMessage()
    letter["From"] = "Dana Whitfield <dana.whitfield@brightline.example>"
    letter["Subject"] = f"order status {number}"
    letter["Message-ID"] = f"<{number}@brightline.example>"
    letter.set_content("Where is my order S00012?")
    return letter.as_bytes()


def hand_over(service: Service, content: bytes) -> str:
    """Hand a mail over as a gateway does: again and again until it is taken."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            return service.post(content)
        except urllib.error.HTTPError as error:
            if error.code != 503 or not error.headers["Retry-After"]:
                raise
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError("the door did not come back")


def test_a_database_that_is_killed_four_times_loses_and_doubles_nothing(tmp_path: Path, postgres: OwnPostgres) -> None:
    settings = {"TRIAGE_DATABASE_URL": postgres.database("triage"), "TRIAGE_ENCODER": "off"}
    service = Service(tmp_path, settings)
    try:
        service.start("serve", "--no-worker")
        worker = service.start("work")
        cases = [hand_over(service, mail(0))]
        service.await_settled(1)  # door and worker stand
        sender = threading.Thread(target=lambda: cases.extend(hand_over(service, mail(n)) for n in range(1, MAILS)))
        sender.start()
        for _ in range(CRASHES):
            time.sleep(2.5)
            postgres.crash()
            time.sleep(1.5)
            postgres.start()
        sender.join(timeout=120)
        back = time.monotonic()
        service.await_settled(MAILS)
        ledger, dead = service.get("/v1/ledger"), service.get("/v1/dead-letters")["dead_letters"]
        sys.stdout.write(
            f"{MAILS} mails, {CRASHES} crashes: all ended {time.monotonic() - back:.1f} s after the last\n"
        )
        assert len(set(cases)) == MAILS
        assert [(row["step"], row["reason"]) for row in dead] == []
        assert (ledger["received"], ledger["gap"]) == (MAILS, 0)
        assert worker.poll() is None
    finally:
        service.stop()
