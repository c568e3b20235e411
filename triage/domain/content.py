"""What of a case may be seen without seeing what a customer wrote? Operation: states, steps, codes, ids, versions."""

from typing import Any

# By name, so that what is added to a case is content until somebody says here that it is not.
OPERATION = frozenset(
    {"case_id", "state", "step", "reason", "intent", "priority", "ticket_id", "revision", "received_at", "changed_at"}
)
OF_READING = frozenset({"primary", "further", "confidence", "abstained", "language", "flags", "versions"})
OF_FINDING = frozenset({"intent", "check", "outcome", "reason", "missing"})
OF_CLEARANCE = frozenset({"cleared", "holds", "versions"})
OF_RECEIPT = frozenset({"state", "ticket_id", "message_id", "activity_id", "found"})


def without_content(story: dict[str, Any]) -> dict[str, Any]:
    """Return the story of a case with its operation alone; what a reason or the journal says holds no content."""
    return {
        **_only(story, OPERATION),
        "reading": _only(story.get("reading"), OF_READING),
        "findings": [_only(finding, OF_FINDING) for finding in story.get("findings") or []],
        "clearance": _only(story.get("clearance"), OF_CLEARANCE),
        "receipt": _only(story.get("receipt"), OF_RECEIPT),
        "journal": story.get("journal", []),
    }


def _only(noun: dict[str, Any] | None, names: frozenset[str]) -> Any:
    return None if noun is None else {name: value for name, value in noun.items() if name in names}
