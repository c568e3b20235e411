"""What does the embedded writer say in this language? The phrasebooks that come along, checked when they are read."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Self

import yaml
from pydantic import ValidationError, model_validator

from triage.domain.codes import LANGUAGES, Intent
from triage.domain.failures import Broken
from triage.domain.findings import Outcome
from triage.domain.noun import Noun
from triage.domain.yaml_text import read_yaml
from triage.propose.lock import figures_in

Variants = str | tuple[str, ...]  # of several the first whose tokens are all bound is said
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


class TopicPhrases(Noun):
    """What is said to one intent: by outcome, or the same for any."""

    title: str
    supported: Variants = ()
    refuted: Variants = ()
    undecided: Variants = ()
    any: Variants = ()

    def for_outcome(self, outcome: Outcome) -> tuple[str, ...]:
        """List the variants to try, best first."""
        by_outcome = {
            Outcome.SUPPORTED: self.supported,
            Outcome.REFUTED: self.refuted,
            Outcome.UNDECIDED: self.undecided,
        }
        return tuple(text for group in (by_outcome[outcome], self.any) for text in _as_tuple(group))


class Phrasebook(Noun):
    """All texts of one language."""

    language: str
    macros: dict[str, str]
    frame: dict[str, str]
    next: dict[str, str]
    topics: dict[Intent, TopicPhrases]
    reasons: dict[str, str]
    asks: dict[str, str]
    inside: dict[str, str]
    summary: dict[str, str]
    negations: tuple[str, ...]
    free: tuple[str, ...]
    stamp: str = ""

    @model_validator(mode="after")
    def _holds_no_figure(self) -> Self:
        if missing := set(Intent) - self.topics.keys():
            raise ValueError(f"no phrases for {sorted(missing)}")
        if figures := [text for text in self.texts() if figures_in(text)]:
            raise ValueError(f"a figure stands outside of tokens: {figures[0]}")
        return self

    def texts(self) -> Iterator[str]:
        """List every text of the book."""
        for group in (self.macros, self.frame, self.next, self.reasons, self.asks, self.inside, self.summary):
            yield from group.values()
        for topic in self.topics.values():
            yield topic.title
            groups = (topic.supported, topic.refuted, topic.undecided, topic.any)
            yield from (text for group in groups for text in _as_tuple(group))


def _as_tuple(variants: Variants) -> tuple[str, ...]:
    return (variants,) if isinstance(variants, str) else variants


@cache
def phrasebook(language: str) -> Phrasebook:
    """Return the texts of a language; raises `Broken` when the book is damaged or there is none."""
    if language not in LANGUAGES:
        raise Broken(f"no phrasebook for {language}")
    content = resources.files("triage.propose").joinpath("phrases").joinpath(f"{language}.yaml").read_bytes()
    stamp = f"{language}@{hashlib.sha256(content).hexdigest()[:12]}"
    try:
        return Phrasebook.model_validate({**read_yaml(content), "stamp": stamp})
    except (yaml.YAMLError, ValidationError) as error:
        raise Broken(f"phrasebook {language} cannot be used: {error}") from error


def words_of(text: str) -> list[str]:
    """List the words of a text in lower case, tokens left out."""
    return [word.casefold() for word in _WORD.findall(re.sub(r"\{[a-z_]+\}", " ", text))]
