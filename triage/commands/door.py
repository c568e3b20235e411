"""How does the HTTP door reach the house? The services of the API over an opened household."""

from functools import partial

from prometheus_client import generate_latest

from triage import wiring
from triage.api import ApiServices, Knock
from triage.api.rates import Rates
from triage.commands import condition
from triage.commands.arrivals import open_arrivals
from triage.commands.gauges import open_registry
from triage.commands.household import Household
from triage.commands.keys import open_keyring
from triage.commands.replays import Replays
from triage.commands.reporting import find_cases, make_report
from triage.commands.visits import open_visits
from triage.domain.failures import RetryLater
from triage.domain.message import RawMessage
from triage.pipeline import ROAD
from triage.store.calls import CallBook


def open_services(house: Household) -> ApiServices:
    """Return what the HTTP door needs."""
    settings = house.settings
    registry = open_registry(house)
    journey = house.journey

    def accept(raw: RawMessage) -> Knock:
        accepted = journey.accept(raw)
        return Knock(case_id=accepted.case_id, new=accepted.new)

    keyring, rates = open_keyring(house), Rates(settings.requests_per_minute)
    return ApiServices(
        keyring=keyring,
        replays=Replays(CallBook(house.database), wiring.now),
        rates=rates,
        visits=open_visits(house, keyring, rates),
        accept=accept,
        get_case=journey.story,
        list_cases=journey.list_cases,
        find_cases=partial(find_cases, house),
        get_ledger=partial(_ledger, house),
        arrivals=open_arrivals(house),
        list_dead=lambda choice, limit, after: house.dead_letters.list_dead(
            choice, now=wiring.now(), limit=limit, after=after
        ),
        replay_many=journey.replay_many,
        replay=journey.replay,
        discard=journey.discard,
        saw=journey.record_look,
        get_brief=lambda: condition.brief(house),
        get_condition=lambda: condition.whole(house),
        steps=tuple(stage.verb for stage in ROAD),
        probe=lambda: probe(house),
        make_report=partial(make_report, house),
        metrics=lambda: generate_latest(registry),
        clock=wiring.now,
        max_message_bytes=settings.max_message_bytes,
    )


def _ledger(house: Household) -> dict[str, int]:
    found = house.casebook.ledger()
    return {**found.as_json(), "gap": found.gap}


def probe(house: Household) -> dict[str, str]:
    """Tell of each dependency whether it answers: "ok", or what is wrong."""
    found = {"database": "ok", "books": "ok", "disk": "ok"}
    try:
        house.space.check()
    except RetryLater as error:
        found["disk"] = error.reason
    try:
        house.casebook.ledger()
    except RetryLater as error:
        found["database"] = error.reason
    try:
        house.tools().books.ping()
    except RetryLater as error:
        found["books"] = error.reason
    return found
