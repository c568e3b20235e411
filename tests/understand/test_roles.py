"""Do the words propose a role, and do the released weights judge it by what the whole mail is about?"""

from pathlib import Path

import numpy as np
import pytest

from tests.understand.mails import mail
from triage.domain.codes import AmountRole, DateRole, Intent
from triage.inbound import newest_words
from triage.understand.extract import extract
from triage.understand.intent import role_training
from triage.understand.intent.model import IntentModel
from triage.understand.roles import AMOUNT_ROLES, DATE_ROLES, Learned, Matter, features

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def judge() -> Learned:
    return IntentModel.load(ROOT / "models" / "intent", encoder=None).judge


def roles_of(text: str, language: str, judge: Learned, *intents: Intent) -> list[str]:
    found = extract(mail(text), language=language, matter=Matter(intents[0], intents[1:], judge))
    return [amount.role.value for amount in found.amounts]


def test_a_penalty_is_deducted_where_the_mail_announces_a_deduction(judge: Learned) -> None:
    text = "De contractuele boete van € 600 trekken we af van factuur 2026-099."
    assert roles_of(text, "nl", judge, Intent.LATE_DELIVERY, Intent.DEDUCTION) == ["deducted"]


def test_paid_and_promised_sums_of_one_mail_are_told_apart(judge: Learned) -> None:
    text = "Wczoraj poszedł przelew 4 200,00 zł, resztę, 1 350 zł, dopłacimy do 27.03."
    assert roles_of(text, "pl", judge, Intent.REMITTANCE, Intent.PROMISE) == ["paid", "promised"]


def test_a_day_to_which_the_words_give_no_role_gets_none_from_the_weights(judge: Learned) -> None:
    away = "I am back in the office on 9 March."
    assert extract(mail(away), language="en", matter=Matter(Intent.AUTO_REPLY, (), judge)).dates == ()


def test_the_day_of_a_promise_beside_a_dispute_is_one_to_come(judge: Learned) -> None:
    found = extract(
        mail("Den unstrittigen Rest überweisen wir am Freitag."),
        language="de",
        matter=Matter(Intent.SHORT_SHIPMENT, (Intent.PROMISE,), judge),
    )
    assert [(str(day.date), day.role) for day in found.dates] == [("2026-03-06", DateRole.PROMISED)]


def test_without_weights_the_proposal_of_the_words_stands() -> None:
    found = extract(mail("we deducted 40.00 EUR"), language="en", matter=Matter(Intent.DEDUCTION))
    assert [amount.role for amount in found.amounts] == [AmountRole.DEDUCTED]


def test_the_numbers_of_a_mention_are_signs_proposal_and_intents() -> None:
    row = features((0.5,), 2, len(AMOUNT_ROLES), Matter(Intent.PROMISE, (Intent.COMPLAINT,)))
    assert (row[0], row[1 + 2], row[-1]) == (0.5, 1, 1)
    assert row.sum() == pytest.approx(0.5 + 1 + 1 + 1 + 1 + 1)  # proposal, primary, family, further, constant


def test_most_marked_mentions_are_judged_right_by_weights_that_had_not_seen_the_mail() -> None:
    marked = role_training.load_marked(ROOT / "evaluation" / "datasets" / "reading", newest_words)
    fitted = role_training.fit(marked[::3])
    assert fitted.metrics["amount_roles_right"] > 0.7
    assert fitted.metrics["date_roles_right"] > 0.75
    assert fitted.weights["date_roles"].shape[1] == len(DATE_ROLES)
    assert np.isfinite(fitted.weights["amount_roles"]).all()
