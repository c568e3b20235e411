"""What could not be finished, and what is done with it? The verbs below `dead-letters`."""

import sys

from triage import wiring
from triage.commands.household import Household
from triage.domain.dead_letters import Choice
from triage.domain.failures import Refused
from triage.settings import load_settings

MOST = 500


def list_dead(choice: Choice) -> int:
    """Print the dead letters of this choice: case, age, step, meaning, reason."""
    house = Household.open(load_settings())
    for row in house.dead_letters.list_dead(choice, now=wiring.now(), limit=MOST):
        told = f"{row['case_id']}  {age_of(row['age_seconds']):>6}  {row['step']:8}  {row['intent'] or '?':28}"
        sys.stdout.write(f"{told}  {row['reason']}\n")
    return 0


def age_of(seconds: int) -> str:
    """Return an age as people say it: minutes, hours or days."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def replay(case_ids: list[str], choice: Choice, step: str | None, *, every: bool) -> int:
    """Send these cases, or the dead letters of this choice, down the road again from the failed step or `step`."""
    journey = Household.open(load_settings()).journey
    if case_ids:
        for case_id in case_ids:
            journey.replay(case_id, step, "operator")
        sent = len(case_ids)
    elif choice.is_open and not every:
        raise Refused("say which: cases, --where failed_at=gather, or --all")
    else:
        sent = journey.replay_many(choice, step, "operator")
    sys.stdout.write(f"{sent} sent down the road again\n")
    return 0


def discard(case_id: str, reason: str) -> int:
    """Give a dead letter up, with a reason that is kept."""
    Household.open(load_settings()).journey.discard(case_id, reason, "operator")
    sys.stdout.write(f"{case_id} discarded\n")
    return 0
