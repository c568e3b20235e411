"""Do agents of every language read the steps and reasons of the shipped policy in their own?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from propose.cases import finding, grounds
from triage.domain.codes import LANGUAGES, Flag, Intent
from triage.domain.findings import Outcome
from triage.propose import Policy, propose
from triage.propose.lock import figures_in
from triage.propose.policy import StepPlan
from triage.propose.step_words import catalogue, said_in

ROOT = Path(__file__).parents[2]
POLICY = Policy.load(ROOT / "policies" / "default-1.yaml")
OTHERS = [code for code in LANGUAGES if code != "en" and catalogue(code)]


def texts_of(plan: StepPlan) -> Iterator[str]:
    yield plan.text
    if plan.otherwise:
        yield from texts_of(plan.otherwise)


def shipped() -> set[str]:
    """Return every text that the shipped policy and the rules of the steps can show."""
    steps = {text for rule in POLICY.rules for plan in rule.steps for text in texts_of(plan)}
    reasons = {block.reason for rule in POLICY.rules for block in rule.blocks}
    code = (ROOT / "triage" / "propose" / "steps.py").read_text(encoding="utf-8")
    return steps | reasons | set(re.findall(r'forbidden="([^"]+)"', code))


@pytest.mark.parametrize("language", OTHERS)
def test_every_shipped_text_is_there_with_its_tokens_and_optional_parts(language: str) -> None:
    book = catalogue(language)
    assert shipped() - book.keys() == set()
    for english, translated in book.items():
        assert sorted(re.findall(r"\{\w+\}", translated)) == sorted(re.findall(r"\{\w+\}", english)), english
        optional = [sorted(re.findall(r"\{\w+\}", part)) for part in re.findall(r"\[([^\]]*)\]", english)]
        assert [sorted(re.findall(r"\{\w+\}", p)) for p in re.findall(r"\[([^\]]*)\]", translated)] == optional, english
        assert figures_in(translated) == ""


def test_a_text_of_somebodys_own_stays_as_it_was_written() -> None:
    assert said_in("de", "Beim Lager nachfragen.") == "Beim Lager nachfragen."
    assert said_in("en", "Ask the customer for: {asked}.") == "Ask the customer for: {asked}."


@pytest.mark.parametrize("language", OTHERS)
def test_steps_and_blocked_reasons_are_in_the_agents_language_while_the_draft_is_in_the_customers(
    language: str,
) -> None:
    policy = POLICY.model_copy(update={"agent_language": language})
    said = finding(Intent.SHORT_SHIPMENT, Outcome.UNDECIDED, missing=("quantity",))
    case = grounds(Intent.SHORT_SHIPMENT, findings=(said,), flags=(Flag.BANK_CHANGE,))
    proposal, english = propose(case, policy=policy), propose(case, policy=POLICY)
    assert [step.kind for step in proposal.steps] == [step.kind for step in english.steps]
    assert not {step.text for step in proposal.steps} & {step.text for step in english.steps}
    assert not {block.reason for block in proposal.blocked} & {block.reason for block in english.blocked}
    assert proposal.draft == english.draft
