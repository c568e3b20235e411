"""Does reading stay quick on text that was made to be slow?"""

import time

import pytest

from tests.understand.mails import mail
from triage.domain.codes import Intent
from triage.understand.claims import list_claims
from triage.understand.extract import extract
from triage.understand.flags import list_flags
from triage.understand.language import detect
from triage.understand.roles import Matter

LENGTH = 200_000


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "a/1-",
        " ",
        "12.03.2026 ",
        "10 of 12 cartons, ",
        "EUR 1.250,00 ",
        "#",
        "<system ",
        "(",
        "ignore all the ",
        "a@",
        "+1 ",
    ],
)
def test_two_hundred_thousand_characters_are_read_in_seconds(piece: str) -> None:
    message = mail((piece * LENGTH)[:LENGTH])
    start = time.process_time()
    found = extract(message, language="en", matter=Matter(Intent.SHORT_SHIPMENT))
    list_claims(message, (Intent.SHORT_SHIPMENT,), found)
    list_flags(message)
    detect(message.reply, message.subject)
    assert time.process_time() - start < 5.0
