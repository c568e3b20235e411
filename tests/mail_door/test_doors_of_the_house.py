"""Do the doors that the settings name open onto the house, and are there none by default?"""

import socket
from pathlib import Path

import pytest
from gateway import Gateway

from triage.commands.household import Household
from triage.commands.mail_doors import open_mail_doors
from triage.domain.failures import Refused
from triage.settings import Settings

MAIL = b"From: Ann <ann@client.example>\r\nMessage-ID: <1@b.example>\r\n\r\nOnly 8 of 10 came.\r\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_house(home: Path, **settings: object) -> Household:
    return Household.open(Settings(home=home, _env_file=None, **settings))  # type: ignore[arg-type]


def test_the_same_mail_by_lmtp_and_smtp_is_one_case_in_the_inbox(tmp_path: Path) -> None:
    house = open_house(tmp_path, lmtp_port=free_port(), smtp_port=free_port())
    with open_mail_doors(house) as (lmtp, smtp):
        for door, kind, recipient in ((lmtp, "lmtp", "ar@example.test"), (smtp, "smtp", "ap@example.test")):
            with Gateway(door.port, kind) as gateway:
                assert gateway.hand_over(MAIL, recipient) == ["250 2.0.0 stored"]
    (case,) = house.journey.list_cases(None, 10, None)
    assert house.inbox.get_raw(case["case_id"]).content == MAIL
    assert set(house.inbox.list_recipients(case["case_id"])) == {"ar@example.test", "ap@example.test"}
    with pytest.raises(OSError, match=r"refused|reset"):
        Gateway(house.settings.lmtp_port)
    house.database.close()


def test_what_is_no_message_is_the_only_thing_that_goes_back_to_its_sender(tmp_path: Path) -> None:
    house = open_house(tmp_path, lmtp_port=free_port())
    with open_mail_doors(house) as (lmtp,), Gateway(lmtp.port) as gateway:
        assert gateway.hand_over(b"no header at all\r\n")[0].startswith("554 5.6.0")
        house.space.least = 2**70
        assert gateway.say("MAIL FROM:<>").startswith("451 4.3.1")
    house.database.close()


def test_there_is_no_mail_door_unless_a_port_is_set_and_a_taken_port_is_told(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    with open_mail_doors(house) as doors:
        assert doors == []
    house.database.close()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        second = open_house(tmp_path, lmtp_port=taken.getsockname()[1])
        with pytest.raises(Refused, match="no lmtp door"), open_mail_doors(second):
            pass
        second.database.close()
