"""Which words did the sender write just now? History, signature and disclaimer cut; in doubt, text is kept."""

from dataclasses import dataclass

from triage.inbound import marks
from triage.inbound.html import QUOTE_MARK

FEW_LINES = 3


@dataclass(frozen=True, slots=True)
class Words:
    """The newest words and what stands below them."""

    reply: str
    quoted: str = ""
    signature: str = ""
    forwarded: bool = False


def cut(text: str, quote_marks: bool = False) -> Words:
    """Return the newest words of a message's text.

    Inline answers are joined by an empty line; a bare forward is read through to what it
    forwards (taxonomy.md, rule 1 and conventions).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = _find_history(lines, quote_marks)
    above, below = lines[:start], lines[start:]
    forwarded = any(marks.FORWARD.match(line) for line in below[:4])
    if _is_bare(above) and below:
        return _read_through(above, below)
    inline = _inline_answers(above, below)
    if inline is not None:
        return inline
    body, signature = _split_signature(_without_marks(above))
    return Words(
        reply=_join(body), quoted=_join(_without_marks(below)), signature=_join(signature), forwarded=forwarded
    )


def newest_words(text: str) -> str:
    """Return only the newest words of a message's text."""
    return cut(text).reply


def _find_history(lines: list[str], quote_marks: bool) -> int:
    """Return the number of the line where history begins; the count of lines when there is none."""
    for number, line in enumerate(lines):
        if quote_marks and QUOTE_MARK in line:
            return number
        if marks.ORIGINAL.match(line) or marks.FORWARD.match(line):
            return number
        if _is_header_block(lines, number) or _is_wrote_line(lines, number):
            return number
        if line.startswith(">") and all(later.startswith(">") or not later.strip() for later in lines[number:]):
            return number
    return len(lines)


def _is_header_block(lines: list[str], number: int) -> bool:
    """Tell whether From/Sent/To/Subject lines of an older message begin here."""
    if not marks.FROM_FIELD.match(lines[number]):
        return False
    window = [line for line in lines[number : number + 9] if line.strip()][:6]
    names = {found.group("name").lower() for line in window if (found := marks.HEADER_FIELD.match(line))}
    return len(names) >= 3 or (len(names) >= 2 and "@" in lines[number])


def _is_wrote_line(lines: list[str], number: int) -> bool:
    """Tell whether "On … wrote:" stands here, alone or wrapped over up to three lines."""
    line = lines[number]
    if not line.strip() or len(line) > 300:
        return False
    if line.rstrip().endswith(":") and marks.WROTE.match(line.strip()):
        return True
    if not marks.WROTE_BEGINS.match(line):
        return False
    return any(
        lines[number + more - 1].rstrip().endswith(":")
        and marks.WROTE.match(" ".join(part.strip() for part in lines[number : number + more])) is not None
        for more in (2, 3)
        if number + more <= len(lines)
    )


def _is_bare(above: list[str]) -> bool:
    """Tell whether nothing stands above the history but a pointer to it, a greeting or a signature."""
    body, _ = _split_signature([line for line in above if QUOTE_MARK not in line])
    said = [line for line in body if line.strip() and not marks.GREETING.match(line) and not marks.RULE.match(line)]
    return len(said) <= FEW_LINES and all(marks.POINTER.match(line) for line in said)


def _read_through(above: list[str], below: list[str]) -> Words:
    """Return what a bare forward forwards, together with the pointer above it."""
    inner = [line[1:].lstrip() if line.startswith(">") else line for line in _without_marks(below)]
    first = 0
    while first < len(inner) and _is_frame(inner[first]):
        first += 1
    forwarded = cut("\n".join(inner[first:]))
    body, signature = _split_signature(_without_marks(above))
    reply = _join([*body, "", *forwarded.reply.split("\n")])
    return Words(reply=reply, quoted=forwarded.quoted, signature=_join(signature), forwarded=True)


def _is_frame(line: str) -> bool:
    """Tell whether a line only frames a forwarded message: its header lines, rules and marks."""
    if not line.strip():
        return True
    frame = (marks.ORIGINAL, marks.FORWARD, marks.HEADER_FIELD, marks.RULE)
    return any(pattern.match(line) for pattern in frame) or bool(marks.WROTE.match(line.strip()))


def _inline_answers(above: list[str], below: list[str]) -> Words | None:
    """Return answers written between quoted lines, or None when the history is in one piece."""
    quoted = [number for number, line in enumerate(below) if line.startswith(">")]
    if not quoted:
        return None
    own = [line for line in below[quoted[0] :] if not line.startswith(">")]
    body, signature = _split_signature(own)
    if not any(line.strip() for line in body):
        return None
    lead, _ = _split_signature(above)
    blocks = _blocks(lead) + _blocks_between(below[quoted[0] :], set(signature))
    return Words(
        reply="\n\n".join(blocks),
        quoted=_join([line for line in below if line.startswith(">")]),
        signature=_join(signature),
    )


def _blocks_between(lines: list[str], leave_out: set[str]) -> list[str]:
    """List the sender's own blocks between quoted lines."""
    return _blocks(["" if line.startswith(">") or line in leave_out else line for line in lines])


def _blocks(lines: list[str]) -> list[str]:
    """List runs of lines that have text."""
    joined = _join(lines)
    return [block.strip() for block in joined.split("\n\n") if block.strip()]


def _split_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the body and the signature with its disclaimer; what is not surely a signature stays body."""
    end = _find_disclaimer(lines)
    for number, line in enumerate(lines[:end]):
        if line.rstrip("\r") in ("-- ", "--") and _is_short(lines[number + 1 : end], 15):
            return lines[:number], lines[number:]
        if marks.MOBILE.match(line) and number >= end - 3:
            return lines[:number], lines[number:]
        if marks.CLOSING.match(line) and _is_signature(lines[number + 1 : end]):
            return lines[:number], lines[number:]
    return lines[:end], lines[end:]


def _find_disclaimer(lines: list[str]) -> int:
    """Return the line where a legal footer begins, never the first with text."""
    seen = False
    for number, line in enumerate(lines):
        if seen and marks.DISCLAIMER.search(line):
            return number
        seen = seen or bool(line.strip())
    return len(lines)


def _is_short(lines: list[str], most: int) -> bool:
    return sum(bool(line.strip()) for line in lines) <= most


def _is_signature(after: list[str]) -> bool:
    """Tell whether what follows a closing formula is a name and contact lines, not more text."""
    said = [line.strip() for line in after if line.strip()]
    if len(said) > 14:
        return False
    prose = [line for line in said if len(line.split()) > 8 and not marks.CONTACT_LINE.search(line)]
    asks = [line for line in said if line.endswith("?") or line.upper().startswith(("PS", "P.S", "NB"))]
    return not prose and not asks


def _without_marks(lines: list[str]) -> list[str]:
    return [line for line in lines if QUOTE_MARK not in line]


def _join(lines: list[str]) -> str:
    """Return lines as text, with rules at the ends and runs of empty lines taken out."""
    kept = [line.rstrip() for line in lines]
    while kept and (not kept[-1] or marks.RULE.match(kept[-1])):
        kept.pop()
    while kept and not kept[0].strip():
        kept.pop(0)
    text = "\n".join(kept)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text
