"""What does the classifier see of a text? Words and letter groups, sentences, and a cleaned form of both."""

import re
from collections.abc import Iterator
from itertools import pairwise

MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"https?://\S+|www\.\S+"), " linkmark "),
    (re.compile(r"\S+@\S+\.\w+"), " mailmark "),
    (re.compile(r"\b[A-Za-z]{1,5}(?:[-/][A-Za-z0-9]+)*[-/]\d[\w/-]*|\b[A-Za-z]{1,3}\d{4,}\w*"), " docmark "),
    (re.compile(r"\d"), "0"),
    (re.compile(r"0(?:[0.,'’:/-]*0)+"), "00"),
)
WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?|[?!€$£%]")
SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+|\s[–—|]\s")
MOST_WORDS = 400
MOST_SENTENCES = 8
LONGEST_SENTENCE = 300


def clean(text: str) -> str:
    """Return the text in lower case with links, addresses, document numbers and digits masked."""
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return " ".join(text.lower().split())


def sentences(text: str) -> list[str]:
    """List the sentences and lines of a text that hold a letter: the first ones and the last."""
    found = [part.strip()[:LONGEST_SENTENCE] for part in SENTENCE.split(text) if re.search(r"[^\W\d_]", part)]
    if len(found) > MOST_SENTENCES:
        found = [*found[: MOST_SENTENCES - 2], *found[-2:]]
    return found


def words_of(text: str) -> list[str]:
    """List the words of a cleaned text, the first `MOST_WORDS` of them."""
    return WORD.findall(text)[:MOST_WORDS]


def word_ngrams(word: str) -> Iterator[str]:
    """Yield a word and its letter groups of three to five, its ends marked."""
    yield word
    padded = f"<{word}>"
    for size in (3, 4, 5):
        for start in range(len(padded) - size + 1):
            yield f"#{padded[start : start + size]}"


def ngrams(text: str) -> Iterator[str]:
    """Yield the n-grams of a cleaned text: those of each word, and pairs of neighbours."""
    words = words_of(text)
    for word in words:
        yield from word_ngrams(word)
    for left, right in pairwise(words):
        yield f"{left} {right}"
