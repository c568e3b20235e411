"""What does a running service consist of? Opened once for `serve`, `work`, `sync` and the operator's verbs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import structlog

from triage import wiring
from triage.awaiting import Awaiting
from triage.circuits import Circuits
from triage.commands.kit import Kit
from triage.commands.odoo_news import Hints, fetch_decisions
from triage.commands.sealing import open_seals
from triage.commands.tickets import Tickets
from triage.commands.watching import Watch, Watched
from triage.domain.decisions import Decision, DecisionKind
from triage.domain.ports import DecisionSource
from triage.domain.releases import Versions
from triage.journey import LEGS, Books, Journey, made_from
from triage.meters import Meters
from triage.patience import Patience
from triage.pipeline import Tools
from triage.propose import Policy
from triage.review import counting
from triage.settings import Settings
from triage.store.arrivals import ArrivalBook
from triage.store.audit import Audit
from triage.store.changes import ChangeBook
from triage.store.cursors import Cursors
from triage.store.database import Database
from triage.store.dead_letters import DeadLetters
from triage.store.decisions import DecisionBook
from triage.store.engine import EngineOptions, Work
from triage.store.engine_rows import purge_engine_rows
from triage.store.events import EventBook
from triage.store.figures import FigureBook
from triage.store.inbox import Inbox
from triage.store.journal import Journal
from triage.store.meter_book import MeterBook
from triage.store.notice import OPENABLE, NoticeBook
from triage.store.privacy import Privacy
from triage.store.retention import Retention
from triage.store.slots import Queue
from triage.store.space import Space
from triage.store.spending import SpendingBook
from triage.store.states import CaseBook
from triage.store.uses import UseBook
from triage.store.waits import Waits
from triage.store.worker import Worker, WorkerOptions
from triage.supervision import Supervision
from triage.tracing import no_trace, open_trace

FRESH_POLL_SECONDS = 0.05
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Household:
    """The opened store and, when first needed, the tools of the road."""

    settings: Settings
    database: Database
    journal: Journal
    audit: Audit
    inbox: Inbox
    casebook: CaseBook
    cursors: Cursors
    waits: Waits
    dead_letters: DeadLetters
    circuits: Circuits
    decisions: DecisionBook
    events: EventBook

    @classmethod
    def open(cls, settings: Settings) -> "Household":
        """Open and migrate the database; raises `RetryLater` when it is away."""
        database = Database(settings.database)
        seals = open_seals(settings)
        journal = Journal(database, seals)
        return cls(
            settings=settings,
            database=database,
            journal=journal,
            audit=Audit(database, seals),
            inbox=Inbox(database, journal),
            casebook=CaseBook(database, journal),
            cursors=Cursors(database),
            waits=Waits(database),
            dead_letters=DeadLetters(database),
            circuits=Circuits(),
            decisions=DecisionBook(database, journal),
            events=EventBook(database),
        )

    @cached_property
    def _kit(self) -> Kit:
        return Kit(self.settings, self.changes.in_force, self._open_tools)

    def _open_tools(self, versions: Versions) -> Tools:
        tools = wiring.open_tools(self.settings, self.circuits, versions, book=SpendingBook(self.database))
        return replace(tools, happenings=self.events)

    def tools(self) -> Tools:
        """Return the tools in force, opened once, whichever thread asks first."""
        return self._kit.tools()

    @cached_property
    def changes(self) -> ChangeBook:
        """Return the changes that were tried and signed, and what is in force."""
        return ChangeBook(self.database, self.journal)

    def policy(self) -> Policy:
        """Return the policy in force."""
        return wiring.open_policy(self.settings, self.changes.in_force().versions)

    @cached_property
    def use_book(self) -> UseBook:
        """Return rows and sums of real use."""
        return UseBook(self.database)

    @cached_property
    def supervision(self) -> Supervision:
        """Return the figures of real use; segments are those of the policy in force."""
        segment = partial(wiring.segment_of, policy=self.policy())
        figures = FigureBook(self.database, counting.counts_of, counting.lag_cell)
        return Supervision(self.use_book, self.decisions, self.cursors, segment, figures)

    @cached_property
    def journey(self) -> Journey:
        """Return the way cases travel."""
        s = self.settings
        patience = Patience(retry=timedelta(hours=s.retry_hours), outage=timedelta(hours=s.outage_hours))
        books = Books(
            self.inbox,
            self.casebook,
            self.journal,
            self.waits,
            self.dead_letters,
            awaiting=self.awaiting,
            decisions=self.decisions,
            space=self.space,
            meters=self.meters,
            trace=open_trace(s.otlp_endpoint) if s.otlp_endpoint else no_trace,
        )
        return Journey(books, self.tools, patience=patience, clock=wiring.now)

    @cached_property
    def awaiting(self) -> Awaiting:
        """Return what sends cases down the road again when an event tells what they waited for."""
        notices = NoticeBook(self.database, self.journal, self.casebook)
        return Awaiting(self.events, notices, drop=made_from("gather"))

    @cached_property
    def retention(self) -> Retention:
        """Return what purges content."""
        return Retention(self.database, self.journal)

    @cached_property
    def privacy(self) -> Privacy:
        """Return what finds, gives and erases what is kept of a person."""
        return Privacy(self.casebook, self.retention)

    def purge_engine(self, before: datetime) -> int:
        """Delete the engine's rows of legs that ended before; none where no worker ever ran."""
        if self.database.is_sqlite and not Path(self.engine_url.removeprefix("sqlite:///")).exists():
            return 0
        return purge_engine_rows(self.engine_url, before)

    @cached_property
    def arrivals(self) -> ArrivalBook:
        """Return what the database counted at the doors."""
        return ArrivalBook(self.database)

    @cached_property
    def watch(self) -> Watch:
        """Return the watch over ledger, doors and clock of this process."""
        zone, accepted = ZoneInfo(self.settings.timezone), self.settings.false_alarms_a_month
        return Watch(Watched(self.casebook, self.arrivals, self.waits, wiring.now, zone, accepted))

    @cached_property
    def meters(self) -> Meters:
        """Return what this process counted and has not told the database yet."""
        return Meters()

    @cached_property
    def meter_book(self) -> MeterBook:
        """Return what all processes counted together."""
        return MeterBook(self.database)

    @cached_property
    def space(self) -> Space:
        """Return the watch over the disk: of the SQLite file, or of a folder that is named."""
        folder = self.settings.disk_path or self.database.folder
        return Space(folder, least=self.settings.min_free_bytes)

    def open_worker(self) -> Worker:
        """Return a worker, not started; raises `Refused` when SQLite has one already."""
        options = EngineOptions(url=self.engine_url, queues=self._queues())
        way = self.journey
        work = Work(legs=[leg[0].queue for leg in LEGS], run=way.run, settle=way.settle, park=way.park)
        return Worker(self.database, self.casebook, options, work)

    def start_worker(self) -> Worker:
        """Open and start a worker that also looks for tickets where the books are a real Odoo."""
        from triage.commands.chores import list_chores  # which needs a household itself

        worker = self.open_worker()
        self.tools()
        options = WorkerOptions(
            heartbeat_seconds=self.settings.heartbeat_seconds, takeover_seconds=self.settings.takeover_seconds
        )
        worker.start(options, list_chores(self, worker.engine.resume))
        return worker

    def sync(self) -> int:
        """Take customers' messages on tickets since the last look; returns how many cases are new."""
        return Tickets(self.tools().desk, self.inbox, self.cursors, self.journey.accept).look()

    @cached_property
    def hints(self) -> Hints:
        """Return the memory of hooks that said "come and read"."""
        return Hints(self.cursors)

    def decided(self, decision: Decision) -> bool:
        """Keep a decision, and make the suggestion anew where that is what was asked; False: it was known.

        Raises `Refused` for a case that is not ours.
        """
        is_new = self.decisions.record(decision)
        case = self.casebook.get(decision.case_id)
        ended = case["state"] in OPENABLE and case["revision"] == decision.revision
        if decision.kind is DecisionKind.ASKED_AGAIN and ended:
            self.journey.replay(decision.case_id, "gather", decision.by)
        return is_new

    def fetch_decisions(self) -> int:
        """Take decisions that did not reach our door; returns how many were new."""
        desk = self.tools().desk
        if not hasattr(desk, "list_decisions"):  # asked of the instance: a circuit stands before it
            return 0
        return fetch_decisions(cast(DecisionSource, desk), self.cursors, self.decided)

    @property
    def engine_url(self) -> str:
        """Return the engine's database: its own file beside ours on SQLite, so that doors never wait for it."""
        if self.database.is_sqlite:
            return self.settings.database.removesuffix(".sqlite3") + ".engine.sqlite3"
        return self.settings.database

    def _queues(self) -> list[Queue]:
        s = self.settings
        poll = s.queue_poll_seconds
        # a fresh case is taken up at once, and usually walks the whole road: only this queue paces a worker
        return [
            Queue("mail", s.mail_concurrency, min(poll, FRESH_POLL_SECONDS)),
            Queue("odoo", s.odoo_concurrency, poll, s.odoo_concurrency_everywhere),
            Queue("model", s.model_concurrency, poll, s.model_concurrency_everywhere),
            Queue("desk", s.odoo_concurrency, poll, s.odoo_concurrency_everywhere),
        ]
