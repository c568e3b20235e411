"""What may leave the house? The newest words without names, contacts and figures; placeholders stand for them."""

import re
from dataclasses import dataclass, field

LONGEST = 1200  # characters of the customer's words that are shown
_GREETING = re.compile(r"\A[^\n]{0,60}[,:!]\s*\n")
_CLOSING = re.compile(
    r"\n\s*(?:(?:best|kind|warm|many|with)\s+)*(?:regards|thanks|cheers|sincerely|greetings)\b.*"
    r"|\n\s*(?:mit\s+)?(?:freundlichen|besten|herzlichen|viele|liebe|beste)\s+gr[uü](?:ß|ss)e?n?.*"
    r"|\n\s*(?:bien\s+)?cordialement.*|\n\s*(?:sinc[eè]res\s+)?salutations.*|\n\s*met\s+vriendelijke\s+groet.*"
    r"|\n\s*(?:un\s+cordial\s+saludo|saludos|atentamente).*|\n\s*(?:cordiali|distinti)\s+saluti.*"
    r"|\n\s*(?:com\s+os\s+)?(?:melhores\s+)?cumprimentos.*|\n\s*(?:z\s+powa[zż]aniem|pozdrawiam).*|\n-- ?\n.*",
    re.IGNORECASE | re.DOTALL,
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŻŹĆŃ][\w'’.&-]*"
_PARTICLE = r"(?:(?:de|di|da|del|van|von|der|den|le|la|&)[ \t]+)*"
# Ordered: the longer form first, so that no part of an address is left over.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("LINK", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("MAIL", re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")),
    ("BANK", re.compile(r"\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{2,4}){3,9}\b")),
    ("NUMBER", re.compile(r"[+(]?[\w./-]*\d[\w./,'’:-]*(?:[ \u00a0\u202f]\(?\d[\w./,'’:)-]*)*")),
    ("NAME", re.compile(rf"\b{_CAPITAL}(?:[ \t]+{_PARTICLE}{_CAPITAL})+")),
)


@dataclass(slots=True)
class Placeholders:
    """Which placeholder stands for which text: the same text always for the same placeholder."""

    of: dict[str, str] = field(default_factory=dict)

    def hide(self, kind: str, text: str) -> str:
        """Return the placeholder of a text."""
        known = self.of.get(text)
        if known is None:
            known = f"⟦{kind}{sum(held.startswith('⟦' + kind) for held in self.of.values()) + 1}⟧"
            known = known.translate(_LETTERS)
            self.of[text] = known
        return known

    def restore(self, text: str) -> str:
        """Return the text with the hidden parts put back."""
        for value, placeholder in self.of.items():
            text = text.replace(placeholder, value)
        return text


# Placeholders count in letters: a digit that comes back is always one that was not ours.
_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")


def minimised(words: str, secrets: tuple[str, ...], placeholders: Placeholders) -> str:
    """Return the customer's words as they may leave: short, without greeting and closing, names and figures hidden."""
    text = _CLOSING.sub("", "\n" + _GREETING.sub("", words.strip() + "\n")).strip()
    for secret in sorted(_parts(secrets), key=len, reverse=True):
        text = re.sub(
            rf"(?<!\w){re.escape(secret)}(?!\w)", lambda m: placeholders.hide("NAME", m[0]), text, flags=re.IGNORECASE
        )
    for kind, pattern in PATTERNS:
        text = pattern.sub(lambda m, k=kind: placeholders.hide(k, m[0]), text)  # type: ignore[misc]
    return text[:LONGEST].replace("WORDS>>>", "").replace("<<<WORDS", "")


def _parts(secrets: tuple[str, ...]) -> set[str]:
    """Return each secret and its single words, so that a first name alone is hidden too."""
    words = {word for secret in secrets for word in re.split(r"[\s,;]+", secret) if len(word) > 2}
    return {secret for secret in secrets if len(secret) > 1} | words
