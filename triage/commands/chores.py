"""What does a worker do again and again besides carrying cases? Its chores, each with its pause in seconds."""

from collections.abc import Callable
from functools import partial

import structlog

from triage import wiring
from triage.commands.household import Household
from triage.commands.keeping import purge
from triage.commands.ledger import look_at_ledger
from triage.domain.failures import RetryLater
from triage.store.legs import Place
from triage.store.worker import Chore

CHECKPOINT_SECONDS = 3600.0
EVENTS_SECONDS = 1.0
METERS_SECONDS = 5.0
HINTS_SECONDS = 1.0
LEDGER_SECONDS, LEDGER_BATCH = 600.0, 200  # so a hundred thousand open claims are looked at in three days
PURGE_SECONDS = 3600.0
RELEASE_SECONDS = 2.0
USE_SECONDS = 20.0
WATCH_SECONDS = 15.0
log = structlog.get_logger(__name__)
Resume = Callable[[str, Place], None]


def list_chores(house: Household, resume: Resume) -> list[Chore]:
    """List the chores of a worker; `resume` puts a parked case back on the road."""
    chores = [
        Chore("checkpoint", CHECKPOINT_SECONDS, partial(log_checkpoint, house)),
        Chore("meters", METERS_SECONDS, lambda: house.meter_book.add(house.meters.take())),
        Chore("events", EVENTS_SECONDS, house.awaiting.look),
        Chore("purge", PURGE_SECONDS, lambda: purge(house, wiring.now())),
        Chore("watch", WATCH_SECONDS, house.watch.look),
        Chore("release", RELEASE_SECONDS, partial(release, house, resume)),
        Chore("use", USE_SECONDS, house.supervision.refresh),
        Chore("ledger", LEDGER_SECONDS, partial(look_at_ledger, house, LEDGER_BATCH)),
    ]
    if house.settings.books != "sandbox":
        chores.append(Chore("sync", house.settings.sync_seconds, house.sync))
        chores.append(Chore("hints", HINTS_SECONDS, partial(house.hints.follow, house.sync)))
        chores.append(Chore("decisions", house.settings.sync_seconds, house.fetch_decisions))
    return chores


def release(house: Household, resume: Resume) -> int:
    """Put parked cases back on the road where what they wait for answers again; returns how many."""
    house.journey.give_up_overdue()
    released = 0
    for queue in house.waits.list_queues():
        if queue.waits_for == house.circuits.odoo.name and _odoo_answers(house):
            released += house.waits.release(queue.waits_for, resume)
    return released


def _odoo_answers(house: Household) -> bool:
    try:
        house.tools().books.ping()
    except RetryLater:
        return False
    return True


def log_checkpoint(house: Household) -> None:
    """Write a signed checkpoint of the journal into the log, which is kept elsewhere in a house that ships logs."""
    log.info("audit_checkpoint", **house.audit.checkpoint().as_json())
