"""Does /metrics tell all that the alerts and the dashboard ask for, from all processes together?"""

import json
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from triage.commands.gauges import open_registry
from triage.commands.household import Household
from triage.domain.dead_letters import Choice
from triage.domain.message import RawMessage
from triage.journey import LEGS
from triage.settings import Settings
from triage.store.meter_book import MeterBook
from triage.wiring import now

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "samples" / "01-short-shipment-no-backorder.eml"
NAME = re.compile(r"\btriage_[a-z_]+\b")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Return the samples of /metrics of one process after another one carried a mail and counted."""
    from prometheus_client import generate_latest

    settings = Settings(home=tmp_path_factory.mktemp("metrics"), encoder="off", _env_file=None)
    worker = Household.open(settings)
    raw = RawMessage(content=SAMPLE.read_bytes(), received_at=now(), source="email")
    case = worker.journey.accept(raw).case_id
    for leg in range(len(LEGS)):
        worker.journey.run(case, leg)
    worker.meter_book.add(worker.meters.take())
    served = Household.open(settings)
    text = generate_latest(open_registry(served)).decode()
    worker.database.close()
    served.database.close()
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        found[family.name] = found.get(family.name, 0.0)
        for one in family.samples:
            found[one.name + "".join(f" {v}" for _, v in sorted(one.labels.items()))] = one.value
            found[one.name] = found.get(one.name, 0.0) + one.value
    return found


def test_each_metric_of_alerts_and_dashboard_is_told(told: dict[str, float]) -> None:
    dashboard = json.loads((ROOT / "deploy/grafana/triage.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked.append("\n".join(re.findall(r"expr: (.*)", (ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))))
    names = set(NAME.findall("\n".join(asked)))
    assert len(names) > 15
    assert names - told.keys() == set()


def test_what_another_process_counted_is_told_once(told: dict[str, float]) -> None:
    assert [told[f"triage_step_seconds_count {step}"] for step in ("parse", "read", "gather", "deliver")] == [1] * 4
    assert told["triage_legs_total on deliver"] == 1
    assert told["triage_step_seconds_sum parse"] > 0


def test_a_bucket_holds_all_that_was_quicker(told: dict[str, float]) -> None:
    buckets = [told[f"triage_step_seconds_bucket {bound} parse"] for bound in ("0.005", "1.0", "60.0", "+Inf")]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 1


def test_the_oldest_case_and_the_workers_are_told(told: dict[str, float]) -> None:
    assert 0 < told["triage_oldest_case_seconds"] < 60
    assert told["triage_workers"] == 0


def test_two_processes_add_to_one_sum(tmp_path: Path) -> None:
    house = Household.open(Settings(home=tmp_path, _env_file=None))
    for _ in range(2):
        MeterBook(house.database).add({("step", "parse", "sum"): 1.5, ("step", "parse", "0.05"): 3})
    sums = house.meter_book.list_sums()
    dead = house.dead_letters.list_dead(Choice(), now=now(), limit=10)
    house.database.close()
    assert (sums[("step", "parse", "sum")], sums[("step", "parse", "0.05")], dead) == (3.0, 6.0, [])
