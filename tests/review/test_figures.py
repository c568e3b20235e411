"""Are the figures of disputes and process what a count by hand says? Tests, lags, sums and ageing in small numbers."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from evaluation.simulated_use import HouseRoad, Planned, simulate
from triage.commands.household import Household
from triage.commands.reporting import find_cases, make_report
from triage.domain.case_row import CaseRow, KnownAccount, KnownInvoice, Lag, LagKind
from triage.domain.casefile import CaseFile, Sender
from triage.domain.events import Event
from triage.domain.facts import Delivery, Invoice, Order, Payment
from triage.domain.moments import TimelineEntry
from triage.domain.money import Money
from triage.domain.report import Report
from triage.reports.disputes import disputes_report
from triage.reports.periods import list_weeks, span_of
from triage.review import counting
from triage.review.causes import fisher, recurring
from triage.review.histograms import mann_whitney, quantile
from triage.review.lags import lags_of
from triage.settings import Settings
from triage.store.figure_views import FigureViews
from triage.store.figures import FigureBook

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
SPAN = span_of(NOW.date(), 4)


def test_fishers_test_is_the_one_of_the_lady_who_tasted_tea() -> None:
    assert fisher(4, 4, 4, 8) == pytest.approx(1 / 70)  # all four cups: one way of seventy
    assert fisher(3, 4, 4, 8) == pytest.approx(17 / 70)
    assert fisher(0, 4, 4, 8) == pytest.approx(1.0)


def test_a_cause_stands_out_where_its_share_is_above_that_of_all_others() -> None:
    """Carrier A: 20 damages of 30 cases; the nine others: 2 of 30 each. No other pair stands out."""
    counts = {("A", "damage"): 20, ("A", "price"): 10}
    for number in range(9):
        counts |= {(f"B{number}", "damage"): 2, (f"B{number}", "price"): 28}
    (found,) = [row for row in recurring(counts) if row.cause == "damage"]
    assert (found.value, found.cases, found.of, found.base_cases, found.base_of) == ("A", 20, 30, 18, 270)
    assert found.times == pytest.approx(10.0)
    assert found.p == pytest.approx(fisher(20, 30, 38, 300))
    assert found.q >= found.p
    assert found.q < 1e-8


def test_what_is_even_never_stands_out_and_few_cases_say_nothing() -> None:
    even = {(f"P{n}", cause): 10 for n in range(40) for cause in ("price", "damage", "short")}
    assert recurring(even) == []
    few = recurring({("A", "damage"): 4, ("A", "price"): 1, ("B", "price"): 400, ("B", "damage"): 40})
    assert [row for row in few if row.value == "A"] == []


def test_correction_for_many_tests_takes_back_what_one_test_would_have_told() -> None:
    """6 of 10 against 2 of 10 has p 0.085 / 2 tails; among two hundred products such a pair is expected by chance."""
    counts = {("P0", "damage"): 9, ("P0", "price"): 6}
    counts |= {(f"P{n}", cause): 8 for n in range(1, 200) for cause in ("damage", "price")}
    assert fisher(9, 15, 9 + 8 * 199, 15 + 16 * 199) < 0.5
    assert recurring(counts) == []


def test_the_rank_test_is_that_of_mann_and_whitney() -> None:
    """Eight of 1 to 8 against eight of 9 to 16: U is 0, z is (32 - 0.5) / sqrt(64 * 17 / 12), p 0.00094."""
    before, now = dict.fromkeys(range(1, 9), 1), dict.fromkeys(range(9, 17), 1)
    assert mann_whitney(before, now) == pytest.approx(0.000939, abs=1e-5)
    assert mann_whitney(before, before) > 0.9
    assert mann_whitney({1: 3}, {9: 3}) == 1.0
    assert mann_whitney({1: 20}, {1: 20}) == 1.0


def test_a_quantile_is_the_smallest_value_that_so_many_do_not_exceed() -> None:
    assert [quantile({1: 5, 3: 4, 9: 1}, share) for share in (0.5, 0.9, 1.0)] == [1, 3, 9]
    assert quantile({}, 0.5) is None


def test_a_span_is_whole_weeks_and_the_same_number_before() -> None:
    assert (SPAN.now.since, SPAN.now.until) == ("2026-W45", "2026-W48")
    assert (SPAN.baseline.since, SPAN.baseline.until) == ("2026-W41", "2026-W44")
    assert list_weeks(SPAN) == ["2026-W45", "2026-W46", "2026-W47", "2026-W48"]


def euro(value: str) -> Money:
    return Money(value=Decimal(value), currency="EUR")


def at(day: int) -> dt.datetime:
    return dt.datetime(2026, 11, day, 15, tzinfo=dt.UTC)


def test_lags_are_days_between_the_moments_of_one_chain_of_documents() -> None:
    order = Order(id=1, name="S1", partner_id=7, state="sale", ordered_at=at(1), total=euro("100"))
    delivery = Delivery(id=2, name="WH/OUT/1", state="done", order_id=1, scheduled_at=at(4), done_at=at(6))
    back = Delivery(id=3, name="WH/IN/1", state="done", order_id=1, scheduled_at=at(8), done_at=at(9), is_return=True)
    invoice = Invoice(
        id=4, name="INV/1", partner_id=7, move_type="out_invoice", state="posted", origin="S1", total=euro("100"),
        invoice_date=dt.date(2026, 11, 5), untaxed=euro("100"), tax=euro("0"), open=euro("0"),
    )  # fmt: skip
    payment = Payment(
        id=5, partner_id=7, amount=euro("100"), date=dt.date(2026, 11, 25), state="paid", matched_invoice_ids=(4,),
        unmatched=euro("0"),
    )  # fmt: skip
    proof = TimelineEntry(at=at(8), kind="pod", text="", event="triage.pod.available", document="WH/OUT/1")
    books = CaseFile(
        as_of=NOW, sender=Sender(), orders=(order,), deliveries=(delivery, back), invoices=(invoice,),
        payments=(payment,), timeline=(proof,),
    )  # fmt: skip
    assert {(lag.kind.value, lag.document): lag.days for lag in lags_of(books)} == {
        ("order_release", "S1"): 3,
        ("pick_to_ship", "WH/OUT/1"): 2,
        ("ship_to_pod", "WH/OUT/1"): 2,
        ("ship_to_invoice", "INV/1"): -1,  # billed the day before it left
        ("invoice_to_payment", "INV/1"): 20,
    }


def case_row(number: int, days_ago: int, **known: object) -> CaseRow:
    received = NOW - dt.timedelta(days=days_ago)
    year, week, _ = received.isocalendar()
    base = {
        "case_id": f"c-{number:024x}", "received_at": received, "week": f"{year}-W{week:02}", "state": "delivered",
        "intent": "dispute.price", "is_dispute": True, "is_open": True, "amount": Decimal("10.50"), "currency": "EUR",
        "finding": "supported", "traits": (("customer", "7"), ("carrier", "Snail")), "customer": "Brightwater",
    }  # fmt: skip
    return CaseRow.model_validate(base | known)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    opened = Household.open(Settings(home=tmp_path, _env_file=None))
    yield opened
    opened.database.close()


@pytest.fixture
def book(house: Household) -> FigureBook:
    return FigureBook(house.database, counting.counts_of, counting.lag_cell)


def values(report: Report, table: str) -> list[list[object]]:
    found = report.table(table)
    assert found is not None
    return [[cell.value for cell in row] for row in found.rows]


def test_sums_move_by_the_difference_however_often_a_case_is_folded(house: Household, book: FigureBook) -> None:
    views = FigureViews(house.database)
    rows = [case_row(1, 3), case_row(2, 40), case_row(3, 100, is_open=False)]
    for _ in range(3):
        book.fold(rows)
    assert views.sums("cause")["dispute.price"] == {
        "cases": 3, "disputes": 3, "open": 2, "supported": 3, "amount/EUR": 3150,
    }  # fmt: skip
    book.fold([case_row(2, 40, is_open=False, amount=Decimal(4), outcomes=("credited",))])
    now = views.sums("cause")["dispute.price"]
    assert (now["open"], now["amount/EUR"], now["credited"]) == (1, 2500, 1)
    book.fold([case_row(1, 3, intent="payment.promise", is_dispute=False, is_open=False, amount=None)])
    assert views.sums("carrier")["Snail|"] == {"cases": 1}


def test_open_disputes_are_told_by_age_with_what_is_at_stake(house: Household, book: FigureBook) -> None:
    book.fold([case_row(n, days) for n, days in enumerate((0, 7, 8, 30, 31, 60, 61, 90, 91, 400))])
    told = FigureViews(house.database).ageing(NOW)
    assert [(bucket, cases) for bucket, cases, _ in told] == [
        ("0 to 7 days", 2), ("8 to 30 days", 2), ("31 to 60 days", 2), ("61 to 90 days", 2), ("over 90 days", 2),
    ]  # fmt: skip
    assert told[4][2] == {"EUR": 2100}


def test_a_document_counts_once_with_what_was_told_last(house: Household, book: FigureBook) -> None:
    lag = Lag(kind=LagKind.POD, document="WH/OUT/1", ended=dt.date(2026, 11, 3), days=4)
    book.fold([case_row(1, 3, lags=(lag,)), case_row(2, 2, lags=(lag,))])
    book.fold([case_row(3, 1, lags=(lag.model_copy(update={"days": 6}),))])
    assert FigureViews(house.database).sums("lag") == {"ship_to_pod|6": {"cases": 1}}


def test_days_sales_outstanding_with_and_without_what_is_disputed(house: Household, book: FigureBook) -> None:
    """300 invoiced in ninety days, 150 open, 50 of it disputed: 45 days, and 30 without."""
    common = {"currency": "EUR", "invoice_date": dt.date(2026, 10, 1)}
    bills = [
        KnownInvoice(name=name, total=Decimal(100), open=Decimal(still), as_of=NOW, **common)
        for name, still in (("A", 100), ("B", 50), ("C", 0))
    ]
    older = bills[0].model_copy(update={"open": Decimal(7), "as_of": NOW - dt.timedelta(days=9)})
    book.fold([case_row(1, 3, document="B", invoices=tuple(bills)), case_row(2, 2, is_open=False, invoices=(older,))])
    assert FigureViews(house.database).receivables(dt.date(2026, 9, 1), NOW.date()) == {"EUR": (30000, 15000, 5000)}


def test_overdue_is_by_segment_each_customer_once(house: Household, book: FigureBook) -> None:
    def account(customer: str, overdue: int) -> KnownAccount:
        known = {"customer": customer, "currency": "EUR", "segment": "key", "open": Decimal(100), "as_of": NOW}
        return KnownAccount(overdue=Decimal(overdue), **known)

    book.fold([case_row(1, 3, accounts=(account("7", 40),)), case_row(2, 2, accounts=(account("8", 10),))])
    book.fold([case_row(3, 1, accounts=(account("7", 20),))])
    assert FigureViews(house.database).overdue() == [("key", "EUR", 2, 20000, 3000)]


def test_events_are_counted_once_by_type_and_week(house: Household, book: FigureBook) -> None:
    told = {"source": "carrier", "type": "triage.delivery.failed", "time": NOW, "data": {"delivery": "WH/OUT/1"}}
    house.events.accept([Event.model_validate({**told, "id": str(n)}) for n in range(3)], client="carrier")
    assert [book.fold_events(), book.fold_events()] == [3, 0]
    assert FigureViews(house.database).sums("event", "2026-W48") == {"triage.delivery.failed": {"cases": 3}}


def test_customers_have_a_name_only_for_those_who_may_see_content(house: Household, book: FigureBook) -> None:
    book.fold([case_row(1, 3, document="INV/9")])
    views = FigureViews(house.database)
    named, bare = (disputes_report(views, SPAN, NOW, named=flag) for flag in (True, False))
    assert values(named, "by-customer")[0][:2] == ["Brightwater", 1]
    assert values(bare, "by-customer")[0][:2] == ["customer 7", 1]
    assert "Brightwater" not in repr(bare)
    assert "INV/9" not in repr(bare)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Household, list[Planned]]]:
    opened = Household.open(Settings(home=tmp_path_factory.mktemp("figures"), _env_file=None))
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    plans = simulate(HouseRoad(opened), start=start, days=28, limit=40)
    yield opened, plans
    opened.database.close()


def test_the_number_behind_each_cause_is_the_number_of_cases_its_link_lists(
    used: tuple[Household, list[Planned]],
) -> None:
    from urllib.parse import parse_qsl

    house, _ = used
    found = make_report(house, "disputes", 13, True).table("causes")
    assert found is not None
    assert len(found.rows) > 3
    for row in found.rows:
        for cell in row[1:]:
            if cell.href:
                wanted = dict(parse_qsl(cell.href.partition("?")[2]))
                assert len(find_cases(house, wanted, "", None, 500)) == cell.value, cell.href


def test_the_numbers_of_quality_lead_to_just_those_cases(used: tuple[Household, list[Planned]]) -> None:
    from urllib.parse import parse_qsl

    house, plans = used
    report = make_report(house, "quality", 13, True)
    for name in ("weeks", "acceptance-intent", "acceptance-agent", "acceptance-language", "edits", "reasons"):
        table = report.table(name)
        assert table is not None
        for row in table.rows:
            for cell in row[1:]:
                if cell.href:
                    wanted = dict(parse_qsl(cell.href.partition("?")[2]))
                    assert len(find_cases(house, wanted, "", None, 500)) == cell.value, cell.href
    assert sum(row[2].value for row in report.table("acceptance-agent").rows) == len(plans)  # type: ignore[union-attr]


def test_a_case_is_found_by_its_number_sender_and_customer(used: tuple[Household, list[Planned]]) -> None:
    house, plans = used
    case = plans[0].case_id
    sender = str(house.journey.story(case)["message"]["sender"]["email"])
    assert [row["case_id"] for row in find_cases(house, {}, case, None, 9)] == [case]
    assert case in {row["case_id"] for row in find_cases(house, {}, sender.upper(), None, 99)}
    assert case in {row["case_id"] for row in find_cases(house, {}, sender.partition("@")[2], None, 99)}
    assert find_cases(house, {}, "INV/1999/00000", None, 9) == []
