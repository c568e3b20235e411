"""May it be shown as it is? The guards' verdict: cleared, or held for a named kind of person."""

from pydantic import Field

from triage.domain.noun import Noun


class Hold(Noun):
    """Why a person must look first; `lifted_by` is the role that can let it pass."""

    guard: str
    reason: str
    lifted_by: str = "agent"


class Clearance(Noun):
    """The verdict; silence of a guard is a hold."""

    cleared: bool
    holds: tuple[Hold, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)
