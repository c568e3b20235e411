"""Are sums of money read with their value, currency and role, whatever the local form?"""

import datetime as dt

import pytest

from tests.understand.mails import figures, read
from triage.domain.codes import Intent
from triage.domain.message import Attachment


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("INV/2026/00042 over 1,250.00 EUR", "en", ("1250.00", "EUR")),
        ("wir zahlen 1.250,00 €", "de", ("1250.00", "EUR")),
        ("nous payons 1 250,00 €", "fr", ("1250.00", "EUR")),
        ("wir zahlen CHF 1'250.00", "de", ("1250.00", "CHF")),
        ("fr. 20.– di spese", "it", ("20", "CHF")),
        ("płacę 10 tys. zł", "pl", ("10000", "PLN")),
        ("sans vos vingt francs", "fr", ("20", "CHF")),
        ("Rs. 1,25,000.00 pending", "en", ("125000.00", "INR")),
    ],
)
def test_local_forms_of_money_are_read(text: str, language: str, expected: tuple[str, str]) -> None:
    assert figures(read(text, language, Intent.PROMISE)) == [expected]


@pytest.mark.parametrize(
    ("language", "hours", "currency"),
    [("en", -5, "USD"), ("fr", -4, "CAD"), ("es", -6, "MXN"), ("es", -3, "ARS"), ("en", 10, "AUD")],
)
def test_a_dollar_sign_is_the_senders_own_money(language: str, hours: int, currency: str) -> None:
    sent_at = dt.datetime(2026, 3, 4, 9, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
    assert figures(read("$ 500.00", language, Intent.CHARGES, sent_at=sent_at)) == [("500.00", currency)]


def test_a_sum_without_currency_takes_the_only_one_of_the_mail_or_none() -> None:
    assert figures(read("billed 4.20, agreed 3.95 EUR", primary=Intent.PRICE)) == [("4.20", "EUR"), ("3.95", "EUR")]
    assert figures(read("billed 4.20, agreed 3.95", primary=Intent.PRICE)) == [("4.20", ""), ("3.95", "")]


def test_a_minus_sign_makes_a_deduction() -> None:
    found = read("Invoice 40117 1,208.44 EUR\nCredit note NC-881 -75.00 EUR", primary=Intent.REMITTANCE)
    assert [(str(a.value), a.role.value) for a in found.amounts] == [("1208.44", "paid"), ("75.00", "deducted")]


def test_limits_pallets_and_days_are_no_money() -> None:
    assert figures(read("Franco à partir de 500 €, 9 palettes EUR, le 12.03.2026", "fr", Intent.CHARGES)) == []
    assert figures(read("Charged for 9 euro pallets", primary=Intent.CHARGES)) == []


def test_an_attached_remittance_list_is_read_by_its_name() -> None:
    csv = 'Invoice,Date,Amount\nINV/2026/00042,2026-01-03,"1,250.00"\nRINV/2026/00007,2026-01-10,-120.00\n'
    file = Attachment(name="avis.csv", content_type="text/csv", size=len(csv), digest="d", text=csv)
    found = read("see list", primary=Intent.REMITTANCE, attachments=(file,))
    assert [r.normal for r in found.references] == ["INV/2026/00042", "RINV/2026/00007"]
    assert [(str(a.value), a.role.value) for a in found.amounts] == [("1250.00", "paid"), ("120.00", "deducted")]
    for mention in (*found.references, *found.amounts):
        assert mention.place is not None
        assert (mention.place.part, csv[mention.place.start : mention.place.end]) == ("avis.csv", mention.text)
    assert read("see list", primary=Intent.PRICE, attachments=(file,)).references == ()
