"""How is a question put to a model? Within budget and deadline, checked, asked once more, and given up on."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pydantic import BaseModel

from triage.llm.answers import Unusable
from triage.llm.budget import Limits, Purse, estimated
from triage.llm.chat import Answer, Misshapen, NoAnswer
from triage.llm.prompts import Prompt

T = TypeVar("T")


class Asking(Protocol):
    """Whoever can be asked; a fake in tests."""

    @property
    def model(self) -> str:
        """Return the model's name."""
        ...

    def ask(self, system: str, user: str, schema: type[BaseModel], seconds: float) -> Answer:
        """Return the answer in time; raises `NoAnswer`."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one case, in which shape, and what is said when the answer could not be used."""

    case_id: str
    prompt: Prompt
    texts: tuple[str, str]  # system, user
    schema: type[BaseModel]
    repair: str  # with one {} for the reason


@dataclass(slots=True)
class Attempt:
    """What asking for one case came to, in the making."""

    started: float
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failure: str = ""

    @property
    def seconds(self) -> float:
        """Return how long it has taken."""
        return time.monotonic() - self.started


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts questions to a model. It never raises for what a model or network does."""

    endpoint: Asking
    seconds: float  # for a question, the repair included
    limits: Limits = Limits()
    purse: Purse = field(default_factory=lambda: Purse(Limits()))

    def ask(self, question: Question, take: Callable[[object], T]) -> tuple[T | None, Attempt]:
        """Return what `take` makes of the answer, or None with the failure in the attempt.

        `take` raises `Unusable`; then it is asked once more. A refusal of the network is not asked again.
        """
        attempt = Attempt(started=time.monotonic())
        asked = question.texts[1]
        for _ in range(self.limits.calls_per_case):
            left = self.seconds - attempt.seconds
            tokens = estimated(question.texts[0] + asked) + self.limits.answer_tokens
            if left <= 0 or not self.purse.take(question.case_id, tokens):
                attempt.failure = "deadline" if left <= 0 else "budget"
                return None, attempt
            try:
                answer = self._call(question, asked, left, attempt)
                self.purse.settle(question.case_id, tokens, answer.tokens_in + answer.tokens_out)
                return take(answer.parsed), attempt
            except (Unusable, Misshapen) as error:  # what was set aside for a misshapen one stays spent
                attempt.failure = str(error)
                asked = question.texts[1] + question.repair.format(error)
            except NoAnswer as error:
                attempt.failure = error.reason  # what was set aside stays spent: the call may have cost it
                return None, attempt
        return None, attempt

    def versions(self, question: Question, attempt: Attempt) -> dict[str, str]:
        """Return what is recorded of an attempt: prompt, calls and cost."""
        return {
            "prompt": question.prompt.stamp,
            "calls": str(attempt.calls),
            "cost": self.limits.cost(attempt.tokens_in, attempt.tokens_out),
        }

    def _call(self, question: Question, user: str, left: float, attempt: Attempt) -> Answer:
        attempt.calls += 1
        answer = self.endpoint.ask(question.texts[0], user, question.schema, left)
        attempt.tokens_in += answer.tokens_in
        attempt.tokens_out += answer.tokens_out
        self._keep(question, user, answer, attempt)
        attempt.failure = ""
        return answer

    def _keep(self, question: Question, user: str, answer: Answer, attempt: Attempt) -> None:
        """Keep the exchange as it left and came back, only where the operator named a folder."""
        if self.limits.exchanges is None:
            return
        self.limits.exchanges.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in question.case_id)
        kept = {
            "prompt": question.prompt.stamp,
            "model": self.endpoint.model,
            "asked": (question.texts[0], user),
            "answered": answer.text,
        }
        path = self.limits.exchanges / f"{name}-{question.prompt.file.name}-{attempt.calls}.json"
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
