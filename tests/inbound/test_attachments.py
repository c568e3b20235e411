"""What is read out of an attachment, and what is said of one that cannot be read?"""

import base64
from email.message import EmailMessage

from tests.inbound.hostile_mails import HOSTILE
from tests.inbound.letters import parse


def letter(text: str = "List attached.") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "vera@holt.example", "Payment", "Tue, 3 Mar 2026 10:12:00 +0100"
    made.set_content(text)
    return made


def test_a_sheet_is_read_row_by_row() -> None:
    message = parse(HOSTILE["sheet_of_one_word"]())
    assert [attachment.text for attachment in message.attachments] == ["INV/2026/00042"]
    assert message.defects == ()


def test_a_name_with_a_path_is_shown_without_it() -> None:
    made = letter()
    made.add_attachment("INV/2026/00777;88,00", subtype="csv", filename="../../etc/list.csv")
    (attachment,) = parse(made.as_bytes()).attachments
    assert attachment.name == "list.csv"
    assert "88,00" in attachment.text


def test_a_broken_sheet_is_listed_and_its_defect_noted() -> None:
    made = letter()
    made.add_attachment(b"PK\x03\x04 cut off", maintype="application", subtype="octet-stream", filename="list.xlsx")
    message = parse(made.as_bytes())
    assert message.attachments[0].text == ""
    assert "attachment_bomb" in message.defects or "attachment_unreadable" in message.defects


def test_a_message_beside_words_is_an_attachment_and_not_their_words() -> None:
    inner = letter("Kindly settle the 640.00.")
    made = letter("We settled this on Monday.")
    made.add_attachment(inner)
    message = parse(made.as_bytes())
    assert message.reply == "We settled this on Monday."
    assert [(found.name, found.text.strip()) for found in message.attachments] == [
        ("Payment.eml", "Kindly settle the 640.00.")
    ]


def test_a_message_with_nothing_said_beside_it_is_read_through() -> None:
    made = letter("\n")
    made.add_attachment(letter("Two of nine rolls are torn."))
    assert parse(made.as_bytes()).reply == "Two of nine rolls are torn."


def test_a_message_that_was_packed_in_base64_is_read_through_too() -> None:
    code = base64.encodebytes(letter("Two of nine rolls are torn.").as_bytes()).decode()
    top = "Subject: Fw\nMIME-Version: 1.0\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    assert "rolls are torn" in parse(f"{top}{code}".encode()).reply


def test_parts_whose_boundary_was_lost_are_found_by_their_first_line() -> None:
    part = "--xyz\nContent-Type: text/plain\n\nTwo of nine rolls are torn.\n\n--xyz--\n"
    message = parse(f"Subject: x\nContent-Type: multipart/alternative;\nboundary=xyz\n\n{part}".encode())
    assert message.reply == "Two of nine rolls are torn."
    assert "NoBoundaryInMultipartDefect" in message.defects
