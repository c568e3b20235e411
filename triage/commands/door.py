"""How does the HTTP door reach the house? The services of the API over an opened household."""

import secrets
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from triage import wiring
from triage.api import ApiServices, Knock
from triage.api.access import Keyring, digest_of
from triage.commands.household import Household
from triage.domain.failures import RetryLater
from triage.domain.message import RawMessage
from triage.settings import Settings
from triage.store.pending import count_by_queue


def open_keyring(settings: Settings) -> Keyring:
    """Return the clients of the settings; without any, one local token with all rights (see `token_path`)."""
    configured = settings.tokens.get_secret_value()
    if configured:
        return Keyring.parse(configured)
    return Keyring.parse(f"local:{digest_of(local_token(settings))}:admin")


def token_path(settings: Settings) -> Path:
    """Return where the token is kept that is made when none is configured (readable by the owner only)."""
    return settings.home / "token"


def local_token(settings: Settings) -> str:
    """Return the local token, made at the first call."""
    path = token_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


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
        return [states, received, gap, queues]

    def _queues(self) -> dict[tuple[str, str], int]:
        try:
            return count_by_queue(self._house.engine_url)
        except RetryLater:
            return {}


def open_services(house: Household) -> ApiServices:
    """Return what the HTTP door needs."""
    settings = house.settings
    registry = CollectorRegistry()
    registry.register(_Gauges(house))
    Gauge("triage_up", "The process runs", registry=registry).set(1)
    journey = house.journey

    def accept(raw: RawMessage) -> Knock:
        accepted = journey.accept(raw)
        return Knock(case_id=accepted.case_id, new=accepted.new)

    def ledger() -> dict[str, int]:
        found = house.casebook.ledger()
        return {**found.as_json(), "gap": found.gap}

    return ApiServices(
        keyring=open_keyring(settings),
        accept=accept,
        get_case=journey.story,
        list_cases=journey.list_cases,
        get_ledger=ledger,
        replay=journey.replay,
        discard=journey.discard,
        saw=journey.record_look,
        probe=lambda: probe(house),
        metrics=lambda: generate_latest(registry),
        clock=wiring.now,
        max_message_bytes=settings.max_message_bytes,
    )


def probe(house: Household) -> dict[str, str]:
    """Tell of each dependency whether it answers: "ok", or what is wrong."""
    found = {"database": "ok", "books": "ok"}
    try:
        house.casebook.ledger()
    except RetryLater as error:
        found["database"] = error.reason
    try:
        house.tools().books.ping()
    except RetryLater as error:
        found["books"] = error.reason
    return found
