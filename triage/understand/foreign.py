"""Which sentences ask for nothing of this trade? They are set aside before the meaning of a mail is judged.

Text that a stranger put into a mail (questions of general knowledge, tasks for a chat machine, code, private
matters) must not move what the customer's own sentences say. People still see it; the classifier and the finders
do not. The judge compares sentence vectors, so it needs the encoder; without it nothing is set aside.
"""

import json
import re
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from triage.domain.failures import Broken
from triage.domain.noun import Noun
from triage.understand.intent import features
from triage.understand.intent.encoder import SIZE, SentenceEncoder
from triage.understand.intent.weights import Pieces

MOST_FIRST, MOST_LAST = 40, 8  # sentences that are judged of a mail: nobody says one matter in more
FEWEST_WORDS = 2  # what must be left of the customer's own words for anything to be set aside
LETTERS = re.compile(r"[^\W\d_]{2,}")
Span = tuple[int, int]


class ForeignRelease(Noun):
    """A trained judge: one weight for each number of a sentence vector; foreign are scores above the threshold."""

    version: str
    encoder: str
    weights: tuple[float, ...]
    bias: float
    threshold: float
    data: dict[str, str]
    metrics: dict[str, float]


def load_release(folder: Path) -> ForeignRelease:
    """Return the newest release below a folder; raises `Broken` where there is none or it cannot be used."""
    paths = sorted(folder.glob("*.json"), key=lambda path: tuple(int(part) for part in re.findall(r"\d+", path.stem)))
    if not paths:
        raise Broken(f"there is no judge of foreign sentences below {folder.name}")
    try:
        release = ForeignRelease.from_json(json.loads(paths[-1].read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise Broken(f"the judge {paths[-1].name} cannot be read ({type(error).__name__})") from None
    if len(release.weights) != SIZE or release.encoder != SentenceEncoder.name:
        raise Broken(f"the judge {paths[-1].name} is made for another encoder")
    return release


class ForeignJudge:
    """Tells foreign sentences from those of the trade, by their vectors."""

    def __init__(self, release: ForeignRelease, encoder: SentenceEncoder) -> None:
        self._release = release
        self._weights = np.asarray(release.weights, np.float32)
        self._encoder = encoder

    @property
    def version(self) -> str:
        """Return name and version, as a reading names them."""
        return f"foreign/{self._release.version}"

    def blank_out(self, subject: str, reply: str) -> str:
        """Return the newest words with foreign sentences as blanks: what is left keeps its place.

        Where hardly a word would be left, or nothing is foreign, the text is returned as it was given.
        """
        spans = list_sentences(reply)
        texts = [reply[start:end] for start, end in spans]
        # The texts that the classifier will ask for are encoded in the same go, which is faster than twice.
        known = [text[: features.LONGEST_SENTENCE] for text in texts]
        vectors = self._encoder.encode([*known, *Pieces.of(subject, reply).texts])[: len(known)]
        scores = vectors @ self._weights + self._release.bias
        foreign = [span for span, score in zip(spans, scores, strict=True) if score > self._release.threshold]
        left = _without(reply, foreign) if foreign else reply
        return left if len(LETTERS.findall(left)) >= FEWEST_WORDS else reply


def list_sentences(text: str) -> list[Span]:
    """List where the sentences and lines of a text stand that hold a letter: the first ones and the last."""
    borders = [match.span() for match in features.SENTENCE.finditer(text)]
    starts, ends = [0, *(end for _, end in borders)], [*(start for start, _ in borders), len(text)]
    spans = [_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    found = [(start, end) for start, end in spans if LETTERS.search(text, start, end)]
    return found if len(found) <= MOST_FIRST + MOST_LAST else [*found[:MOST_FIRST], *found[-MOST_LAST:]]


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _without(text: str, spans: list[Span]) -> str:
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
