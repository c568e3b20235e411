"""Is every figure, date and name bound to evidence? Text with tokens, rendered at the end, and nothing unbound."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from triage.domain.failures import Broken

_TOKEN = re.compile(r"\{([a-z][a-z_]*)\}")
_MACRO = re.compile(r"<([a-z_]+)>")
_SEGMENT = re.compile(r"\[(?:\?(!?)([a-z_]+):)?([^\[\]]*)\]")
_UNBOUND = re.compile(r"[\d€$£¥%@]|\b(?:EUR|USD|GBP|CHF|PLN|https?|www)\b", re.IGNORECASE)


class Unbound(Broken, ValueError):
    """A text asks for a token that no evidence stands behind, or holds a figure of its own."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A token's value as it will be read, and where it comes from: evidence keys, or "mail" for the customer's word."""

    value: str
    sources: tuple[str, ...]


@dataclass(slots=True)
class Bindings:
    """The tokens of one passage, and the marks that switch its optional parts on."""

    tokens: dict[str, Bound] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)

    def bind(self, name: str, value: str, sources: Iterable[str]) -> None:
        """Bind a token; raises `Unbound` when nothing stands behind it."""
        proof = tuple(dict.fromkeys(sources))
        if not proof or not value:
            raise Unbound(f"{name} has no source")
        self.tokens[name] = Bound(value, proof)


@dataclass(frozen=True, slots=True)
class LockedText:
    """Text whose tokens are all bound: the only kind of text a proposal is made of."""

    template: str
    tokens: dict[str, Bound]

    @property
    def used(self) -> dict[str, Bound]:
        """Return the tokens that the text really shows, in their order."""
        return {name: self.tokens[name] for name in _TOKEN.findall(self.template)}

    @property
    def sources(self) -> tuple[str, ...]:
        """List where the shown values come from."""
        return tuple(dict.fromkeys(source for bound in self.used.values() for source in bound.sources))

    @property
    def values(self) -> tuple[str, ...]:
        """List the shown values, as rendered."""
        return tuple(dict.fromkeys(bound.value for bound in self.used.values()))

    @property
    def text(self) -> str:
        """Return the text with every token replaced by its value."""
        return _TOKEN.sub(lambda m: self.tokens[m[1]].value, self.template)


def tokens_of(template: str) -> list[str]:
    """List the tokens of a text in their order."""
    return _TOKEN.findall(template)


def figures_in(template: str) -> str:
    """Return the first figure, sign of money or address outside of tokens, or nothing."""
    found = _UNBOUND.search(_TOKEN.sub("", template))
    return found[0] if found else ""


def lock(template: str, bindings: Bindings, macros: Mapping[str, str] | None = None) -> LockedText:
    """Return the text with optional parts decided; raises `Unbound` for a token or figure nothing stands behind.

    `[…]` stands only where all its tokens are bound, `[?mark:…]` and `[?!mark:…]` also ask for a mark to be
    (not) set, `<name>` stands for a part that many texts share.
    """
    text = _MACRO.sub(lambda m: (macros or {})[m[1]], template)

    def decide(match: re.Match[str]) -> str:
        negated, mark, part = match[1], match[2], match[3]
        fits = not mark or ((mark in bindings.marks) != bool(negated))
        return part if fits and all(name in bindings.tokens for name in tokens_of(part)) else ""

    text = " ".join(_SEGMENT.sub(decide, text).split(" "))
    return locked(re.sub(r"[ \t]+", " ", text).strip(), bindings.tokens)


def locked(template: str, tokens: Mapping[str, Bound]) -> LockedText:
    """Return the text with its tokens; raises `Unbound` for a token or figure nothing stands behind."""
    if strange := [name for name in tokens_of(template) if name not in tokens]:
        raise Unbound(f"nothing stands behind {strange[0]}")
    if figure := figures_in(template):
        raise Unbound(f"a figure stands outside of tokens: {figure!r}")
    if "{" in _TOKEN.sub("", template) or "}" in _TOKEN.sub("", template):
        raise Unbound("a token is broken")
    return LockedText(template, dict(tokens))
