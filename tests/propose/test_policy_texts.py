"""Is a policy whose texts could not be shown found before it decides anything?"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from triage.domain.failures import Broken
from triage.propose import Policy, faults_of

SHIPPED = Path(__file__).parents[2] / "policies" / "default-1.yaml"


def policy_with(text: str, kind: str = "task", **when: Any) -> Policy:
    """Return the shipped policy with one more rule, whose step says this."""
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    step = {"kind": kind, "owner": "sales", "due_days": 1, "text": text}
    rule = {"id": "MINE", "scope": "case", "when": {"intent": ["order.quote"], **when}, "steps": [step]}
    data["rules"].append(rule)
    return Policy.model_validate(data)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Grant 5 percent[ on {document}].", "a figure of its own: '5'"),
        ("Pay in EUR.", "a figure of its own: 'EUR'"),
        ("Ask {customer} for it.", "nothing ever stands behind {customer}"),
        ("Look at {document}.", "{document} may be missing and has to stand in brackets"),
        ("Look[ at {document}.", "a bracket is not whole"),
        ("Look[ at {Document}].", "a bracket is not whole"),
        (" ", "it is empty"),
    ],
)
def test_a_text_that_cannot_be_shown_is_found_with_its_rule(text: str, why: str) -> None:
    (fault,) = faults_of(policy_with(text))
    assert fault == f"MINE has a text of task that cannot be shown: {why}"


def test_a_token_that_the_step_always_carries_needs_no_brackets() -> None:
    assert faults_of(policy_with("Rest {amount} of {document} until {until}.", kind="hold_reminders")) == []
    assert faults_of(policy_with("Ask for {asked}.", kind="ask_evidence", asks_customer=True)) == []


def test_an_alternative_and_a_reason_are_looked_at_too(tmp_path: Path) -> None:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    rule = next(rule for rule in data["rules"] if rule["id"] == "REFUND-PROVEN")
    rule["steps"][0]["otherwise"]["text"] = "Work out {balance}."
    rule["blocks"] = [{"kind": "write_off", "reason": "above 100 nobody may"}]
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(Broken, match=r"REFUND-PROVEN has a text of task.*REFUND-PROVEN gives a reason"):
        Policy.load(path)
