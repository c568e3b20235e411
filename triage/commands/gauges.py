"""What can Prometheus read? The ledger and the queues, looked up at the moment it asks."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from triage.commands.household import Household
from triage.commands.readings import list_metrics
from triage.domain.failures import RetryLater
from triage.store.pending import count_by_queue


def open_registry(house: Household) -> CollectorRegistry:
    """Return the registry of what this process shows."""
    registry = CollectorRegistry()
    registry.register(_Gauges(house))
    Gauge("triage_up", "The process runs", registry=registry).set(1)
    return registry


class _Gauges(Collector):
    """Reads the ledger and the queues at the moment Prometheus asks."""

    def __init__(self, house: Household) -> None:
        self._house = house

    def collect(self) -> list[Metric]:
        """List the ledger by state, its gap, and the queues by status."""
        ledger = self._house.casebook.ledger()
        states = GaugeMetricFamily("triage_cases", "Cases by state", labels=["state"])
        for state in ("delivered", "waiting", "held", "dead_lettered", "ignored"):
            states.add_metric([state], getattr(ledger, state))
        received = CounterMetricFamily("triage_received", "Messages received", value=ledger.received)
        gap = GaugeMetricFamily("triage_ledger_gap", "What the ledger misses; must be 0", value=ledger.gap)
        queues = GaugeMetricFamily("triage_queue", "Unfinished legs", labels=["queue", "status"])
        for (queue, status), number in self._queues().items():
            queues.add_metric([queue, status], number)
        return [states, received, gap, queues, *self._alarms(), self._waits(), *list_metrics(self._house)]

    def _alarms(self) -> list[Metric]:
        """List what a person must look at, and each door with the time it spoke last."""
        alarms = GaugeMetricFamily("triage_alarm", "1 while it is raised", labels=["kind", "subject"])
        for alarm in self._house.watch.look():
            alarms.add_metric([alarm.kind, alarm.subject], 1)
        doors = GaugeMetricFamily("triage_door_last_seconds", "When a door spoke last, as a Unix time", labels=["door"])
        for door in self._house.watch.list_doors():
            doors.add_metric([door["door"]], datetime.fromisoformat(door["last_at"]).timestamp())
        return [alarms, doors]

    def _waits(self) -> Metric:
        waits = GaugeMetricFamily("triage_waiting_cases", "Cases that cannot go on", labels=["waits_for"])
        for queue in self._house.waits.list_queues():
            waits.add_metric([queue.waits_for or "another_try"], queue.cases)
        return waits

    def _queues(self) -> dict[tuple[str, str], int]:
        try:
            return count_by_queue(self._house.engine_url)
        except RetryLater:
            return {}
