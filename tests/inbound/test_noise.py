"""Is it told that nobody wrote a message, and is no person's mail taken for a machine's?"""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.inbound.letters import parse, plain
from triage.domain.message import NoiseKind

DATA = Path(__file__).parents[3] / "shared" / "data"
MACHINES = {"bounce", "auto_reply", "feedback_report", "delay_warning", "read_receipt_mdn"}


def kinds(content: bytes) -> set[NoiseKind]:
    return {sign.kind for sign in parse(content).noise}


@pytest.mark.skipif(
    not (DATA / "bounce_manifest.jsonl").exists(), reason="../shared/data/bounce is not on this machine"
)
def test_98_of_100_bounces_and_automatic_replies_of_other_people_are_told() -> None:
    rows = [json.loads(line) for line in (DATA / "bounce_manifest.jsonl").read_text("utf-8").splitlines()]
    told = {row["path"]: kinds((DATA / row["path"]).read_bytes()) for row in rows}
    machines = [row["path"] for row in rows if row["label"] in MACHINES]
    bounces = [row["path"] for row in rows if row["label"] == "bounce"]
    automatic = {NoiseKind.BOUNCE, NoiseKind.AUTO_REPLY}
    assert sum(bool(told[path] & automatic) for path in machines) / len(machines) >= 0.98
    assert sum(NoiseKind.BOUNCE in told[path] for path in bounces) / len(bounces) >= 0.98
    assert not [row["path"] for row in rows if row["label"] == "normal" and told[row["path"]]]


TRAIN = Path(__file__).parents[2] / "evaluation" / "datasets" / "reading" / "train"


@pytest.mark.parametrize("language", ["en", "de", "fr", "nl", "es", "it", "pt", "pl"])
def test_at_most_one_ordinary_mail_in_100_bears_a_sign(language: str) -> None:
    rows = [json.loads(line) for line in (TRAIN / f"{language}.jsonl").read_text("utf-8").splitlines()]
    ordinary = [row for row in rows if not row["primary"].startswith("noise.")]
    alarms = [row["id"] for row in ordinary if kinds(plain(row["body"], subject=" ".join(row["subject"].split())))]
    assert len(alarms) <= 0.015 * len(ordinary), alarms  # some of them are automatic replies with a content
    bounced = [row["id"] for row in ordinary if NoiseKind.BOUNCE in kinds(plain(row["body"], subject="Re: account"))]
    assert not bounced


@pytest.mark.parametrize(
    ("subject", "sender", "body"),
    [
        ("Warning: message 1k2-0001 delayed 24 hours", "Mailer-Daemon@mx.holt.example", "has not yet been delivered"),
        ("Automatically rejected mail", "MAILER-DAEMON@holt.example", "Your message was automatically rejected: quota"),
        ("Unzustellbar: Mahnung", "postmaster@holt.example", "Ihre Nachricht konnte nicht zugestellt werden."),
        ("Non remis : relance", "postmaster@holt.example", "Le message n'a pas pu être remis."),
        ("Re: account", "post_master@holt.example", "Error: Invalid user address\n550 - no such user here"),
        ("Undeliverable: account", "system@holt.example", "550 5.1.1 user unknown"),
        ("Mancata consegna", "postmaster@holt.example", "Il messaggio non ha raggiunto alcuni dei destinatari."),
    ],
)
def test_a_bounce_without_a_report_is_told_by_its_daemon_and_words(subject: str, sender: str, body: str) -> None:
    assert NoiseKind.BOUNCE in kinds(plain(body, subject=subject, sender=sender))


@pytest.mark.parametrize("header", ["X-ARF", "X-XARF"])
def test_a_feedback_report_without_its_content_type_is_told_by_its_header(header: str) -> None:
    assert kinds(plain("Source: 192.0.2.1", subject="abuse", **{header: "YES"})) == {NoiseKind.BOUNCE}


def test_a_complaint_that_encloses_our_message_is_told_and_one_in_words_is_a_customers() -> None:
    ours = EmailMessage()
    ours["Subject"] = "Account 5519"
    ours.set_content("Kindly settle the 640.00.")
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "staff@mail.example", "complaint about message from 192.0.2.1"
    letter.add_attachment(ours)
    assert kinds(letter.as_bytes()) == {NoiseKind.BOUNCE}
    assert not kinds(plain("You wrote to the wrong desk again.", subject="complaint about message from your desk"))


def test_an_unsubscription_by_a_client_is_automatic() -> None:
    content = plain("Apple Mail sent this email to unsubscribe.", subject="unsubscribe", X_Apple_Unsubscribe="true")
    assert kinds(content) == {NoiseKind.AUTO_REPLY}


def test_a_report_that_lost_its_wrapping_is_a_bounce_with_text() -> None:
    fields = "Reporting-MTA: dns; mx.holt.example\n\nFinal-Recipient: rfc822; a@holt.example\nStatus: 5.1.1\n"
    message = parse(f"Content-Type: message/delivery-status\nSubject: x\n\n{fields}".encode())
    assert [sign.certain for sign in message.noise if sign.kind is NoiseKind.BOUNCE] == [True]
    assert "Status: 5.1.1" in message.text


def test_a_person_who_answers_or_forwards_a_bounce_is_a_person() -> None:
    body = (
        "We changed provider, use ap@holt.example from now on.\n\n> 550 5.1.1 user unknown\n> could not be delivered\n"
    )
    assert not kinds(plain(body, subject="RE: Undeliverable: account 5519"))


@pytest.mark.parametrize(
    "body",
    [
        "The delivery was postponed, and the mailbox on the gate is full of notices. 2 pallets are missing.",
        "Your parcel could not be delivered because nobody was in; please send it again.",
        "We never received the message of your driver; delivery to the following address failed: Dock 4.",
    ],
)
def test_a_failed_delivery_of_goods_is_no_bounce(body: str) -> None:
    assert NoiseKind.BOUNCE not in kinds(plain(body, subject="INV/2026/00777: delivery"))


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Gelesen: Kontoauszug", "Ihre Nachricht wurde gelesen."),
        ("Auto: Re: INV/2026/00777", "Grazie per la mail."),
        ("Ticket 77", "Bitte antworten Sie nicht auf diese E-Mail."),
        ("account", "Ich bin bis 3. Mai in Elternzeit."),
        ("Automatische reactie", "Niet meer werkzaam bij Holt."),
    ],
)
def test_an_automatic_reply_without_a_header_is_told_by_its_words(subject: str, body: str) -> None:
    assert NoiseKind.AUTO_REPLY in kinds(plain(body, subject=subject))
