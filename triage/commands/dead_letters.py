"""What could not be finished, and what is done with it? The verbs below `dead-letters`."""

import sys

from triage.commands.household import Household
from triage.settings import load_settings
from triage.store.states import State

MOST = 500


def list_dead() -> int:
    """Print the dead letters: case, age, step, reason."""
    for row in Household.open(load_settings()).journey.list_cases(State.DEAD, MOST, None):
        sys.stdout.write(f"{row['case_id']}  {row['changed_at'][:19]}  {row['step']:8}  {row['reason']}\n")
    return 0


def replay(case_ids: list[str], step: str | None, *, every: bool) -> int:
    """Send dead letters down the road again, from the step that failed or from `step`."""
    journey = Household.open(load_settings()).journey
    chosen = [row["case_id"] for row in journey.list_cases(State.DEAD, MOST, None)] if every else case_ids
    for case_id in chosen:
        journey.replay(case_id, step, "operator")
    sys.stdout.write(f"{len(chosen)} sent down the road again\n")
    return 0


def discard(case_id: str, reason: str) -> int:
    """Give a dead letter up, with a reason that is kept."""
    Household.open(load_settings()).journey.discard(case_id, reason, "operator")
    sys.stdout.write(f"{case_id} discarded\n")
    return 0
