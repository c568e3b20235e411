"""Can a model phrase it? Asked within budget and deadline, checked, asked once more, and given up on."""

import json
import time
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import BaseModel

from triage.domain.ports import WriterRequest, Written
from triage.llm.answers import Unusable, body_of, ids_of, schema_for
from triage.llm.budget import Limits, Purse, estimated
from triage.llm.chat import Answer, NoAnswer
from triage.llm.minimise import Placeholders, minimised
from triage.llm.prompts import Prompt

REPAIR = "\n\nYour last answer could not be used: {}. Answer again, each point once, tokens unchanged."


class Asking(Protocol):
    """Whoever can be asked; a fake in tests."""

    @property
    def model(self) -> str:
        """Return the model's name."""
        ...

    def ask(self, system: str, user: str, schema: type[BaseModel], seconds: float) -> Answer:
        """Return the answer in time; raises `NoAnswer`."""
        ...


@dataclass(slots=True)
class Attempt:
    """What asking for one case came to, in the making."""

    started: float
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class ModelWriter:
    """A Writer over a model. It never raises for what a model or network does: the embedded writer goes on."""

    endpoint: Asking
    prompt: Prompt
    seconds: float  # for a case, the repair included
    limits: Limits = Limits()
    purse: Purse = field(default_factory=lambda: Purse(Limits()))

    def write(self, request: WriterRequest) -> Written | None:
        """Return the letter in the model's words, still with its tokens.

        Where there is none the body is empty and `versions["failure"]` says why; None where nothing was asked.
        """
        if not request.points:
            return None
        hidden = Placeholders()
        system, user = self.prompt.render(
            language=request.language,
            points=[
                {"id": i, "kind": p.kind, "text": p.template}
                for i, p in zip(ids_of(request), request.points, strict=True)
            ],
            words=minimised(request.customer_words, request.secrets, hidden),
        )
        attempt = Attempt(started=time.monotonic())
        body = self._asked(request, system, user, attempt)
        return self._written(hidden.restore(body), attempt)

    def _asked(self, request: WriterRequest, system: str, user: str, attempt: Attempt) -> str:
        """Ask, and once more where the answer could not be used; a refusal of the network is not asked again."""
        asked = user
        for _ in range(self.limits.calls_per_case):
            left = self.seconds - (time.monotonic() - attempt.started)
            tokens = estimated(system + asked) + self.limits.answer_tokens
            if left <= 0 or not self.purse.take(request.case_id, tokens):
                attempt.failure = "deadline" if left <= 0 else "budget"
                return ""
            try:
                answer = self._call(request, (system, asked), left, attempt)
                self.purse.settle(request.case_id, tokens, answer.tokens_in + answer.tokens_out)
                return body_of(answer.parsed, request)
            except NoAnswer as error:
                attempt.failure = error.reason  # what was set aside stays spent: the call may have cost it
                return ""
            except Unusable as error:
                attempt.failure = str(error)
                asked = user + REPAIR.format(error)
        return ""

    def _call(self, request: WriterRequest, texts: tuple[str, str], left: float, attempt: Attempt) -> Answer:
        attempt.calls += 1
        answer = self.endpoint.ask(*texts, schema_for(request), left)
        attempt.tokens_in += answer.tokens_in
        attempt.tokens_out += answer.tokens_out
        self._keep(request, texts, answer, attempt)
        attempt.failure = ""
        return answer

    def _written(self, body: str, attempt: Attempt) -> Written:
        versions = {
            "prompt": self.prompt.stamp,
            "calls": str(attempt.calls),
            "cost": self.limits.cost(attempt.tokens_in, attempt.tokens_out),
        }
        if not body:
            versions["failure"] = attempt.failure or "no answer"
        return Written(
            body=body,
            writer=self.endpoint.model,
            versions=versions,
            tokens_in=attempt.tokens_in,
            tokens_out=attempt.tokens_out,
            seconds=time.monotonic() - attempt.started,
        )

    def _keep(self, request: WriterRequest, texts: tuple[str, str], answer: Answer, attempt: Attempt) -> None:
        """Keep the exchange as it left and came back, only where the operator named a folder."""
        if self.limits.exchanges is None:
            return
        self.limits.exchanges.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in request.case_id)
        kept = {"prompt": self.prompt.stamp, "model": self.endpoint.model, "asked": texts, "answered": answer.text}
        path = self.limits.exchanges / f"{name}-{attempt.calls}.json"
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
