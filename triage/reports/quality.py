"""Is it right, and is it used? Acceptance, edits, pace, confidence, drift and thresholds, each with its cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from triage.domain.report import Alert, Cell, Chart, Kind, Report, Table, table_of
from triage.reports.cells import case_cell, cases_href, count_cell, share_cell
from triage.reports.periods import Span, list_weeks
from triage.review.drift import Drift
from triage.review.kept_results import KeptResult
from triage.review.shares import AcceptanceRow
from triage.supervision import Supervision

TEXT, NUMBER, SHARE = Kind.TEXT, Kind.NUMBER, Kind.SHARE
BY = ("intent", "language", "agent", "segment", "model")
ACCEPTANCE = [
    ("Cases", NUMBER), ("Decided", NUMBER), ("Accepted", NUMBER), ("Edited", NUMBER), ("Rejected", NUMBER),
    ("Used", SHARE), ("Used unchanged", SHARE),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class QualitySources:
    """Where the figures come from; `abstain_below` and `results` are asked for when the page is made."""

    use: Supervision
    abstain_below: Callable[[], float]
    results: Callable[[], Sequence[KeptResult]]


def quality_report(sources: QualitySources, span: Span) -> Report:
    """Return the report of a span of weeks."""
    use = sources.use
    mix, sure = use.drift(span.baseline, span.now)
    everything = use.acceptance("all", span.now)
    tables = (
        _weeks(use, span),
        *(_acceptance(use, by, span) for by in BY),
        _edits(use, span),
        _reasons(use, span),
        _pace(use, span),
        _confidence(use, span),
        _wrong(use),
        _drift((mix, sure)),
        _mix(mix),
        _thresholds(use, sources.abstain_below(), span),
        _outcomes(use, span),
        _evaluations(sources.results()),
    )
    says = "Whether suggestions are right, and what people do with them. Every number leads to its cases."
    return Report("quality", "Quality", says, tables, _alerts(everything, mix, sure), span.told)


def _alerts(everything: Sequence[AcceptanceRow], mix: Drift, sure: Drift) -> tuple[Alert, ...]:
    decided = sum(row.decided for row in everything)
    used = everything[0].used if everything else None
    told = [
        Alert(
            f"{used.value:.0%} of {decided} decided suggestions were used ({used.low:.0%} to {used.high:.0%} at 95 %).",
            "good",
        )
        if used and decided
        else Alert("Nobody has decided on a suggestion in these weeks.", "good")
    ]
    told += [
        Alert(f"The {d.what} has changed: size {d.size:.2f}, p {d.p:.4f} against the weeks before.")
        for d in (mix, sure)
        if d.alarm
    ]
    return tuple(told)


def _counts(row: AcceptanceRow, wanted: dict[str, str]) -> list[Cell]:
    return [
        count_cell(row.cases, **wanted),
        count_cell(row.decided, **wanted, decided="yes"),
        count_cell(row.accepted, **wanted, kind="accepted"),
        count_cell(row.edited, **wanted, kind="edited"),
        count_cell(row.rejected, **wanted, kind="rejected"),
        share_cell(row.used),
        share_cell(row.unchanged),
    ]


def _weeks(use: Supervision, span: Span) -> Table:
    found = {row.key: row for row in use.acceptance("week", span.now)}
    rows: list[list[Cell]] = [
        [Cell(week), *_counts(found[week], {"week": week})] for week in list_weeks(span) if week in found
    ]
    head = ("weeks", "Acceptance by week", "How much of what was decided was used, by the week in which the mail came.")
    return table_of(head, [("Week", TEXT), *ACCEPTANCE], rows, chart=Chart("line", 0, (6, 7), most=60))


def _acceptance(use: Supervision, by: str, span: Span) -> Table:
    weeks = {"since": span.now.since, "until": span.now.until}
    found = sorted(use.acceptance(by, span.now), key=lambda row: -row.decided)
    trait = "read" if by == "intent" else by  # what was read, whatever a person made of it
    rows = [
        [Cell(row.key, cases_href(**{trait: row.key}, **weeks)), *_counts(row, {trait: row.key, **weeks})]
        for row in found
    ]
    head = (
        f"acceptance-{by}",
        f"Acceptance by {by}",
        f"What people did with suggestions, by {by}; the most decided first.",
    )
    chart = Chart("stacked", 0, (3, 4, 5)) if by in ("intent", "agent", "language") else None
    return table_of(head, [(by.capitalize(), TEXT), *ACCEPTANCE], rows, chart=chart)


def _edits(use: Supervision, span: Span) -> Table:
    weeks = {"since": span.now.since, "until": span.now.until}
    rows = [
        (row.part, count_cell(row.edited.found, part=row.part, **weeks), share_cell(row.edited))
        for row in use.edits(span.now)
    ]
    head = ("edits", "Edits by part", "What people changed before they used a suggestion, of all that was decided.")
    return table_of(head, [("Part", TEXT), ("Edited", NUMBER), ("Share", SHARE)], rows, chart=Chart("bar", 0, (1,)))


def _reasons(use: Supervision, span: Span) -> Table:
    weeks = {"since": span.now.since, "until": span.now.until}
    found = sorted(use.reasons(span.now).items(), key=lambda pair: -pair[1])
    rows = [(reason.replace("_", " "), count_cell(number, reason=reason, **weeks)) for reason, number in found]
    head = ("reasons", "Why suggestions were rejected", "The reason a person chose.")
    return table_of(head, [("Reason", TEXT), ("Rejected", NUMBER)], rows)


def _pace(use: Supervision, span: Span) -> Table:
    rows = []
    for name, now, before in (
        ("mail to decision", use.minutes(span.now), use.minutes(span.baseline)),
        ("acceptance to approval", use.approval_minutes(span.now), use.approval_minutes(span.baseline)),
    ):
        rows.append((name, now.count, now.median, now.nine_of_ten, now.mean, before.median, before.nine_of_ten))
    columns = [
        ("From", TEXT), ("Cases", NUMBER), ("Median", NUMBER), ("Nine of ten within", NUMBER), ("Mean", NUMBER),
        ("Median before", NUMBER), ("Nine of ten before", NUMBER),
    ]  # fmt: skip
    return table_of(
        ("pace", "Minutes", "How long people take, in minutes; before: the weeks compared with."), columns, rows
    )


def _confidence(use: Supervision, span: Span) -> Table:
    rows = [
        (f"{b.low:.1f} to {b.high:.1f}", b.cases, b.right.of, share_cell(b.right)) for b in use.confidence(span.now)
    ]
    columns = [("Confidence", TEXT), ("Cases", NUMBER), ("Judged", NUMBER), ("Right", SHARE)]
    head = ("confidence", "Right by confidence", "A reading that is 0.9 sure should be right nine times of ten.")
    return table_of(head, columns, rows, chart=Chart("bar", 0, (3,)))


def _wrong(use: Supervision) -> Table:
    rows = [
        (case_cell(found.case_id), found.intent, found.true_intent or "not told", found.confidence, found.agent)
        for found in use.surest_wrong(25)
    ]
    columns = [("Case", TEXT), ("Read as", TEXT), ("Is", TEXT), ("Confidence", SHARE), ("Put right by", TEXT)]
    head = ("wrong", "Sure and wrong", "Read wrongly, the surest first: here is most to learn.")
    return table_of(head, columns, rows, nothing="Nobody has put a reading right.")


def _drift(found: Sequence[Drift]) -> Table:
    rows = [
        (
            d.what,
            d.cases_before,
            d.cases_now,
            d.size,
            d.p,
            Cell("yes" if d.alarm else "no", mark="bad" if d.alarm else ""),
        )
        for d in found
    ]
    columns = [
        ("What", TEXT), ("Cases before", NUMBER), ("Cases now", NUMBER), ("Size", NUMBER), ("p", NUMBER),
        ("Alarm", TEXT),
    ]  # fmt: skip
    says = "Has what comes in changed? An alarm is a change of at least 0.1 that chance makes in fewer than 1 of 100."
    return table_of(("drift", "Drift", says), columns, rows)


def _mix(mix: Drift) -> Table:
    rows = [(row.key, share_cell(row.before), share_cell(row.now)) for row in mix.rows[:15]]
    head = ("mix", "What comes in, then and now", "Each intent's part of the mails; the largest change first.")
    columns = [("Intent", TEXT), ("Before", SHARE), ("Now", SHARE)]
    return table_of(head, columns, rows, chart=Chart("bar", 0, (1, 2), most=10))


def _thresholds(use: Supervision, now: float, span: Span) -> Table:
    rows = [
        (t.intent or "all", t.now, t.suggested, share_cell(t.right_now), share_cell(t.right_then),
         t.more_held, t.more_held_wrong, t.no_longer_held, t.no_longer_held_wrong)
        for t in use.thresholds(now, period=span.now)
        if not t.intent or t.suggested is not None
    ]  # fmt: skip
    columns = [
        ("Intent", TEXT), ("Now", NUMBER), ("Suggested", NUMBER), ("Right now", SHARE), ("Right then", SHARE),
        ("More held", NUMBER), ("of them wrong", NUMBER), ("No longer held", NUMBER), ("of those wrong", NUMBER),
    ]  # fmt: skip
    says = "From which confidence on at least 95 % are right, and what that would have changed. Empty: too few judged."
    return table_of(("thresholds", "Thresholds", says), columns, rows)


def _outcomes(use: Supervision, span: Span) -> Table:
    kinds = ("credited", "paid_after_refusal", "withdrawn", "promise_kept", "promise_broken")
    weeks = {"since": span.now.since, "until": span.now.until}
    rows = [
        [Cell(intent), *(count_cell(found.get(kind, 0), read=intent, outcome=kind, **weeks) for kind in kinds)]
        for intent, found in use.outcomes("intent", span.now).items()
    ]
    columns = [("Intent", TEXT), *((kind.replace("_", " ").capitalize(), NUMBER) for kind in kinds)]
    head = ("outcomes", "What the ledger did", "Credit notes, payments and promises that the books show afterwards.")
    return table_of(head, columns, rows)


def _evaluations(results: Sequence[KeptResult]) -> Table:
    rows = [
        (result.evaluation, result.at.isoformat()[:16].replace("T", " "), figure.name.replace("_", " "), figure.value,
         figure.low, figure.high, figure.target,
         Cell({True: "yes", False: "no", None: ""}[figure.reached], mark="bad" if figure.reached is False else ""))
        for result in results
        for figure in result.figures
    ]  # fmt: skip
    columns = [
        ("Evaluation", TEXT), ("Run (UTC)", Kind.DAY), ("Figure", TEXT), ("Value", NUMBER), ("Low", NUMBER),
        ("High", NUMBER), ("Target", NUMBER), ("Reached", TEXT),
    ]  # fmt: skip
    says = "The newest run of each evaluation on mails and worlds of known truth, with 95 % intervals."
    return table_of(
        ("evaluation", "Evaluation", says), columns, rows, nothing="None was run on this machine: `triage evaluate`."
    )
