"""Can a model phrase it? A bound text put in other words, each token in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from triage.domain.ports import WriterRequest, Written
from triage.llm.answers import body_of, ids_of, schema_for
from triage.llm.asking import Asker, Attempt, Question
from triage.llm.minimise import Placeholders, minimised
from triage.llm.prompts import Prompt

REPAIR = "\n\nYour last answer could not be used: {}. Answer again, each point once, tokens unchanged."


@dataclass(frozen=True, slots=True)
class ModelWriter:
    """A Writer over a model, with one prompt for each purpose. It never raises for what a model or network does."""

    asker: Asker
    prompts: Mapping[str, Prompt]  # by purpose: draft, summary

    def write(self, request: WriterRequest) -> Written | None:
        """Return the text in the model's words, still with its tokens.

        Where there is none the body is empty and `versions["failure"]` says why; None where nothing was asked.
        """
        if not request.points:
            return None
        hidden = Placeholders()
        prompt = self.prompts[request.purpose]
        texts = prompt.render(**_values(request, prompt, hidden))
        question = Question(request.case_id, prompt, texts, schema_for(request), REPAIR)
        body, attempt = self.asker.ask(question, partial(body_of, request=request))
        return self._written(hidden.restore(body or ""), question, attempt)

    def _written(self, body: str, question: Question, attempt: Attempt) -> Written:
        versions = self.asker.versions(question, attempt)
        if not body:
            versions["failure"] = attempt.failure or "no answer"
        return Written(
            body=body,
            writer=self.asker.endpoint.model,
            versions=versions,
            tokens_in=attempt.tokens_in,
            tokens_out=attempt.tokens_out,
            seconds=attempt.seconds,
        )


def _values(request: WriterRequest, prompt: Prompt, hidden: Placeholders) -> dict[str, Any]:
    """Return what the prompt shows; the customer's words leave only where it declares them."""
    points = [
        {"id": name, "kind": point.kind, "text": point.template}
        for name, point in zip(ids_of(request), request.points, strict=True)
    ]
    values: dict[str, Any] = {"language": request.language, "points": points}
    if "words" in prompt.file.variables:
        values["words"] = minimised(request.customer_words, request.secrets, hidden)
    return values
