"""Which figures of all processes together can Prometheus read? Steps, calls, ages, holds, dead letters, the model."""

from collections import defaultdict

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from triage import wiring
from triage.commands.household import Household
from triage.meters import BOUNDS, NO_BOUND
from triage.store.meter_book import Meter

MILLION = 1_000_000


def list_metrics(house: Household) -> list[Metric]:
    """List what the processes told the database, and what stands in it now; raises `RetryLater` when it is away."""
    sums = house.meter_book.list_sums()
    return [_steps(sums), _outcomes(sums), _calls(sums), *_ages(house), *_ends(house), *_model(house)]


def _steps(sums: dict[Meter, float]) -> Metric:
    found = HistogramMetricFamily("triage_step_seconds", "Seconds a step of the road took", labels=["step"])
    steps: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, step, detail), number in sums.items():
        if name == "step":
            steps[step][detail] = number
    for step, counted in sorted(steps.items()):
        total, buckets = 0.0, []
        for bound in (*map(str, BOUNDS), NO_BOUND):
            total += counted.get(bound, 0.0)
            buckets.append((bound, total))
        found.add_metric([step], buckets, sum_value=counted.get("sum", 0.0))
    return found


def _outcomes(sums: dict[Meter, float]) -> Metric:
    found = CounterMetricFamily(
        "triage_legs", "Legs of the road by their last step and end", labels=["step", "outcome"]
    )
    for (name, step, outcome), number in sorted(sums.items()):
        if name == "step_outcomes":
            found.add_metric([step, outcome], number)
    return found


def _calls(sums: dict[Meter, float]) -> Metric:
    found = CounterMetricFamily("triage_rpc_calls", "Calls to the books for case files", labels=["step"])
    for (name, step, _), number in sorted(sums.items()):
        if name == "rpc_calls":
            found.add_metric([step], number)
    return found


def _ages(house: Household) -> list[Metric]:
    oldest = house.meter_book.oldest_seconds(wiring.now())
    alive = house.meter_book.count_workers(house.settings.takeover_seconds)
    return [
        GaugeMetricFamily("triage_oldest_case_seconds", "Age of the oldest case on the road", value=oldest),
        GaugeMetricFamily("triage_workers", "Workers that give signs of life", value=alive),
    ]


def _ends(house: Household) -> list[Metric]:
    dead = GaugeMetricFamily("triage_dead_letters", "Dead letters by the step they died at", labels=["step"])
    for step, number in house.dead_letters.count_by_step().items():
        dead.add_metric([step], number)
    holds = GaugeMetricFamily("triage_holds", "Held cases by what holds them", labels=["guard"])
    for guard, number in house.casebook.count_holds().items():
        holds.add_metric([guard], number)
    return [dead, holds]


def _model(house: Household) -> list[Metric]:
    """List tokens of this day and their budget; the cost at most, as if all were of the dearer kind."""
    s = house.settings
    tokens = house.meter_book.tokens_of(wiring.now())
    prices = [price for price in (s.model_price_in, s.model_price_out) if price is not None]
    found: list[Metric] = [
        GaugeMetricFamily("triage_model_tokens_today", "Tokens of this day (UTC)", value=tokens),
        GaugeMetricFamily("triage_model_tokens_budget", "Tokens a day may take", value=s.model_tokens_per_day),
    ]
    cost = float(max(prices, default=0) * tokens / MILLION)
    found.append(GaugeMetricFamily("triage_model_cost_today", "Cost of this day at most, 0 without prices", value=cost))
    return found
