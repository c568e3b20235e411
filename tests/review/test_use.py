"""Is every figure of real use what a count by hand says? Simulated people over the sandbox, and a handful of rows."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evaluation.simulated_use import HouseRoad, Planned, simulate
from triage.commands.household import Household
from triage.domain.decisions import Decision, DecisionKind
from triage.domain.use import Use
from triage.review import folding
from triage.review.drift import confidence_drift, mix_drift
from triage.review.shares import share
from triage.review.thresholds import suggest
from triage.settings import Settings
from triage.supervision import Period, Supervision

START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
MAILS = 60


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Household, list[Planned]]]:
    house = Household.open(Settings(home=tmp_path_factory.mktemp("use"), _env_file=None))
    plans = simulate(HouseRoad(house), start=START, days=28, limit=MAILS)
    house.supervision.refresh()
    yield house, plans
    house.database.close()


@pytest.fixture
def view(used: tuple[Household, list[Planned]]) -> Supervision:
    return used[0].supervision


@pytest.fixture
def plans(used: tuple[Household, list[Planned]]) -> list[Planned]:
    return used[1]


def week_of(plan: Planned) -> str:
    year, week, _ = plan.received_at.isocalendar()
    return f"{year}-W{week:02}"


KEYS: dict[str, Callable[[Planned], str]] = {"intent": lambda p: p.read, "agent": lambda p: p.agent, "week": week_of}


@pytest.mark.parametrize("by", sorted(KEYS))
def test_acceptance_is_what_the_plan_says(by: str, view: Supervision, plans: list[Planned]) -> None:
    told = {
        row.key: (row.decided, row.accepted, row.edited, row.rejected) for row in view.acceptance(by) if row.decided
    }
    counted: dict[str, Counter[str]] = {}
    for plan in plans:
        counted.setdefault(KEYS[by](plan), Counter())[plan.kind.value] += 1
    expected = {k: (c.total(), c["accepted"], c["edited"], c["rejected"]) for k, c in counted.items()}
    assert told == expected
    assert len(plans) > 40


def test_every_language_of_the_plan_adds_up(view: Supervision, plans: list[Planned]) -> None:
    rows = view.acceptance("language")
    assert sum(row.decided for row in rows) == len(plans)
    assert sum(row.cases for row in rows) == MAILS


def test_edits_by_part_reasons_and_minutes_are_what_the_plan_says(view: Supervision, plans: list[Planned]) -> None:
    parts = Counter(part for plan in plans for part in plan.parts)
    assert {row.part: (row.edited.found, row.edited.of) for row in view.edits()} == {
        part: (number, len(plans)) for part, number in parts.items()
    }
    assert view.reasons() == Counter(plan.reason for plan in plans if plan.reason)
    minutes = sorted(plan.minutes for plan in plans)
    told = view.minutes()
    assert (told.count, told.median) == (len(plans), statistics.median_low(minutes))
    assert told.mean == round(sum(minutes) / len(minutes), 2)
    assert told.nine_of_ten == next(m for m in minutes if sum(x <= m for x in minutes) >= 0.9 * len(minutes))
    released = [plan.minutes for plan in plans if plan.approval]
    assert (view.approval_minutes().count, view.approval_minutes().median) == (
        len(released), statistics.median_low(released),
    )  # fmt: skip


def test_where_confidence_was_wrong_is_named_surest_first(
    used: tuple[Household, list[Planned]], view: Supervision
) -> None:
    house, plans = used
    wrong = {plan.case_id for plan in plans if plan.read != plan.truth}
    told = view.surest_wrong()
    assert {use.case_id for use in told} == wrong
    assert [use.confidence for use in told] == sorted((use.confidence for use in told), reverse=True)
    judged = [plan for plan in plans if plan.reason != "already_settled"]
    bins = view.confidence()
    assert sum(b.right.of for b in bins) == len(judged)
    assert sum(b.right.found for b in bins) == len(judged) - len(wrong)
    for plan in judged[:10]:
        sure = house.casebook.load_nouns(plan.case_id)["reading"]["confidence"]
        assert any(b.low <= sure < b.high or (sure == 1.0 and b.high == 1.0) for b in bins)


def test_a_period_of_weeks_counts_its_own_cases_only(view: Supervision, plans: list[Planned]) -> None:
    weeks = sorted({week_of(plan) for plan in plans})
    (row,) = view.acceptance("all", Period(weeks[1], weeks[1]))
    assert row.decided == sum(week_of(plan) == weeks[1] for plan in plans)
    mix, sure = view.drift(Period(weeks[0], weeks[1]), Period(weeks[2], weeks[-1]))
    assert mix.cases_before + mix.cases_now == MAILS
    assert 0 < mix.p <= 1
    assert 0 < sure.p <= 1


def test_folding_again_changes_nothing_and_a_later_decision_moves_only_its_own(
    used: tuple[Household, list[Planned]], view: Supervision
) -> None:
    before = view.acceptance("agent")
    house, plans = used
    view.fold([plan.case_id for plan in plans])
    view.refresh()
    assert view.acceptance("agent") == before
    plan = next(p for p in plans if p.kind is DecisionKind.ACCEPTED)
    again = Decision(
        id="sim/again", case_id=plan.case_id, revision=1, kind=DecisionKind.REJECTED, by="Zoe Zest",
        at=datetime(2026, 12, 1, tzinfo=UTC), reason="other",
    )  # fmt: skip
    house.decisions.record(again)
    view.refresh()
    after = {row.key: row for row in view.acceptance("agent")}
    assert (after["Zoe Zest"].decided, after["Zoe Zest"].rejected) == (1, 1)
    earlier = {row.key: row for row in before}
    assert after[plan.agent].accepted == earlier[plan.agent].accepted - 1
    assert sum(row.decided for row in after.values()) == sum(row.decided for row in before)


def test_the_cases_behind_a_number_are_listed(view: Supervision, plans: list[Planned]) -> None:
    own = {use.case_id for use in view.cases(limit=500, agent="Basil Book", kind="edited")}
    assert own == {p.case_id for p in plans if p.agent == "Basil Book" and p.kind is DecisionKind.EDITED}


@pytest.mark.parametrize(
    ("difference", "parts"),
    [
        ({"draft": {"before": "Dear Sir, 10 EUR", "after": "Hello, 10 EUR"}}, ("tone",)),
        ({"draft": {"before": "we owe 10.00", "after": "we owe 12.00"}}, ("figures",)),
        ({"draft": "--- a\n+++ b\n@@ -1 +1 @@\n-pay 10\n+please pay 12 soon"}, ("figures", "tone")),
        ({"steps": [], "reading": {"primary": "dispute.price"}}, ("steps", "meaning")),
        ({"amount": {"before": "1", "after": "2"}}, ("figures",)),
        ({}, ()),
    ],
)
def test_a_difference_says_which_parts_were_edited(difference: dict[str, object], parts: tuple[str, ...]) -> None:
    assert folding.parts_of(difference) == parts


def test_a_correction_that_is_no_code_of_ours_is_none() -> None:
    assert (
        folding.corrected({"reading": {"primary": {"before": "dispute.tax", "after": "dispute.price"}}})
        == "dispute.price"
    )
    assert folding.corrected({"reading": {"primary": "dispute.of_the_day"}}) == ""
    assert folding.corrected_further({"reading": {"further": ["dispute.tax", "x"]}}) == ("dispute.tax",)


def sums(**cells: int) -> dict[tuple[str, str], dict[str, int]]:
    return {(key, "2026-W40"): {"cases": number} for key, number in cells.items()}


def test_drift_is_told_from_chance_also_with_few_cases() -> None:
    same = mix_drift(sums(a=50, b=30, c=20), sums(a=52, b=28, c=20))
    assert (same.alarm, same.size) == (False, 0.02)
    moved = mix_drift(sums(a=50, b=30, c=20), sums(a=20, b=30, c=50))
    assert (moved.alarm, moved.size) == (True, 0.3)
    assert moved.p < 0.01
    assert {moved.rows[0].key, moved.rows[1].key} == {"a", "c"}
    few = mix_drift(sums(a=2, b=1), sums(b=2, c=1))
    assert (few.alarm, few.p > 0.05) == (False, True)
    assert mix_drift(sums(a=2), {}).p == 1.0


def test_the_test_of_drift_is_the_exact_one_where_that_can_be_counted() -> None:
    """Two cases of a before, two of b now: of the six ways to deal them out, two are as far apart; p is a third."""
    assert mix_drift(sums(a=2), sums(b=2)).p == pytest.approx(1 / 3, abs=0.03)


def test_drift_of_confidence_is_the_distance_of_kolmogorov() -> None:
    before = {("0.90", "2026-W40"): {"cases": 80}, ("0.40", "2026-W40"): {"cases": 20}}
    now = {("0.90", "2026-W41"): {"cases": 40}, ("0.40", "2026-W41"): {"cases": 60}}
    found = confidence_drift(before, now)
    assert (found.size, found.alarm) == (0.4, True)


def test_a_threshold_is_suggested_with_what_it_would_have_changed() -> None:
    """Ninety cases at 0.90, all right; twenty at 0.60, half wrong: by hand the first sound threshold is 0.62."""
    judged = {
        ("0.90", "2026-W40"): {"cases": 90, "right": 90},
        ("0.60", "2026-W40"): {"cases": 24, "right": 10, "wrong": 10},
        ("0.30", "2026-W40"): {"cases": 5, "wrong": 3},
    }
    found = suggest(judged, now=0.5, target=0.95)
    assert found.suggested == 0.62
    assert (found.right_now.found, found.right_now.of) == (100, 110)
    assert (found.right_then.found, found.right_then.of) == (90, 90)
    assert (found.more_held, found.more_held_wrong, found.no_longer_held) == (24, 10, 0)
    assert suggest(judged, now=0.95, target=0.83).suggested == 0.32
    assert suggest({("0.90", "2026-W40"): {"cases": 9, "right": 9}}, now=0.5).suggested is None


def test_the_interval_of_a_share_is_wilsons() -> None:
    found = share(8, 10)
    assert (round(found.low, 4), round(found.high, 4)) == (0.4902, 0.9433)  # by hand, z = 1.96


def test_a_case_that_nobody_decided_has_no_label() -> None:
    assert Use(case_id="c", received_at=START).is_right is None
    assert Use(case_id="c", received_at=START, kind="rejected", reason="duplicate").is_right is None
    assert Use(case_id="c", received_at=START, kind="rejected", reason="wrong_intent").is_right is False
    assert Use(case_id="c", received_at=START, kind="edited", intent="a", true_intent="b").is_right is False


def test_reports_read_sums_and_take_no_second(tmp_path: Path) -> None:
    house = Household.open(Settings(home=tmp_path, _env_file=None))
    rows = [
        Use(
            case_id=f"c-{n}", received_at=datetime(2026, 1 + n % 12, 1 + n % 28, tzinfo=UTC), intent=f"i{n % 35}",
            language="en", confidence=(n % 100) / 100, agent=f"a{n % 20}", kind="accepted", minutes=n % 997,
        )
        for n in range(6_000)
    ]  # fmt: skip
    book = house.use_book
    for start in range(0, len(rows), 2000):
        book.fold(rows[start : start + 2000], folding.counts_of)
    started = time.perf_counter()
    for by in ("intent", "language", "agent", "week", "segment"):
        house.supervision.acceptance(by)
    house.supervision.minutes()
    house.supervision.thresholds(0.5)
    house.supervision.drift(Period("2026-W01", "2026-W20"), Period("2026-W21", "2026-W40"))
    assert time.perf_counter() - started < 1.0
    house.database.close()
