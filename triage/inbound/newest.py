"""Which words did the sender write just now? History, signature and disclaimer cut; in doubt, text is kept."""

from dataclasses import dataclass

from triage.inbound import history, marks, signature
from triage.inbound.html import QUOTE_MARK

FEW_LINES = 3
DEEPEST_FORWARD = 10


@dataclass(frozen=True, slots=True)
class Words:
    """The newest words and what stands below them."""

    reply: str
    quoted: str = ""
    signature: str = ""
    forwarded: bool = False


def cut(text: str, quote_marks: bool = False, *, subject: str = "", depth: int = 0) -> Words:
    """Return the newest words of a message's text.

    Inline answers are joined by an empty line; a bare forward is read through to what it
    forwards (taxonomy.md, rule 1 and conventions), at most ten forwards deep. A forward by its
    subject is read through as well where a word or two above point below.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = history.find(lines, quote_marks)
    above, below = lines[:start], lines[start:]
    if depth == DEEPEST_FORWARD:
        return Words(reply=_join([line for line in lines if not history.is_frame(line)]))
    inline = _inline_answers(above, below)
    if inline is not None:
        return inline
    if below and (_is_bare(above) or _points_below(above, subject)):
        return _read_through(above, below, depth)
    body, signed = signature.split(_without_marks(above), said=bool(below))
    return Words(
        reply=_join(body),
        quoted=_join(_without_marks(below)),
        signature=_join(signed),
        forwarded=any(marks.FORWARD.match(line) for line in below[:4]),
    )


def newest_words(text: str) -> str:
    """Return only the newest words of a message's text."""
    return cut(text).reply


def _is_bare(above: list[str]) -> bool:
    """Tell whether nothing stands above the history but a pointer to it, a greeting or a signature."""
    body, _ = signature.split(_without_marks(above), said=True)
    said = [line for line in body if line.strip() and not _is_empty_talk(line)]
    return len(said) <= FEW_LINES and all(marks.POINTER.match(line) for line in said)


def _points_below(above: list[str], subject: str) -> bool:
    """Tell whether a forward is introduced by a few lines that send the reader to what is below."""
    if not marks.FORWARD_SUBJECT.match(subject):
        return False
    body, _ = signature.split(_without_marks(above), said=True)
    said = [line for line in body if line.strip() and not _is_empty_talk(line)]
    return len(said) <= FEW_LINES and any(marks.POINTS_BELOW.search(line) for line in said)


def _is_empty_talk(line: str) -> bool:
    talk = (marks.GREETING, marks.RULE, marks.MOBILE, marks.CLOSING)
    return any(pattern.match(line) for pattern in talk) or line.strip() == "--"


def _read_through(above: list[str], below: list[str], depth: int) -> Words:
    """Return what a bare forward forwards, together with the pointer above it."""
    inner = [line[1:].lstrip() if line.startswith(">") else line for line in _without_marks(below)]
    first = 0
    while first < len(inner) and history.is_frame(inner[first]):
        first += 1
    forwarded = cut("\n".join(inner[first:]), depth=depth + 1)
    body, signed = signature.split(_without_marks(above), said=True)
    reply = _join([*body, "", *forwarded.reply.split("\n")])
    return Words(reply=reply, quoted=forwarded.quoted, signature=_join(signed), forwarded=True)


def _inline_answers(above: list[str], below: list[str]) -> Words | None:
    """Return answers written between or below quoted lines, or None when the history is in one piece."""
    below = _without_marks(below)
    first = next((number for number, line in enumerate(below) if line.startswith(">")), None)
    if first is None:
        return None
    own = ["" if line.startswith(">") or history.is_frame(line) else line for line in below[first:]]
    body, signed = signature.split(own, said=True)
    if not any(line.strip() and not _is_empty_talk(line) for line in body):
        return None
    lead, _ = signature.split(_without_marks(above))
    return Words(
        reply="\n\n".join(_blocks(lead) + _blocks(body)),
        quoted=_join([line for line in below if line.startswith(">")]),
        signature=_join(signed),
    )


def _blocks(lines: list[str]) -> list[str]:
    """List runs of lines that have text."""
    joined = _join(lines)
    return [block.strip() for block in joined.split("\n\n") if block.strip()]


def _without_marks(lines: list[str]) -> list[str]:
    return [line for line in lines if QUOTE_MARK not in line]


def _join(lines: list[str]) -> str:
    """Return lines as text, with rules at the ends and runs of empty lines made one."""
    kept: list[str] = []
    for line in lines:
        line = line.rstrip()
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and (not kept[-1] or marks.RULE.match(kept[-1])):
        kept.pop()
    return "\n".join(kept)
