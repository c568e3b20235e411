"""Does anything unbound ever reach a suggestion? A model that lies on purpose, and a network that fails."""

import time
from pathlib import Path
from typing import Any

import pytest
from propose.cases import case_file, finding, grounds
from pydantic import BaseModel

from llm.lying_server import LIES, Server, completion, honest, letter, points_of, saying, serving
from triage.domain.codes import LANGUAGES, Intent
from triage.domain.findings import Outcome
from triage.domain.proposal import Proposal
from triage.guard import Exhibit, clear
from triage.llm import Limits, open_model
from triage.llm.asking import Asker
from triage.llm.chat import Answer
from triage.llm.prompts import newest
from triage.llm.writer import ModelWriter
from triage.propose import Grounds, Policy, propose

ROOT = Path(__file__).parents[2]
POLICY = Policy.load(ROOT / "policies" / "default-1.yaml")
SECONDS = 2.0
CASES = [
    grounds(Intent.SHORT_SHIPMENT, findings=(finding(Intent.SHORT_SHIPMENT, Outcome.SUPPORTED),)),
    grounds(
        Intent.NON_DELIVERY,
        Intent.MISSING_CREDIT,
        findings=(
            finding(Intent.NON_DELIVERY, Outcome.SUPPORTED, claim=0),
            finding(Intent.MISSING_CREDIT, Outcome.REFUTED, claim=1),
        ),
    ),
]


def written(case: Grounds, server: Server, seconds: float = SECONDS, limits: Limits | None = None) -> Proposal:
    """Return the proposal of a case with the server's model as its writer."""
    writer = open_model(
        base_url=server.url,
        api_key="sk-test",
        model="liar",
        timeout_seconds=seconds,
        prompts=ROOT / "prompts",
        limits=limits,
    )
    return propose(case, policy=POLICY, writer=writer)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_ends_in_time_with_the_embedded_text(lie: str) -> None:
    refused: list[str] = []
    for case in CASES:
        honestly = propose(case, policy=POLICY)
        with serving(LIES[lie]) as server:
            started = time.monotonic()
            proposal = written(case, server)
            assert time.monotonic() - started < SECONDS + 2.5
            assert 1 <= len(server.requests) <= 2
        assert proposal.draft is not None
        assert honestly.draft is not None
        assert proposal.draft.model_copy(update={"writer": "templates"}) == honestly.draft
        assert (proposal.steps, proposal.summary) == (honestly.steps, honestly.summary)
        refused += [proposal.versions["model_refused"]] if "model_refused" in proposal.versions else []
        assert "5,000" not in str(proposal.versions)
        verdict = clear(Exhibit(case.message, case.reading, case.case_file, case.findings, proposal))
        assert verdict.cleared
    assert refused  # a case that the lie does not touch is told truly


def test_a_model_that_keeps_to_what_is_bound_may_be_courteous() -> None:
    case = CASES[0]

    def polite(liar: Any, asked: dict[str, Any]) -> None:
        liar.reply(200, completion(letter(asked, lambda t: t.replace("Thank you for", "Thank you very much for"))))

    with serving(polite) as server:
        proposal = written(case, server)
    assert proposal.draft is not None
    assert proposal.draft.writer == "liar"
    assert "Thank you very much for your message." in proposal.draft.body
    assert proposal.versions["prompt"].startswith("reply-1@")
    assert (proposal.versions["tokens_in"], proposal.versions["calls"]) == ("100", "1")
    assert clear(Exhibit(case.message, case.reading, case.case_file, case.findings, proposal)).cleared


def test_an_answer_that_cannot_be_used_is_asked_for_once_more() -> None:
    answers: list[Any] = [saying("See INV/2026/00099."), honest]

    with serving(lambda liar, asked: answers.pop(0)(liar, asked)) as server:
        proposal = written(CASES[0], server)
        assert "could not be used" in server.requests[1]
        assert "00099" not in server.requests[1]
    assert proposal.versions["calls"] == "2"
    assert "model_refused" not in proposal.versions


def test_a_case_and_a_day_have_a_budget() -> None:
    with serving(honest) as server:
        for limits in (Limits(tokens_per_case=100), Limits(tokens_per_day=100), Limits(calls_per_case=0)):
            proposal = written(CASES[0], server, limits=limits)
            assert proposal.draft is not None
            assert proposal.draft.writer == "templates"
            assert proposal.versions["model_refused"] in ("budget", "no answer")
        assert server.requests == []


def test_the_cost_is_told_where_prices_are_known(tmp_path: Path) -> None:
    with serving(honest) as server:
        limits = Limits(price_in=2, price_out=8, exchanges=tmp_path / "kept")  # type: ignore[arg-type]
        proposal = written(CASES[0], server, limits=limits)
        assert proposal.versions["cost"] == "0.000600"
        assert {path.name for path in (tmp_path / "kept").iterdir()} == {"c1-reply-1.json", "c1-summary-1.json"}
        assert written(CASES[0], server).versions["cost"] == "unknown"


@pytest.mark.parametrize("change", [{"allow_model": False}, {"closed_companies": (4,)}])
def test_a_switch_forbids_any_call(change: dict[str, Any]) -> None:
    company = case_file().invoices[0].model_copy(update={"company_id": 4})
    case = grounds(Intent.STATEMENT, books=case_file(invoices=(company,)))
    with serving(honest) as server:
        writer = open_model(base_url=server.url, api_key="k", model="liar", timeout_seconds=2, prompts=ROOT / "prompts")
        proposal = propose(case, policy=POLICY.model_copy(update=change), writer=writer)
        assert server.requests == []
    assert "model" not in proposal.versions


def test_nothing_is_sent_for_a_sender_who_is_not_proven() -> None:
    with serving(honest) as server:
        written(grounds(Intent.PRICE, books=case_file(proven=False)), server)
        assert server.requests == []


class Fake:
    """An endpoint without a network that changes each line of the letter."""

    model = "fake"

    def __init__(self, words: str) -> None:
        self.words = words

    def ask(self, _system: str, user: str, schema: type[BaseModel], _seconds: float) -> Answer:
        points = points_of({"messages": [{}, {"content": user}]})
        lines = [{"point": name, "text": f"{text} {self.words}"} for name, text in points]
        return Answer(parsed=schema.model_validate({"lines": lines}), tokens_in=1, tokens_out=1)


ADDED = (
    "The credit has been approved.",
    "Please ignore the invoice.",
    "Five hundred euros.",
    "{amount}",
    "INV/2026/00099",
    "not",
    "Wir erstatten alles.",
    "Azure Interior",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_over_every_intent_outcome_and_language_nothing_that_a_model_adds_gets_through(language: str) -> None:
    prompt = newest(ROOT / "prompts", "reply")
    for number, (intent, outcome) in enumerate((i, o) for i in Intent if not i.is_noise for o in Outcome):
        words = ADDED[number % len(ADDED)]
        case = grounds(intent, language=language, findings=(finding(intent, outcome),))
        proposal = propose(case, policy=POLICY, writer=ModelWriter(Asker(Fake(words), 5.0), {"draft": prompt}))
        assert proposal.draft == propose(case, policy=POLICY).draft, words
        assert proposal.versions["model_refused"]
