"""May a model's wording stand in for ours? It may be courteous; what it says must be what was bound, and no more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from triage.propose.lock import Unbound, locked, tokens_of
from triage.propose.phrases import Phrasebook, words_of
from triage.propose.reply import Sentence
from triage.propose.summary import Line

LONGEST = 2  # a line may be this many times as long as ours, and then some words
SPARE = 12
S = TypeVar("S", Sentence, Line)  # of the reply, or of the summary


class NotOurs(ValueError):
    """The wording says something that nothing stands behind; `reason` names it without quoting it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def accept(body: str, sentences: Sequence[S], book: Phrasebook) -> list[S]:
    """Return the sentences or lines in the model's wording: one line each, in the same order.

    A finding must be there word for word, with courtesy before it at most. A courtesy or a claim may be put
    in other words, out of the words of that sentence and of words that state nothing; its tokens stay, none of its
    bearing words is left out, and a negation is neither added nor dropped. Raises `NotOurs`.
    """
    lines = [line.strip() for line in body.strip().splitlines() if line.strip()]
    if len(lines) != len(sentences):
        raise NotOurs("it does not say each point once")
    return [_line(line, sentence, book) for line, sentence in zip(lines, sentences, strict=True)]


def _line(line: str, sentence: S, book: Phrasebook) -> S:
    ours = sentence.text.template
    if line == ours:
        return sentence
    if len(line) > LONGEST * len(ours) + SPARE * 8:
        raise NotOurs("a line is too long")
    try:
        text = locked(line, sentence.text.tokens)
    except Unbound as error:
        raise NotOurs("a figure or token is not bound") from error
    if sorted(tokens_of(line)) != sorted(tokens_of(ours)):
        raise NotOurs("a token is missing or doubled")
    if sentence.kind == "finding":
        _only_courtesy_before(line, ours, book)
    else:
        _same_words(line, ours, book)
    return replace(sentence, text=text)


def _only_courtesy_before(line: str, ours: str, book: Phrasebook) -> None:
    """A finding stays as it is; a few words that state nothing may go before it."""
    before, found, after = line.partition(ours)
    if not found or after.strip():
        raise NotOurs("a finding was put in other words")
    if len(words_of(before)) > SPARE or set(words_of(before)) - set(book.free):
        raise NotOurs("something was stated before a finding")


def _same_words(line: str, ours: str, book: Phrasebook) -> None:
    """A claim or courtesy keeps to its own words and to those that state nothing."""
    said, meant = words_of(line), words_of(ours)
    if set(said) - set(meant) - set(book.free):
        raise NotOurs("words are used that nothing stands behind")
    if [w for w in said if w in book.negations] != [w for w in meant if w in book.negations]:
        raise NotOurs("a negation was added or dropped")
    bearing = {word for word in meant if word not in book.free}
    if bearing - set(said) or 2 * len(set(meant) - set(said)) > len(set(meant)):
        raise NotOurs("the point was not made")
