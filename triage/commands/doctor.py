"""Is this installation sound? Settings, database, books and the rights of our account in Odoo, each in one line."""

import sys
from collections.abc import Callable, Iterator

from triage import wiring
from triage.domain.failures import TriageError
from triage.settings import Settings, load_settings

Check = Callable[[Settings], Iterator[str]]


class Unsound(Exception):
    """A check found something that has to be put right; its message is for the operator."""


def run_doctor(settings: Settings | None = None) -> int:
    """Print what was looked at and what is wrong; 0 when all is well, 1 when something has to be put right."""
    settings = settings or load_settings()
    wrong = 0
    for name, check in CHECKS:
        wrong += _look(name, check, settings)
    return 1 if wrong else 0


def _look(name: str, check: Check, settings: Settings) -> int:
    """Run one check and print its findings; returns how many things are wrong."""
    try:
        for line in check(settings):
            sys.stdout.write(f"ok     {name}: {line}\n")
    except Unsound as found:
        lines = str(found).splitlines()
        sys.stdout.writelines(f"wrong  {name}: {line}\n" for line in lines)
        return len(lines)
    except TriageError as error:
        sys.stdout.write(f"wrong  {name}: {error.reason}\n")
        return 1
    return 0


def _settings(settings: Settings) -> Iterator[str]:
    """Look for settings that contradict each other; the values themselves were checked when they were read."""
    missing = [
        name
        for name in ("odoo_url", "odoo_database", *(("odoo_login",) if settings.books == "odoorpc" else ()))
        if settings.books != "sandbox" and not getattr(settings, name)
    ]
    if settings.books != "sandbox" and not settings.odoo_key.get_secret_value():
        missing.append("odoo_key")
    if missing:
        raise Unsound("\n".join(f"TRIAGE_{name.upper()} is not set" for name in missing))
    yield f"books over {settings.books}, suggestions as {settings.odoo_desk}"


def _database(settings: Settings) -> Iterator[str]:
    from triage.commands.household import Household

    count = len(Household.open(settings).decisions.list_decisions(limit=1))
    yield "it opens, its tables are there" + (", decisions have come" if count else "")


def _books(settings: Settings) -> Iterator[str]:
    from triage.odoo import open_books

    open_books(wiring.connection_of(settings), clock=wiring.open_clock(settings)).ping()
    yield "they answer"


def _rights(settings: Settings) -> Iterator[str]:
    """Name every right too many and too few. The sandbox has no account."""
    if settings.books == "sandbox":
        yield "the sandbox has no account"
        return
    from triage.odoo.rights import check_account, sentences

    rights = check_account(wiring.connection_of(settings))
    if lines := list(sentences(rights)):
        raise Unsound("\n".join(lines))
    yield f"{rights.asked} looked at, none too many, none too few"
    yield "the addon is installed" if rights.has_addon else "the addon is not installed: suggestions are notes"
    if rights.absent:
        yield f"not in this Odoo: {', '.join(rights.absent)}"


def _cases(settings: Settings) -> Iterator[str]:
    """Tell what cases wait for, and what the watch over ledger and doors has raised."""
    from triage.commands.condition import brief
    from triage.commands.household import Household

    found = brief(Household.open(settings))
    wrong = [f"{alarm['subject']}: {alarm['detail']}" for alarm in found["alarms"]]
    wrong += [
        f"{queue['cases']} cases wait for {queue['waits_for']} since {queue['since'][:16]}: {queue['reason']}"
        for queue in found["waiting"]
        if queue["waits_for"]
    ]
    if wrong:
        raise Unsound("\n".join(wrong))
    yield "none waits for something that is out, no alarm is raised"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("settings", _settings),
    ("database", _database),
    ("books", _books),
    ("rights", _rights),
    ("cases", _cases),
)
