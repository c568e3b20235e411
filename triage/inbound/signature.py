"""Where do the words end and the signature begin? Closings, names, contacts, devices and legal footers."""

from triage.inbound import marks

LONGEST_SIGNATURE = 14  # lines
LEGAL_WORDS = 12  # a legal footer is a long sentence; a short one is the customer's own
MOST_PROSE = 8  # words of a line in a signature


def split(lines: list[str], *, said: bool = False) -> tuple[list[str], list[str]]:
    """Return the body and the signature with its disclaimer; what is not surely a signature stays body.

    A message is never all signature: something must be `said` before, here or elsewhere in it.
    """
    end = _find_footer(lines, said)
    for number, line in enumerate(lines[:end]):
        if (said or marks.MOBILE.match(line)) and _begins_signature(lines, number, end):
            return lines[:number], lines[number:]
        said = said or bool(line.strip() and not marks.GREETING.match(line))
    return lines[:end], lines[end:]


def _begins_signature(lines: list[str], number: int, end: int) -> bool:
    """Tell whether the signature begins at this line."""
    line, after = lines[number], lines[number + 1 : end]
    if line.rstrip("\r") in ("-- ", "--"):
        return _count(after) <= LONGEST_SIGNATURE + 1
    if marks.MOBILE.match(line):
        return number >= end - 3
    if marks.CLOSING.match(line):
        return is_signature(after) and (any(rest.strip() for rest in after) or not marks.THANKS.match(line))
    return _is_dashed_name(lines, number, end) or _is_card(lines, number, end)


def _is_dashed_name(lines: list[str], number: int, end: int) -> bool:
    """Tell whether "-Anna Berg" stands here after an empty line, below everything, and is no item of a list."""
    if not marks.DASHED_NAME.match(lines[number]) or not number or lines[number - 1].strip():
        return False
    return not any(line.strip() for line in lines[number + 1 : end]) and not any(
        line.lstrip().startswith(("-", "–", "—")) for line in lines[:number]
    )


def _is_card(lines: list[str], number: int, end: int) -> bool:
    """Tell whether a name with contact lines stands here below everything, without a closing formula.

    The words before must end as a sentence does: after "our new contact is" a name is content.
    """
    if end - number > LONGEST_SIGNATURE or not number or lines[number - 1].strip():
        return False
    if not marks.NAME_LINE.match(lines[number]):
        return False
    before = next((line.rstrip() for line in reversed(lines[:number]) if line.strip()), "")
    if not before.endswith((".", "!", "?", ",")):
        return False
    rest = [line for line in lines[number + 1 : end] if line.strip()]
    contacts = sum(bool(marks.CONTACT_LINE.search(line)) for line in rest)
    return contacts > 0 and is_signature(rest) and all(len(line.split()) <= MOST_PROSE for line in rest)


def _find_footer(lines: list[str], seen: bool) -> int:
    """Return the line where a legal or list footer begins, never the first with text."""
    for number, line in enumerate(lines):
        if seen and line.strip() and (_is_legal(lines, number) or _is_list_footer(lines, number)):
            return number
        seen = seen or bool(line.strip())
    return len(lines)


def _is_legal(lines: list[str], number: int) -> bool:
    found = marks.DISCLAIMER.search(lines[number])
    if found is None:
        return False
    if found.group("short"):
        return True
    words = 0
    for line in lines[number : number + 8]:
        if not line.strip():
            break
        words += len(line.split())
    return words >= LEGAL_WORDS


def _is_list_footer(lines: list[str], number: int) -> bool:
    if not lines[number].lstrip().startswith(("_____", "—", "–", "--")):
        return False
    return len(lines) - number <= 8 and marks.LIST_FOOTER.match("\n".join(lines[number:])) is not None


def is_signature(after: list[str]) -> bool:
    """Tell whether what follows a closing formula is a name and contact lines, not more text."""
    said = [line.strip() for line in after if line.strip()]
    if len(said) > LONGEST_SIGNATURE:
        return False
    prose = [line for line in said if len(line.split()) > MOST_PROSE and not marks.CONTACT_LINE.search(line)]
    asks = [line for line in said if line.endswith("?") or line.upper().startswith(("PS", "P.S", "NB"))]
    return not prose and not asks


def _count(lines: list[str]) -> int:
    return sum(bool(line.strip()) for line in lines)
