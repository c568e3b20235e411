"""How long is what kept, and what is given to a person or erased for them? The verbs `purge` and `privacy`."""

import json
import sys
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from triage import wiring
from triage.commands.audit import tell
from triage.commands.household import Household
from triage.domain.failures import Refused
from triage.settings import load_settings

DOUBT = timedelta(days=7)
KEPT = """Kept, since it holds no content and nothing of a person:
  the case's id and the digests of its mail   so that the same mail is known when it is sent again
  times, state, means, ticket                 so that the ledger adds up
  the journal: ids, versions, digests         so that the record can be proved whole
Not ours: what stands in Odoo (customer, ticket, notes), in the mail server, and in shipped logs (ids only).
"""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many cases lost their mail, their work and their decisions' words, and how many rows went or were emptied."""

    mails: int = 0
    work: int = 0
    decisions: int = 0
    engine: int = 0
    events: int = 0
    use: int = 0


def purge(house: Household, now: datetime) -> Purged:
    """Purge what has been kept longer than the settings say; 0 days means for ever.

    Raises `Refused` where the clock cannot be believed: a house that runs has written to its journal lately.
    """
    newest = house.retention.find_newest_entry()
    if newest is None:
        return Purged()
    if now - newest > DOUBT:
        raise Refused(
            f"nothing is purged: by the clock the last entry of the journal is {(now - newest).days} days old"
        )
    s, keep = house.settings, house.retention

    def since(days: int) -> datetime | None:
        return now - timedelta(days=days) if days else None

    mails, work, decided, engine = map(
        since, (s.keep_mail_days, s.keep_work_days, s.keep_decisions_days, s.keep_engine_days)
    )
    told, use = since(s.keep_events_days), since(s.keep_use_days)
    found = Purged(
        mails=keep.purge_mails(mails, now=now) if mails else 0,
        work=keep.purge_work(work) if work else 0,
        decisions=keep.purge_decisions(decided) if decided else 0,
        engine=house.purge_engine(engine) if engine else 0,
        events=keep.purge_events(told) if told else 0,
        use=house.supervision.forget_names(use) if use else 0,
    )
    log.info("purged", **asdict(found))
    return found


def run_purge(*, dry_run: bool) -> int:
    """Purge now, or with `dry_run` only print how many mails are due."""
    house, now = Household.open(load_settings()), wiring.now()
    if dry_run:
        days = house.settings.keep_mail_days
        due = house.retention.count_due(now - timedelta(days=days)) if days else 0
        sys.stdout.write(f"{due} mails are older than {days} days\n")
        return 0
    found = purge(house, now)
    sys.stdout.write(
        f"purged: {found.mails} mails, the work on {found.work} cases, the words of decisions on {found.decisions} "
        f"cases, {found.engine} rows of the engine, {found.events} events, the names in {found.use} rows of reports\n"
    )
    return 0


def export_person(address: str, out: str) -> int:
    """Write all that is kept of a person into one zip file."""
    house = Household.open(load_settings())
    holding = house.privacy.find_cases(address)
    path = Path(out)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(address, holding.written, holding.named))
        for role, ids in (("written", holding.written), ("named", holding.named)):
            for case_id in ids:
                _write_case(archive, house, f"{role}/{case_id}", case_id)
        if told := house.privacy.give_events(holding.events):
            archive.writestr("events.json", json.dumps(told, ensure_ascii=False, indent=1))
    path.chmod(0o600)
    sys.stdout.write(f"{len(holding.written)} written, {len(holding.named)} that name them: {path}\n")
    return 0


def _write_case(archive: zipfile.ZipFile, house: Household, folder: str, case_id: str) -> None:
    given = house.privacy.give(case_id)
    mail = given.pop("mail")
    if mail is not None:
        archive.writestr(f"{folder}/mail.eml", mail)
    archive.writestr(f"{folder}/case.json", json.dumps(given, ensure_ascii=False, indent=1))
    archive.writestr(f"{folder}/record.txt", "\n".join(tell(house, case_id)) + "\n")


def _readme(address: str, written: tuple[str, ...], named: tuple[str, ...]) -> str:
    lines = [
        f"What is kept of {address}",
        "",
        f"written/  {len(written)} cases: mails from this address, what was read in them and made of them",
        f"named/    {len(named)} cases of others in which this address stands",
        "",
        "events.json, where there is one, is what carriers, providers and shops told in which the address stands.",
        "mail.eml is the mail as received, where it was not purged; case.json what was made of it; record.txt who did",
        "what and when. Not in here: what stands in Odoo and in the mail server.",
    ]
    return "\n".join(lines) + "\n"


def erase_person(address: str, *, named: bool) -> int:
    """Erase the cases that a person wrote, and with `named` those of others that name them; prints what is kept."""
    house = Household.open(load_settings())
    holding = house.privacy.find_cases(address)
    ids = holding.written + (holding.named if named else ())
    erased = house.privacy.erase(ids, now=wiring.now(), actor="operator")
    told = house.privacy.erase_events(holding.events, actor="operator")
    if ids:
        house.supervision.fold(ids)  # the reports' rows are made anew from what is left
    sys.stdout.write(f"{erased} cases and {told} events erased\n")
    if holding.named and not named:
        left = ", ".join(holding.named)
        sys.stdout.write(f"{len(holding.named)} mails of others name this person (--named erases them too): {left}\n")
    sys.stdout.write(KEPT)
    return 0
