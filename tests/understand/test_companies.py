"""Are a customer's own numbers found by the shapes that were configured for it, and its look-alikes named?"""

from pathlib import Path

import pytest

from tests.understand.mails import mail
from triage.domain.codes import Flag, ReferenceKind
from triage.domain.failures import Broken
from triage.domain.message import Address, Message
from triage.settings import Settings
from triage.understand.companies import Companies
from triage.wiring import open_reader

FILE = """
[everyone]
invoice = 'KW-\\d{6}'

[[company]]
domains = ["brindle.example"]
purchase_order = ['BR\\d{4}-\\d{2}', 'Z\\d{3}[A-Z]']
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "companies.toml"
    path.write_text(text, encoding="utf-8")
    return path


def sent_from(email: str, reply: str, **more: object) -> Message:
    return mail(reply).model_copy(update={"sender": Address(email=email), **more})


def test_a_companys_own_shape_is_found_in_its_mails_only(tmp_path: Path) -> None:
    reader = open_reader(Settings(encoder="off", companies_path=written(tmp_path, FILE)))
    text = "About Z114Q and KW-200417: two cartons are missing."

    def found(email: str) -> list[tuple[ReferenceKind, str]]:
        return [(ref.kind, ref.normal) for ref in reader.read(sent_from(email, text)).references]

    invoice, order = (ReferenceKind.INVOICE, "KW-200417"), (ReferenceKind.PURCHASE_ORDER, "Z114Q")
    assert found("ap@brindle.example") == [order, invoice]
    assert found("ap@mail.brindle.example") == [order, invoice]
    assert found("ap@another.example") == [invoice]


def test_a_domain_that_only_looks_like_a_customers_is_flagged_in_the_reading(tmp_path: Path) -> None:
    reader = open_reader(Settings(encoder="off", companies_path=written(tmp_path, FILE)))
    assert Flag.LOOKALIKE_DOMAIN in reader.read(sent_from("ap@brlndle.example", "Please pay to the new account.")).flags
    assert Flag.LOOKALIKE_DOMAIN not in reader.read(sent_from("ap@brindle.example", "Please send a copy.")).flags


def test_a_domain_that_only_looks_like_the_one_in_the_history_is_flagged_without_any_file() -> None:
    reader = open_reader(Settings(encoder="off"))
    history = {"quoted": "> From: Jo <jo@pellworth.example>"}
    assert Flag.LOOKALIKE_DOMAIN in reader.read(sent_from("jo@pellw0rth.example", "New bank details.", **history)).flags
    assert Flag.LOOKALIKE_DOMAIN not in reader.read(sent_from("jo@pellworth.example", "Thanks.", **history)).flags


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[everyone]\nbill = 'X'", "bill is no kind of document"),
        ("[everyone]\ninvoice = '('", "no regular expression"),
        ("[everyone]\ninvoice = '\\d*'", "would find nothing at all"),
        ("[[company]]\ninvoice = 'X'", "needs its mail domains"),
        ("invoice = 'X'", "unknown parts"),
        ("[everyone", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Broken, match=words):
        Companies.load(written(tmp_path, text))
