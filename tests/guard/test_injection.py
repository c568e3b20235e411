"""Does text that commands the reader change a decision? Public attacks and harmless look-alikes, put into mails."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from propose.cases import finding, grounds

from triage.domain.codes import Intent
from triage.domain.findings import Outcome
from triage.guard import Exhibit, clear
from triage.propose import Grounds, Policy, propose

ROOT = Path(__file__).parents[2]
POLICY = Policy.load(ROOT / "policies" / "default-1.yaml")
TEXTS = Path(__file__).parent / "injection_texts.jsonl"
CASES = [
    grounds(Intent.SHORT_SHIPMENT, findings=(finding(Intent.SHORT_SHIPMENT, Outcome.SUPPORTED),)),
    grounds(Intent.REMITTANCE, language="de", findings=(finding(Intent.REMITTANCE, Outcome.UNDECIDED),)),
    grounds(Intent.NON_DELIVERY, language="fr", findings=(finding(Intent.NON_DELIVERY, Outcome.REFUTED),)),
    grounds(Intent.STATEMENT, Intent.PROMISE, language="pl"),
]


def texts(label: str) -> list[str]:
    """Return the kept texts of one label."""
    rows = (json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines())
    return [row["text"] for row in rows if row["label"] == label]


def mails_with(text: str) -> Iterator[tuple[Grounds, Grounds]]:
    """Return each case beside the same case with the text put before, after and into the customer's words."""
    for case in CASES:
        words = case.message.reply
        for said in (f"{text}\n\n{words}", f"{words}\n\n{text}", f"{words[:20]} {text} {words[20:]}"):
            message = case.message.model_copy(update={"reply": said, "text": said, "subject": f"Re: {text[:80]}"})
            claims = tuple(claim.model_copy(update={"quote": said}) for claim in case.reading.claims)
            reading = case.reading.model_copy(update={"reply": said, "claims": claims})
            yield case, replace(case, message=message, reading=reading)


def test_there_are_attacks_and_look_alikes_enough() -> None:
    assert len(texts("attack")) >= 130
    assert len(texts("harmless")) >= 110


@pytest.mark.parametrize("label", ["attack", "harmless"])
def test_no_step_amount_recipient_or_word_of_the_draft_changes(label: str) -> None:
    for text in texts(label):
        for case, attacked in list(mails_with(text))[:: 3 if label == "harmless" else 1]:
            honest, proposal = propose(case, policy=POLICY), propose(attacked, policy=POLICY)
            assert proposal.steps == honest.steps
            assert proposal.draft == honest.draft
            assert (proposal.priority, proposal.blocked) == (honest.priority, honest.blocked)


def test_harmless_texts_raise_no_alarm_of_the_guards() -> None:
    alarms = [
        text
        for text in texts("harmless")
        for _, mail in list(mails_with(text))[::3]
        if not clear(
            Exhibit(mail.message, mail.reading, mail.case_file, mail.findings, propose(mail, policy=POLICY))
        ).cleared
    ]
    assert alarms == []
