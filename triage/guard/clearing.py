"""May it be shown as it is? Every guard is asked, in order; one that says nothing at all holds."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import resources

from triage.domain.clearance import Clearance, Hold
from triage.guard.case_guards import bank_change, injection, reading, recipients, switched_off
from triage.guard.draft_guards import commitment, language, length, privacy, tone
from triage.guard.exhibit import Exhibit
from triage.guard.grounding import grounding

Guard = Callable[[Exhibit], Iterable[Hold] | None]
GUARDS: tuple[tuple[str, Guard], ...] = (
    ("switched_off", switched_off),
    ("reading", reading),
    ("grounding", grounding),
    ("commitment", commitment),
    ("privacy", privacy),
    ("recipients", recipients),
    ("injection", injection),
    ("bank_change", bank_change),
    ("language", language),
    ("length", length),
    ("tone", tone),
)
# What a guard may stumble over in a damaged noun. Anything else is a bug of ours and goes to the step runner.
STUMBLES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def clear(exhibit: Exhibit, guards: Sequence[tuple[str, Guard]] = GUARDS) -> Clearance:
    """Return the verdict of all guards: cleared only where each was asked and found nothing.

    Each hold names its reason and the role that may lift it.
    """
    holds = tuple(dict.fromkeys(hold for name, guard in guards for hold in _asked(name, guard, exhibit)))
    if not guards:
        holds = (Hold(guard="guards", reason="no guard was asked", lifted_by="supervisor"),)
    return Clearance(cleared=not holds, holds=holds, versions={"guards": version()})


def _asked(name: str, guard: Guard, exhibit: Exhibit) -> Iterator[Hold]:
    """Return what a guard holds; silence and stumbling are holds."""
    try:
        answer = guard(exhibit)
        held = None if answer is None else list(answer)
    except STUMBLES as error:
        held = [Hold(guard=name, reason=f"the guard could not judge: {type(error).__name__}", lifted_by="supervisor")]
    if held is None:
        held = [Hold(guard=name, reason="the guard said nothing", lifted_by="supervisor")]
    yield from held


@cache
def version() -> str:
    """Return a hash over the guards' own files: a changed guard is another guard."""
    files = sorted((f for f in resources.files("triage.guard").iterdir() if f.is_file()), key=lambda f: f.name)
    content = b"".join(f.read_bytes() for f in files if f.name.endswith((".py", ".yaml")))
    return hashlib.sha256(content).hexdigest()[:12]
