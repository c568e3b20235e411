"""Do the proposals hold on the worked world? Embedded writer, all situations, two languages here."""

import pytest

from evaluation.proposals import PROPOSALS, list_samples
from evaluation.shape import Result, run, table
from triage.settings import Settings


@pytest.fixture(scope="module")
def result() -> Result:
    return run(PROPOSALS, Settings(_env_file=None), list_samples(("en", "pl")))


def test_every_claim_is_answered_nothing_is_unbound_and_each_first_step_is_the_worlds(result: Result) -> None:
    assert result.figures["unanswered claim"].of > 200
    harms = ("unanswered claim", "unbacked figure", "wrong first step", "shown where a person must look first")
    assert {name: result.figures[name].found for name in harms} == dict.fromkeys(harms, 0), result.found
    assert result.figures["held without need"].found == 0


def test_a_draft_stays_short_and_plain(result: Result) -> None:
    assert max(one.said.words for one in result.judged) <= 150
    assert result.figures["ease of the draft (LIX), median"].value < 60


def test_the_figures_are_cut_by_language_intent_segment_and_writer(result: Result) -> None:
    assert set(result.cuts) == {"language", "intent", "segment", "model"}
    assert set(result.cuts["language"]) == {"en", "pl"}
    assert set(result.cuts["model"]) == {"templates"}
    assert "wrong first step" in table(result)
