"""Are goods counted with the role that the matter, the words and the sums between the counts give them?"""

import pytest

from tests.understand.mails import counts, read
from triage.domain.codes import Intent


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("8 of 10 cartons arrived", "en", {(8, "received"), (10, "billed")}),
        ("only 14 cartons came, you billed 16", "en", {(14, "received"), (16, "billed")}),
        ("laut Lieferschein sollten 40 Kartons kommen, gezählt haben wir 36", "de", {(40, "billed"), (36, "received")}),
        ("nous constatons 21 cartons de gants au lieu des 24 facturés", "fr", {(21, "received"), (24, "billed")}),
        ("venían 9 cajas de guantes, no 12", "es", {(9, "received"), (12, "billed")}),
        ("mancano 3 scatole", "it", {(3, "missing")}),
        (
            "nonante sacs sur la facture, quatre-vingt-six sacs dans la réserve, quatre sacs manquent",
            "fr",
            {(90, "billed"), (86, "received"), (4, "missing")},
        ),
        ("na fakturze 60 kartonów, przyjęliśmy 54", "pl", {(60, "billed"), (54, "received")}),
    ],
)
def test_a_short_shipment_has_what_was_billed_received_and_is_missing(
    text: str, language: str, expected: set[tuple[int, str]]
) -> None:
    assert counts(read(text, language, Intent.SHORT_SHIPMENT)) == expected


def test_other_matters_give_counts_their_own_roles() -> None:
    assert counts(read("11 crushed cases of tile", primary=Intent.DAMAGED_GOODS)) == {(11, "damaged")}
    assert counts(read("ordered 6 kg, got and been billed 60 kg", primary=Intent.NOT_ORDERED)) == {
        (6, "ordered"),
        (60, "billed"),
    }
    assert counts(read("statt 20 Kabelkanälen nehmen wir 25", "de", Intent.ORDER_CHANGE)) == {
        (20, "ordered"),
        (25, "ordered"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "within 10 business days",
        "M10x40 bolts",
        "2.5mm cable",
        "line 20 of the order",
        "INV/2026/00042",
        "for 12.50 EUR",
        "since 2024",
    ],
)
def test_days_measures_lines_and_numbers_are_no_goods(text: str) -> None:
    assert counts(read(text, primary=Intent.SHORT_SHIPMENT)) == set()
