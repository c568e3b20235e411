"""What was changed, and who signed it? Versions in force, replays, and what each would have done."""

from collections.abc import Sequence

from triage.domain.releases import Change, InForce, Versions
from triage.domain.report import Cell, Kind, Report, Table, table_of

TEXT, NUMBER, MONEY, DAY = Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.DAY


def changes_report(in_force: Sequence[InForce], changes: Sequence[Change], shipped: Versions) -> Report:
    """Return the report; both lists newest first, `shipped` names what counts where nothing was ever changed."""
    now = in_force[0].versions if in_force else Versions()
    return Report(
        "changes",
        "Changes",
        "Which policy, prompt and model are in force, what was tried on recorded cases, and who signed it.",
        (_now(now, shipped), _history(in_force), _replays(changes), _money(changes)),
    )


def _now(now: Versions, shipped: Versions) -> Table:
    rows = [
        ("policy", now.policy or shipped.policy, "signed" if now.policy else "as shipped"),
        ("prompt", now.prompt or shipped.prompt, "signed" if now.prompt else "as shipped"),
        ("model", _model(now) or shipped.model, "signed" if now.model else "as shipped"),
        ("intents switched off", ", ".join(now.intents_off) or "none", ""),
    ]
    head = ("now", "In force", "What speaks in every new suggestion.")
    return table_of(head, [("What", TEXT), ("Version", TEXT), ("How", TEXT)], rows)


def _model(versions: Versions) -> str:
    """Return a model's name and the beginning of its hash, never a folder of the machine."""
    name = versions.model.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return f"{name}@{versions.model_hash[:12]}" if name else ""


def _history(in_force: Sequence[InForce]) -> Table:
    rows = [
        (
            row.number, row.at.isoformat()[:16].replace("T", " ") if row.at else "", row.by, row.why, row.change_id,
            _told(row.versions),
        )
        for row in in_force
    ]  # fmt: skip
    columns = [
        ("Number", NUMBER), ("Since (UTC)", DAY), ("By", TEXT), ("Why", TEXT), ("Change", TEXT), ("Versions", TEXT),
    ]  # fmt: skip
    head = ("history", "What was in force", "The newest counts; `triage change revert` brings back the one before.")
    return table_of(head, columns, rows, nothing="What was shipped is in force: nothing was ever changed.")


def _told(versions: Versions) -> str:
    off = f"off: {', '.join(versions.intents_off)}" if versions.intents_off else ""
    return ", ".join(filter(None, (versions.policy, versions.prompt, _model(versions), off)))


def _replays(changes: Sequence[Change]) -> Table:
    rows = [
        (
            change.id, change.made_at.isoformat()[:16].replace("T", " "), _told(change.inputs), change.report.cases,
            change.report.changed, ", ".join(f"{number} {field}" for field, number in change.report.counts.items()),
            Cell(change.signed_by or "nobody yet", mark="" if change.signed_by else "bad"),
            change.signed_at.isoformat()[:16].replace("T", " ") if change.signed_at else "", change.hash[:16],
        )
        for change in changes
    ]  # fmt: skip
    columns = [
        ("Change", TEXT), ("Replayed (UTC)", DAY), ("New", TEXT), ("Cases", NUMBER), ("Come out otherwise", NUMBER),
        ("In", TEXT), ("Signed by", TEXT), ("Signed (UTC)", DAY), ("Hash", TEXT),
    ]  # fmt: skip
    head = (
        "replays",
        "Replays",
        "What a change would have done to recorded cases; only a signed one can be put in force.",
    )
    return table_of(head, columns, rows, nothing="No change was tried: `triage replay --policy NEW --since 30d`.")


def _money(changes: Sequence[Change]) -> Table:
    rows = [
        (change.id, money.currency, money.before, money.after, money.after - money.before)
        for change in changes
        for money in change.report.money
    ]
    columns = [
        ("Change", TEXT), ("Currency", TEXT), ("Before", MONEY), ("After", MONEY), ("Difference", MONEY),
    ]  # fmt: skip
    head = ("money", "Money in financial steps", "What the recorded cases would have moved, before and after a change.")
    return table_of(head, columns, rows, nothing="No replay moved money.")
