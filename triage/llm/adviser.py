"""What does a model hold an unsure mail for? A second opinion that can only be one of the codes."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from triage.domain.codes import Intent
from triage.domain.ports import OpinionRequest
from triage.domain.proposal import SecondOpinion
from triage.llm.answers import Unusable
from triage.llm.asking import Asker, Question
from triage.llm.minimise import Placeholders, minimised
from triage.llm.prompts import Prompt

REPAIR = "\n\nYour last answer could not be used: {}. Answer again with one code of the list."


@dataclass(frozen=True, slots=True)
class ModelAdviser:
    """An Adviser over a model. It never raises for what a model or network does."""

    asker: Asker
    prompt: Prompt

    def advise(self, request: OpinionRequest) -> SecondOpinion:
        """Return the code that the model gave, or none and why."""
        words = minimised(request.customer_words, request.secrets, Placeholders())
        codes = [{"code": code.value, "meaning": meaning} for code, meaning in request.meanings.items()]
        texts = self.prompt.render(language=request.language, codes=codes, words=words)
        question = Question(request.case_id, self.prompt, texts, schema_for(request), REPAIR)
        intent, attempt = self.asker.ask(question, partial(code_of, request=request))
        return SecondOpinion(
            intent=intent,
            by=self.asker.endpoint.model,
            failure="" if intent else attempt.failure or "no answer",
            versions={
                **self.asker.versions(question, attempt),
                "tokens_in": str(attempt.tokens_in),
                "tokens_out": str(attempt.tokens_out),
                "seconds": f"{attempt.seconds:.3f}",
            },
        )


def schema_for(request: OpinionRequest) -> type[BaseModel]:
    """Return the shape of an answer: one of the codes, and no room for a word more."""
    codes: Any = Literal[tuple(code.value for code in request.meanings)]
    return create_model("Opinion", __config__=ConfigDict(extra="forbid"), intent=(codes, ...))


def code_of(answer: object, request: OpinionRequest) -> Intent:
    """Return the code of an answer; raises `Unusable` for anything that is not one of those asked about."""
    said = getattr(answer, "intent", None)
    found = next((code for code in request.meanings if code.value == said), None)
    if not isinstance(answer, BaseModel) or found is None:
        raise Unusable("the answer is no code of the list")
    return found
