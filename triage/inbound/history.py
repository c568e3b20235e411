"""Where does an older message begin? Attributions, header blocks, marks of clients, and quoted lines."""

from triage.inbound import marks
from triage.inbound.html import QUOTE_MARK

WINDOW = 9  # lines in which a header block stands
LONGEST = 300  # characters of an attribution
QUOTED_LINE = 25  # characters from which a single ">" line is a quotation, not a sign of "more than"


def find(lines: list[str], quote_marks: bool) -> int:
    """Return the number of the line where history begins; the count of lines when there is none."""
    for number, line in enumerate(lines):
        if quote_marks and QUOTE_MARK in line:
            return number
        if marks.ORIGINAL.match(line) or marks.FORWARD.match(line):
            return number
        if is_header_block(lines, number) or is_attribution(lines, number) or _is_quotation(lines, number):
            return number
    return len(lines)


def is_header_block(lines: list[str], number: int) -> bool:
    """Tell whether From/Sent/To/Subject lines of an older message begin here.

    From, To and a date alone may be a freight order in the customer's own words: a subject, a
    word for sending, an address or a time of day must be there too.
    """
    first = lines[number]
    if not marks.FROM_FIELD.match(first):
        return False
    if marks.HEADERS_IN_A_LINE.match(first[:1_000]):
        return True
    kinds = _fields(lines, number)
    if kinds & {"sent", "subject"}:
        return True
    return len(kinds) >= 2 and ("@" in first or ("clock" in kinds and "to" in kinds))


def _fields(lines: list[str], number: int) -> set[str]:
    """Return the kinds of header fields from this line on, with "clock" where a date tells the time."""
    kinds: set[str] = set()
    gaps = 0
    for line in [line for line in lines[number : number + WINDOW] if line.strip()][:6]:
        found = marks.HEADER_FIELD.match(line)
        if found is None:
            gaps += 1
            if gaps > 1 or not kinds:
                break
            continue
        kinds |= {kind for kind in ("from", "sent", "date", "subject", "to") if found.group(kind)}
        if found.group("date") and marks.CLOCK.search(found.group("value")[:200]):
            kinds.add("clock")
    return kinds


def is_attribution(lines: list[str], number: int) -> bool:
    """Tell whether "On … wrote:" stands here, alone or wrapped over up to three lines."""
    line = lines[number]
    if not line.strip() or len(line) > LONGEST:
        return False
    if line.rstrip().endswith(":") and marks.WROTE.match(line.strip()):
        return True
    address_follows = number + 1 < len(lines) and lines[number + 1].startswith("<")
    if not address_follows and not marks.WROTE_BEGINS.match(line):
        return False
    return any(
        lines[number + more - 1].rstrip().endswith(":")
        and marks.WROTE.match(" ".join(part.strip() for part in lines[number : number + more])[: 3 * LONGEST])
        for more in (2, 3)
        if number + more <= len(lines)
    )


def _is_quotation(lines: list[str], number: int) -> bool:
    """Tell whether quoted lines begin here: several, one of some length, or one after which nothing comes."""
    if not lines[number].startswith(">"):
        return False
    after = lines[number + 1] if number + 1 < len(lines) else ""
    if after.startswith(">") or len(lines[number]) >= QUOTED_LINE:
        return True
    return not any(line.strip() for line in lines[number + 1 : number + 50])


def is_frame(line: str) -> bool:
    """Tell whether a line only frames a forwarded message: its header lines, rules and marks."""
    if not line.strip():
        return True
    frame = (marks.ORIGINAL, marks.FORWARD, marks.HEADER_FIELD, marks.RULE)
    if any(pattern.match(line) for pattern in frame):
        return True
    return line.rstrip().endswith(":") and len(line) <= LONGEST and marks.WROTE.match(line.strip()) is not None
