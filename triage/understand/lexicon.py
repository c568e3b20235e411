"""How is a list of words made one pattern? Written one after another, `_` for the space inside."""

import re


def any_of(words: str) -> str:
    r"""Return the alternation of blank-separated patterns; `_` stands for one or more spaces between two words."""
    return "|".join(_spaced(word) for word in words.split())


def _spaced(word: str) -> str:
    return word.replace("[-_]", r"[-\s]").replace("_?", r"\s{0,3}").replace("_", r"\s{1,3}")


def whole(words: str) -> re.Pattern[str]:
    """Return a pattern that finds these words only as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{any_of(words)})(?!\w)", re.IGNORECASE)
