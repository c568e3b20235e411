"""How long does each page take with so many cases? A house is filled by dice, folded as the worker folds, and read.

python -m evaluation.bench_reports 100000
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from triage.commands.household import Household
from triage.commands.reporting import find_cases, make_report
from triage.domain.case_row import CaseRow, KnownAccount, KnownInvoice, Lag, LagKind
from triage.domain.codes import Intent
from triage.domain.use import Use
from triage.review import counting, folding
from triage.review.traits import traits_of
from triage.settings import Settings
from triage.store.figures import FigureBook
from triage.store.schema import cases, cursors, inbox
from triage.supervision import CASES_MARK
from triage.web.export import as_xlsx

CHUNK = 1000
SECONDS = 1.0  # what a page may take
PAGES = ("today", "quality", "disputes", "process", "changes")
SEARCHES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("cases, newest", {}, ""),
    ("cases of an intent and agent", {"intent": "dispute.price", "agent": "Agent 3", "kind": "edited"}, ""),
    ("cases of a rare product", {"product": "P0499"}, ""),
    ("cases of a sender", {}, "customer17.example"),
    ("cases of a customer", {}, "Customer 1999"),
)


def fill(house: Household, number: int, seed: int = 1) -> None:
    """Put so many cases of the last two years into a house, and fold them."""
    dice = random.Random(seed)
    figures = FigureBook(house.database, counting.counts_of, counting.lag_cell)
    start = datetime.now(UTC) - timedelta(days=728)
    for first in range(0, number, CHUNK):
        rows = [_case(dice, n, start + timedelta(days=728 * n / number)) for n in range(first, first + CHUNK)]
        _insert(house, rows)
        uses = [use for use, _ in rows]
        house.use_book.fold(uses, folding.counts_of)
        figures.fold([row for _, row in rows])
    with house.database.transaction() as connection:  # the worker has seen all of them
        newest = connection.scalar(sa.select(sa.func.max(cases.c.changed_at)))
        connection.execute(sa.insert(cursors).values(name=CASES_MARK, value=newest.replace(tzinfo=UTC).isoformat()))


def _case(dice: random.Random, number: int, at: datetime) -> tuple[Use, CaseRow]:
    intent = dice.choice(list(Intent)).value
    kind = dice.choice(["accepted", "accepted", "edited", "rejected", ""])
    use = Use(
        case_id=f"c-{number:024x}", received_at=at, state=dice.choice(["delivered", "held", "waiting"]), intent=intent,
        language=dice.choice(["en", "de", "fr", "nl"]), confidence=round(dice.random(), 3), kind=kind,
        agent=f"Agent {dice.randrange(20)}" if kind else "", segment=f"segment {dice.randrange(5)}", model="intent/1.1",
        minutes=dice.randrange(2000) if kind else None, reason="other" if kind == "rejected" else "",
    )  # fmt: skip
    return use, _row(dice, number, use)


def _row(dice: random.Random, number: int, use: Use) -> CaseRow:
    customer, is_dispute = dice.randrange(2000), use.intent.startswith("dispute")
    traits: list[tuple[str, str]] = [("customer", str(customer)), ("warehouse", f"WH{dice.randrange(6)}")]
    traits += [("carrier", f"Carrier {dice.randrange(8)}"), ("product", f"P{dice.randrange(500):04}")]
    cent = {"total": Decimal(dice.randrange(100, 99999)), "open": Decimal(dice.choice([0, 0, 500]))}
    name, day = f"INV/{number // 2}", use.received_at.date()
    return CaseRow(
        case_id=use.case_id, received_at=use.received_at, week=use.week, state=use.state, intent=use.intent,
        is_dispute=is_dispute, is_open=is_dispute and dice.random() < 0.2, customer=f"Customer {customer}",
        amount=Decimal(dice.randrange(10, 5000)) if is_dispute else None, currency="EUR" if is_dispute else "",
        finding=dice.choice(["supported", "refuted", "undecided"]), document=name,
        awaits=dice.choice(["one", "", "", "", ""]), awaits_since=use.received_at,
        traits=(*traits_of(use, use.intent, [], None), *traits),
        lags=tuple(Lag(kind=k, document=f"{k}-{number // 2}", ended=day, days=dice.randrange(30)) for k in LagKind),
        invoices=(KnownInvoice(name=name, currency="EUR", invoice_date=day, as_of=use.received_at, **cent),),
        accounts=(_account(str(customer), use),),
    )  # fmt: skip


def _account(customer: str, use: Use) -> KnownAccount:
    owed = {"open": Decimal(900), "overdue": Decimal(100)}
    return KnownAccount(customer=customer, currency="EUR", segment=use.segment, as_of=use.received_at, **owed)


def _insert(house: Household, rows: list[tuple[Use, CaseRow]]) -> None:
    mails, known = [], []
    for place, (use, row) in enumerate(rows):
        told: dict[str, Any] = {"case_id": use.case_id, "received_at": use.received_at}
        sender = f"ap{place % 7}@customer{dict(row.traits)['customer']}.example"
        mails.append({**told, "digest": use.case_id, "sender": sender, "message_id": use.case_id, "source": "file",
                      "content": b"x"})  # fmt: skip
        known.append(
            {**told, "state": use.state, "intent": use.intent, "changed_at": use.received_at, "enqueued": True}
        )
    with house.database.transaction() as connection:
        connection.execute(sa.insert(inbox), mails)
        connection.execute(sa.insert(cases), known)


def measure(house: Household) -> Iterator[tuple[str, float]]:
    """Yield each page and search with the seconds it takes, once what is opened once is open."""
    house.tools()
    for name in PAGES:
        for weeks in (13, 52):
            started = time.perf_counter()
            report = make_report(house, name, weeks, True)
            yield f"{name}, {weeks} weeks", time.perf_counter() - started
        started = time.perf_counter()
        as_xlsx(report)
        yield f"{name} as XLSX", time.perf_counter() - started
    for told, wanted, words in SEARCHES:
        started = time.perf_counter()
        find_cases(house, wanted, words, None, 100)
        yield told, time.perf_counter() - started


def main() -> int:
    """Print the seconds of each page; 1 where one takes longer than it may."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        house = Household.open(Settings(home=Path(folder), _env_file=None))
        started = time.perf_counter()
        fill(house, number)
        seconds = time.perf_counter() - started
        print(f"{number} cases folded in {seconds:.0f} s, {number / seconds:.0f} a second")
        slowest = 0.0
        for name, took in measure(house):
            slowest = max(slowest, took)
            print(f"{took:7.3f} s  {name}")
        house.database.close()
    return int(slowest > SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
