"""How is the house? Ledger, doors, queues, holds, what waits and what died: figures and reasons, never content."""

from typing import Any

from triage import wiring
from triage.commands.household import Household
from triage.domain.dead_letters import Choice
from triage.domain.failures import RetryLater
from triage.store.pending import count_by_queue

SHOWN = 100


def waiting(house: Household) -> list[dict[str, Any]]:
    """List what cases wait for, how many, and since when."""
    return [queue.as_json() for queue in house.waits.list_queues()]


def brief(house: Household) -> dict[str, list[dict[str, Any]]]:
    """Return what `/readyz` tells besides its dependencies; empty lists while the database is away."""
    try:
        return {"waiting": waiting(house), "alarms": [alarm.as_json() for alarm in house.watch.look()]}
    except RetryLater:
        return {"waiting": [], "alarms": []}


def whole(house: Household) -> dict[str, Any]:
    """Return all that the operations page shows; raises `RetryLater` when the database is away."""
    ledger = house.casebook.ledger()
    return {
        "ledger": {**ledger.as_json(), "gap": ledger.gap},
        "alarms": [alarm.as_json() for alarm in house.watch.look()],
        "doors": house.watch.list_doors(),
        "queues": _queues(house),
        "waiting": waiting(house),
        "holds": [{"guard": guard, "cases": number} for guard, number in house.casebook.count_holds().items()],
        "dead_by_step": house.dead_letters.count_by_step(),
        "dead_letters": house.dead_letters.list_dead(Choice(), now=wiring.now(), limit=SHOWN),
    }


def _queues(house: Household) -> list[dict[str, Any]]:
    try:
        counted = count_by_queue(house.engine_url)
    except RetryLater:
        return []
    return [{"queue": q, "status": status, "legs": number} for (q, status), number in sorted(counted.items())]
