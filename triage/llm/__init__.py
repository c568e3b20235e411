"""Who may put a draft in other words? A Writer over any OpenAI-compatible endpoint, loaded only where one is named."""

from pathlib import Path

from triage.domain.ports import Writer, WriterRequest, Written
from triage.llm.budget import Book, Limits, Memory

__all__ = ["Book", "Limits", "open_writer"]


class AbsentWriter:
    """Stands in where the extra `model` is not installed: every case is written by the embedded writer, and says so."""

    def write(self, request: WriterRequest) -> Written | None:
        """Answer that there is nobody to ask."""
        missing = {"failure": "the extra `model` is not installed"}
        return Written(body="", writer="none", versions=missing) if request.points else None


def open_writer(
    *,
    base_url: str,
    api_key: str,
    model: str,
    timeout_seconds: float,
    prompts: Path,
    limits: Limits | None = None,
) -> Writer:
    """Return a writer over an endpoint; `timeout_seconds` is for a whole case. Raises `Broken` for a damaged prompt.

    langchain and openai are loaded here and nowhere else, and trace export to outside services is switched off
    in code: an environment variable alone would not be enough.
    """
    from pydantic import SecretStr

    from triage.llm.budget import Purse
    from triage.llm.prompts import newest

    limits = limits or Limits()
    prompt = newest(prompts, "reply")
    try:
        from triage.llm.chat import Endpoint
    except ImportError:
        return AbsentWriter()
    from triage.llm.writer import ModelWriter

    endpoint = Endpoint(base_url, SecretStr(api_key or "none"), model, limits.answer_tokens)
    return ModelWriter(endpoint, prompt, timeout_seconds, limits, Purse(limits, limits.book or Memory()))
