"""In which state does a case end, why, and made by which versions?"""

from triage import __version__
from triage.domain.suggestion import DeliveryState
from triage.pipeline import Case, Stage
from triage.store.legs import LegResult, Outcome
from triage.store.states import State


def state_of(case: Case, result: LegResult) -> tuple[State, str]:
    """Return the state a finished case is in, and why."""
    match result.outcome:
        case Outcome.IGNORED:
            return State.IGNORED, result.reason
        case Outcome.DEAD | Outcome.RETRY | Outcome.PARKED:
            return State.DEAD, result.reason
        case Outcome.HELD:
            return State.HELD, result.reason
        case Outcome.ON:
            return _state_of_finished(case)


def _state_of_finished(case: Case) -> tuple[State, str]:
    if case.clearance is not None and not case.clearance.cleared:
        return State.HELD, "; ".join(f"{hold.guard}: {hold.reason}" for hold in case.clearance.holds)
    if case.receipt is not None and case.receipt.state is DeliveryState.WAITING:
        return State.WAITING, "no ticket in Odoo yet"
    return State.DELIVERED, ""


def why_noise(case: Case) -> str:
    """Return the reason kept for a message that nobody needs to see."""
    signs = case.message.noise if case.message else ()
    why = signs[0].reason if signs else "by its words"
    return f"{case.reading.primary if case.reading else 'noise'}: {why}"


def versions_of(case: Case, stage: Stage) -> dict[str, str]:
    """Return which versions made the noun of a stage."""
    noun = getattr(case, stage.makes)
    return {"triage": __version__, **getattr(noun, "versions", {})}
