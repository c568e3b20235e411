"""How does a case become a row of the reports? Its nouns, its decisions and the ledger's outcomes, put side by side."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from triage.domain.codes import Intent
from triage.domain.decisions import Decision, DecisionKind
from triage.domain.use import LedgerOutcome, Use

HANDLED = (DecisionKind.ACCEPTED, DecisionKind.EDITED, DecisionKind.REJECTED)
RELEASED = (DecisionKind.APPROVED, DecisionKind.REFUSED, DecisionKind.LAPSED)
PARTS = ("figures", "tone", "steps", "meaning")
READING_KEYS = ("reading", "intent", "primary", "further")
FIGURE_KEYS = ("amount", "figure", "quantity", "currency")


def use_of(
    row: Mapping[str, Any],
    nouns: Mapping[str, Any],
    decisions: Sequence[Decision],
    outcomes: Sequence[LedgerOutcome],
    segment: str,
) -> Use:
    """Return the row of a case; `row` is its state, `nouns` its JSON, `decisions` oldest first."""
    reading, proposal = nouns.get("reading") or {}, nouns.get("proposal") or {}
    return Use(
        case_id=row["case_id"],
        received_at=row["received_at"],
        state=row["state"],
        intent=reading.get("primary", ""),
        language=reading.get("language", ""),
        confidence=reading.get("confidence", 0.0),
        abstained=reading.get("abstained", False),
        segment=segment,
        model=reading.get("versions", {}).get("model", ""),
        policy=proposal.get("policy", ""),
        outcomes=tuple(outcomes),
        **_decided(row["received_at"], decisions),
    )


def _decided(received_at: datetime, decisions: Sequence[Decision]) -> dict[str, Any]:
    """Return what people did: the last word counts, the first one's time."""
    handled = [d for d in decisions if d.kind in HANDLED]
    if not handled:
        return {}
    last = handled[-1]
    told: dict[str, Any] = {
        "agent": last.by,
        "kind": last.kind.value,
        "reason": last.reason if last.kind is DecisionKind.REJECTED else "",
        "parts": parts_of(last.difference) if last.kind is DecisionKind.EDITED else (),
        "minutes": _minutes(received_at, handled[0].at),
        "true_intent": next((c for d in reversed(handled) if (c := corrected(d.difference))), ""),
    }
    released = [d for d in decisions if d.kind in RELEASED and d.at >= handled[0].at]
    if released:
        told |= {"approval": released[-1].kind.value, "approval_minutes": _minutes(handled[0].at, released[-1].at)}
    return told


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds() // 60))


def corrected(difference: Mapping[str, Any]) -> str:
    """Return the primary intent as a person put it right; empty where nobody did, or where the code is not ours."""
    reading = difference.get("reading")
    places = (reading if isinstance(reading, Mapping) else {}, difference)
    said = [_after(place[key]) for place in places for key in ("primary", "intent") if key in place]
    return next((code for code in said if code in set(Intent)), "")


def corrected_further(difference: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the further intents as a person put them right; None where nobody did."""
    reading = difference.get("reading")
    if not isinstance(reading, Mapping) or "further" not in reading:
        return None
    said = reading["further"]
    codes = said.get("after", ()) if isinstance(said, Mapping) else said
    return tuple(code for code in codes if code in set(Intent))


def _after(value: Any) -> str:
    return str(value.get("after", "")) if isinstance(value, Mapping) else str(value)


def parts_of(difference: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which parts were edited: figures, tone, steps, meaning.

    A changed draft counts as figures where its numbers differ, else as tone. It is told as a unified diff,
    or as `before` and `after`.
    """
    found = {part for key, value in difference.items() for part in _parts_of_key(key, value)}
    return tuple(part for part in PARTS if part in found)


def _parts_of_key(key: str, value: Any) -> set[str]:
    name = key.casefold()
    if name in READING_KEYS:
        return {"meaning"}
    if name.startswith("step"):
        return {"steps"}
    if any(word in name for word in FIGURE_KEYS):
        return {"figures"}
    before, after = _sides(value)
    numbers = sorted(re.findall(r"\d+", before)) != sorted(re.findall(r"\d+", after))
    words = re.sub(r"\d", "", before) != re.sub(r"\d", "", after)
    return {"figures"} if numbers and not words else {"figures", "tone"} if numbers else {"tone"}


def _sides(value: Any) -> tuple[str, str]:
    """Return what stood there before and what stands there now."""
    if isinstance(value, Mapping):
        return str(value.get("before", "")), str(value.get("after", ""))
    lines = [line for line in str(value).splitlines() if not line.startswith(("---", "+++", "@@"))]
    before = "\n".join(line[1:] for line in lines if line.startswith("-"))
    after = "\n".join(line[1:] for line in lines if line.startswith("+"))
    return before, after


Count = tuple[str, str, str]  # dimension, key, measure; the week is the row's own


def counts_of(use: Use) -> list[Count]:
    """Return what a row adds one to, in every dimension that reports know."""
    measures = ["cases", *([use.kind, "decided"] if use.kind else []), *([use.approval] if use.approval else [])]
    measures += [outcome.value for outcome in use.outcomes]
    dimensions = {
        "all": "all", "intent": use.intent, "language": use.language, "agent": use.agent,
        "segment": use.segment, "model": use.model,
    }  # fmt: skip
    found = [(by, key, measure) for by, key in dimensions.items() if key for measure in measures]
    found += [("part", part, "edited") for part in use.parts]
    if use.minutes is not None:
        found.append(("minutes", str(use.minutes), "decided"))
    if use.approval_minutes is not None:
        found.append(("approval_minutes", str(use.approval_minutes), use.approval))
    if use.reason:
        found.append(("reason", use.reason, "rejected"))
    if use.intent:
        found += _confidence_counts(use)
    return found


def _confidence_counts(use: Use) -> list[Count]:
    step = bin_of(use.confidence)
    measures = ["cases", *(["abstained"] if use.abstained else [])]
    measures += [] if use.is_right is None else ["right" if use.is_right else "wrong"]
    return [
        (by, key, measure)
        for by, key in (("confidence", step), ("confidence/intent", f"{use.intent}|{step}"))
        for measure in measures
    ]


def bin_of(confidence: float) -> str:
    """Return the fiftieth that a confidence falls into, by its lower edge: 0.82 holds 0.82 up to 0.84."""
    return f"{min(49, int(confidence * 50 + 1e-9)) / 50:.2f}"
