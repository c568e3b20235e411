"""How does a step read in the agent's language? The shipped texts in eight; a text of one's own stays as written."""

from functools import cache
from importlib import resources

from triage.domain.failures import Broken
from triage.domain.yaml_text import read_yaml


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translations of the shipped texts, by their English; none for English itself. Raises `Broken`."""
    file = resources.files("triage.propose") / "step_texts" / f"{language}.yaml"
    if not file.is_file():
        return {}
    found = read_yaml(file.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in found.items()):
        raise Broken(f"the step texts in {language} are damaged")
    return found


def said_in(language: str, text: str) -> str:
    """Return a step's text or a reason in this language, or as it stands where nobody translated it."""
    return catalogue(language).get(text, text)
