"""Which rule did what, and are the rules sound? The verbs `policy explain` and `policy check`."""

import sys
from pathlib import Path

from triage.commands.household import Household
from triage.domain.failures import Refused
from triage.propose import Grounds, Policy, explain, faults_of
from triage.settings import load_settings


def check_policy(path: str) -> int:
    """Print what is wrong with a policy's rules; 0 when they are sound."""
    policy = Policy.load(Path(path)) if path else Household.open(load_settings()).policy()
    faults = faults_of(policy)
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    sys.stdout.write(f"{policy.stamp}: {len(policy.rules)} rules, {len(faults) or 'no'} faults\n")
    return 1 if faults else 0


def explain_case(case_id: str) -> int:
    """Print every rule that was looked at for a case, and why it spoke or did not."""
    house = Household.open(load_settings())
    case = house.journey.load(case_id)
    if case.message is None or case.reading is None or case.case_file is None or case.findings is None:
        raise Refused("the case has not been proved yet, or is noise: no rule has looked at it")
    grounds = Grounds(
        case_id=case_id,
        message=case.message,
        reading=case.reading,
        case_file=case.case_file,
        findings=case.findings,
    )
    for look in explain(grounds, policy=house.policy()):
        sys.stdout.write(f"{'+' if look.fired else '-'} {look.rule:32} {look.topic:44} {look.because}\n")
    return 0
