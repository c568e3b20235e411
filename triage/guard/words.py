"""Which words commit us, blame somebody or give a language away? Word lists for the eight languages, as data."""

import re
from functools import cache
from importlib import resources
from typing import Self

import yaml
from pydantic import ValidationError, model_validator

from triage.domain.codes import LANGUAGES
from triage.domain.failures import Broken
from triage.domain.noun import Noun
from triage.domain.yaml_text import read_yaml


class LanguageWords(Noun):
    """Patterns of one language, in lower case."""

    commits: tuple[str, ...]  # grants, waives, approves, discounts
    admits: tuple[str, ...]  # takes the blame
    deadlines: tuple[str, ...]  # binds us to a time
    harsh: tuple[str, ...]  # threatens or insults
    customer_voice: tuple[str, ...]  # speaks as the customer would
    marks: tuple[str, ...]  # short words that only this language uses so often


class Words(Noun):
    """The lists of all languages."""

    languages: dict[str, LanguageWords]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if missing := set(LANGUAGES) - self.languages.keys():
            raise ValueError(f"no words for {sorted(missing)}")
        for language in self.languages.values():
            for name in ("commits", "admits", "deadlines", "harsh", "customer_voice"):
                [re.compile(pattern) for pattern in getattr(language, name)]
        return self


@cache
def words() -> Words:
    """Return the lists that come along; raises `Broken` when they are damaged."""
    content = resources.files("triage.guard").joinpath("words.yaml").read_bytes()
    try:
        return Words.model_validate(read_yaml(content))
    except (yaml.YAMLError, ValidationError, re.error) as error:
        raise Broken(f"the guards' word lists cannot be used: {error}") from error


@cache
def pattern_of(kind: str) -> re.Pattern[str]:
    """Return the pattern of one list over all languages: a model may answer in any."""
    parts = [part for language in words().languages.values() for part in getattr(language, kind)]
    return re.compile("|".join(rf"(?<!\w)(?:{part})(?!\w)" for part in parts), re.IGNORECASE)


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Return what each short word says for each language: one that several share says less."""
    lists = {code: set(lists.marks) for code, lists in words().languages.items()}
    shared = {word: sum(word in held for held in lists.values()) for held in lists.values() for word in held}
    return {code: {word: 1 / shared[word] for word in held} for code, held in lists.items()}


def language_of(text: str) -> str:
    """Return the language whose short words weigh most in a text; empty where none stands out."""
    said = re.findall(r"[^\W\d_]+", text.casefold())
    weights = {code: sum(held.get(word, 0.0) for word in said) for code, held in _weights().items()}
    best, second = sorted(weights.values(), reverse=True)[:2]
    if best == second:
        return ""
    return max(weights, key=lambda code: weights[code])
