"""How do figures become cells? Shares with their interval, and links to the cases behind a number."""

from urllib.parse import quote, urlencode

from triage.domain.report import Cell
from triage.review.shares import ShareOf

FEW = 5  # of fewer no share is told


def share_cell(found: ShareOf, href: str = "") -> Cell:
    """Return a share; its note says of how many, and the 95 % interval."""
    if not found.of:
        return Cell(None, note="none decided")
    return Cell(
        round(found.value, 4), href, f"{found.found} of {found.of}, {found.low * 100:.0f} to {found.high * 100:.0f} %"
    )


def cases_href(**wanted: str) -> str:
    """Return where the cases of a figure are listed."""
    return "/cases?" + urlencode({name: value for name, value in wanted.items() if value}, quote_via=quote)


def count_cell(number: int, **wanted: str) -> Cell:
    """Return a number that leads to its cases; nought leads nowhere."""
    return Cell(number, cases_href(**wanted) if number else "")


def case_cell(case_id: str) -> Cell:
    """Return a link to one case."""
    return Cell(case_id, f"/cases/{case_id}")


def moment(told: str) -> str:
    """Return a moment in ISO form to the minute."""
    return told[:16].replace("T", " ")
