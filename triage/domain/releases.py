"""What is in force, and what would a change do? Versions of policy, prompt and model, and the record of a replay."""

from decimal import Decimal

from pydantic import AwareDatetime, Field

from triage.domain.codes import Intent
from triage.domain.noun import Noun


class Versions(Noun):
    """What is in force. Empty means: as shipped. Texts are kept whole, so that a file changed later changes nothing."""

    policy: str = ""  # name-version@hash
    policy_text: str = ""  # YAML
    prompt: str = ""  # name-version@hash
    prompt_text: str = ""  # YAML
    model: str = ""  # folder of an intent model release
    model_hash: str = ""  # sha256 of its manifest, which holds the hashes of its files
    intents_off: tuple[Intent, ...] = ()  # read, and held for a person


class InForce(Noun):
    """One row of what was put in force; the newest counts."""

    number: int = 0  # 0: as shipped, nothing was ever put in force
    at: AwareDatetime | None = None
    by: str = ""
    why: str = ""
    change_id: str = ""
    versions: Versions = Versions()


class Difference(Noun):
    """One thing about one case that comes out otherwise."""

    case_id: str
    field: str  # failure, intent, finding, step, amount, approval, draft, hold
    before: str
    after: str


class Sum(Noun):
    """Money in financial steps, before and after, in one currency."""

    currency: str
    before: Decimal
    after: Decimal


class ReplayReport(Noun):
    """What a change would have done to recorded cases."""

    since: AwareDatetime
    facts: str  # recorded: nothing was read again; fresh: the books were read now
    cases: int  # that travelled again
    left_out: int  # broke off before they were read
    changed: int  # cases with any difference
    counts: dict[str, int] = Field(default_factory=dict)  # field -> cases
    money: tuple[Sum, ...] = ()
    differences: tuple[Difference, ...] = ()


class Change(Noun):
    """A replay that was kept. Signed by a supervisor, it may be put in force; its content never changes."""

    id: str
    made_at: AwareDatetime
    inputs: Versions
    report: ReplayReport
    hash: str  # sha256 over inputs and report, as canonical JSON
    signed_by: str = ""
    signed_at: AwareDatetime | None = None
