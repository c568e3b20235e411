"""Who may put a text in other words, or say what an unsure mail may mean? A model, loaded only where one is named."""

from dataclasses import dataclass
from pathlib import Path

from triage.domain.ports import Adviser, Model, OpinionRequest, Writer, WriterRequest, Written
from triage.domain.proposal import SecondOpinion
from triage.llm.budget import Book, Limits

__all__ = ["Book", "Limits", "open_model"]

MISSING = "the extra `model` is not installed"
PROMPT_OF = {"draft": "reply", "summary": "summary"}  # which prompt serves which purpose of the writer


class AbsentModel:
    """Stands in where the extra `model` is not installed: every case is done without one, and says so."""

    def write(self, request: WriterRequest) -> Written | None:
        """Answer that there is nobody to ask."""
        return Written(body="", writer="none", versions={"failure": MISSING}) if request.points else None

    def advise(self, _request: OpinionRequest) -> SecondOpinion:
        """Answer that there is nobody to ask."""
        return SecondOpinion(by="none", failure=MISSING)


@dataclass(frozen=True, slots=True)
class PresentModel:
    """Writer and adviser over one endpoint and one budget."""

    writer: Writer
    adviser: Adviser

    def write(self, request: WriterRequest) -> Written | None:
        """Phrase the points. See `ModelWriter`."""
        return self.writer.write(request)

    def advise(self, request: OpinionRequest) -> SecondOpinion:
        """Return one of the codes. See `ModelAdviser`."""
        return self.adviser.advise(request)


def open_model(
    *,
    base_url: str,
    api_key: str,
    model: str,
    timeout_seconds: float,
    prompts: Path | tuple[Path, ...],
    limits: Limits | None = None,
) -> Model:
    """Return a model that writes and advises, over one endpoint and budget; raises `Broken` for a damaged prompt.

    `timeout_seconds` is for each question about a case, its repair included. Of several folders the first that has a
    prompt of a name counts. langchain and openai are loaded here and nowhere else, and trace export to outside
    services is switched off in code: an environment variable alone would not be enough.
    """
    from pydantic import SecretStr

    from triage.llm.budget import Memory, Purse
    from triage.llm.prompts import newest

    limits = limits or Limits()
    phrasing = {purpose: newest(prompts, name) for purpose, name in PROMPT_OF.items()}
    opinion = newest(prompts, "opinion")
    try:
        from triage.llm.chat import Endpoint
    except ImportError:
        return AbsentModel()
    from triage.llm.adviser import ModelAdviser
    from triage.llm.asking import Asker
    from triage.llm.writer import ModelWriter

    endpoint = Endpoint(base_url, SecretStr(api_key or "none"), model, limits.answer_tokens)
    asker = Asker(endpoint, timeout_seconds, limits, Purse(limits, limits.book or Memory()))
    return PresentModel(ModelWriter(asker, phrasing), ModelAdviser(asker, opinion))
