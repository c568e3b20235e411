"""Are days resolved against the message's own day, and only those that matter here?"""

import datetime as dt

import pytest

from tests.understand.mails import days, read
from triage.domain.codes import Intent

PAY = Intent.PROMISE


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("we will pay on 12 March", "en", "2026-03-12"),
        ("wir zahlen am 12.03.2026", "de", "2026-03-12"),
        ("nous payerons le 30 de ce mois", "fr", "2026-03-30"),
        ("nous paierons le 6 mars", "fr", "2026-03-06"),
        ("ich überweise übermorgen", "de", "2026-03-06"),
        ("betalen we vrijdag", "nl", "2026-03-06"),
        ("la pago giovedì", "it", "2026-03-05"),
        ("os pago el viernes", "es", "2026-03-06"),
        ("pagamos até dia 15", "pt", "2026-03-15"),
        ("zapłacimy 20-go", "pl", "2026-03-20"),
        ("I'll transfer it tomorrow", "en", "2026-03-05"),
        ("we will pay in 10 days", "en", "2026-03-14"),
    ],
)
def test_promised_days_are_read_in_eight_languages(text: str, language: str, expected: str) -> None:
    assert days(read(text, language, PAY)) == [(expected, "promised")]


def test_a_past_weekday_is_the_last_one() -> None:
    assert days(read("we paid it on Monday", primary=Intent.REMITTANCE)) == [("2026-03-02", "paid")]
    assert days(read("LS-33107 traf erst letzten Donnerstag ein", "de", Intent.LATE_DELIVERY)) == [
        ("2026-02-26", "delivered")
    ]


def test_month_and_day_follow_the_writers_country() -> None:
    ohio = dt.datetime(2026, 3, 4, 9, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    assert days(read("we will pay on 04/10/2026", primary=PAY, sent_at=ohio)) == [("2026-04-10", "promised")]
    assert days(read("we will pay on 04/10/2026", primary=PAY)) == [("2026-10-04", "promised")]


@pytest.mark.parametrize(
    "text",
    [
        "8 of 10 arrived",
        "8/10 cartons arrived",
        "see section 7.4",
        "a 3.1 certificate",
        "reference 44/03/2026",
        "out of office until 16 March",
    ],
)
def test_ratios_sections_and_absences_are_no_days(text: str) -> None:
    assert days(read(text, primary=Intent.SHORT_SHIPMENT)) == []


def test_two_days_of_one_month_are_both_read() -> None:
    later = dt.datetime(2026, 3, 12, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    found = read("betaald op 3 en op 5 maart", "nl", Intent.REMITTANCE, sent_at=later)
    assert days(found) == [("2026-03-03", "paid"), ("2026-03-05", "paid")]


@pytest.mark.parametrize(
    ("text", "language", "primary", "expected"),
    [
        ("Everything else will be paid on the 30th.", "en", Intent.DEDUCTION, ("2026-03-30", "promised")),
        ("Wir haben am 3. bestellt.", "de", Intent.ORDER_STATUS, ("2026-03-03", "ordered")),
        ("Die Rechnung wird am Freitag bezahlt.", "de", Intent.DEDUCTION, ("2026-03-06", "promised")),
        ("het saldo wordt dinsdag betaald", "nl", Intent.DEDUCTION, ("2026-03-10", "promised")),
        ("nous paierons avec le virement du 30", "fr", Intent.PROMISE, ("2026-03-30", "promised")),
        ("na próxima segunda-feira transferimos o valor", "pt", Intent.PLAN_REQUEST, ("2026-03-09", "promised")),
        ("Stoppen Sie die für morgen geplante Lieferung", "de", Intent.ORDER_CHANGE, ("2026-03-05", "due")),
        ("kwota wpłynęła 11.02", "pl", Intent.REMITTANCE, ("2026-02-11", "paid")),
        ("Plazo máximo el 24 de abril.", "es", Intent.CERTIFICATE, ("2026-04-24", "due")),
    ],
)
def test_days_are_dated_by_the_words_around_them(
    text: str, language: str, primary: Intent, expected: tuple[str, str]
) -> None:
    assert days(read(text, language, primary)) == [expected]


def test_neither_a_second_copy_nor_nothing_to_this_day_is_a_day() -> None:
    assert days(read("Pagámos com a segunda via", "pt", Intent.REMITTANCE)) == []
    assert days(read("eine Lieferung, die bis heute nicht ankam", "de", Intent.NON_DELIVERY)) == []
