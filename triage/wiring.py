"""Who is plugged into whom? The only file that knows every room."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage import inbound, understand
from triage.circuits import Circuits, PatientWriter
from triage.domain.message import RawMessage
from triage.domain.ports import Clock, Writer
from triage.settings import Settings, release_root

if TYPE_CHECKING:  # `triage read` must answer at once: the rest of the road is imported where it is travelled
    from triage.pipeline import Case, Tools


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def inbound_limits(settings: Settings) -> inbound.Limits:
    """Return how much of a message is looked at, and whose Authentication-Results are believed."""
    return inbound.Limits(max_bytes=settings.max_message_bytes, trusted_authserv=settings.trusted_authserv)


def open_reader(settings: Settings) -> understand.Reader:
    """Return the reader with its released model; raises `Broken` when the release is damaged."""
    path = settings.model_path or release_root("models") / "intent"
    return understand.Reader.load(path, encoder=settings.encoder)


def open_clock(settings: Settings) -> Clock:
    """Return the clock: the sandbox world stands still on its own day, all others run."""
    if settings.books != "sandbox":
        return now
    from triage.odoo.sandbox import WORLD_NOW

    return lambda: WORLD_NOW


def open_tools(settings: Settings, circuits: Circuits | None = None) -> "Tools":
    """Return everything a message needs on its road; `circuits` remember which dependency is out."""
    circuits = circuits or Circuits()
    reader = open_reader(settings)  # first: its encoder loads in the background while the rest is imported
    from triage import propose
    from triage.odoo import Connection, open_books, open_desk
    from triage.pipeline import Tools

    clock = open_clock(settings)
    connection = Connection(
        kind=settings.books,
        url=settings.odoo_url,
        database=settings.odoo_database,
        login=settings.odoo_login,
        key=settings.odoo_key.get_secret_value(),
        timeout_seconds=settings.odoo_timeout,
        company_id=settings.odoo_company_id,
    )
    writer = open_writer(settings)
    return Tools(
        reader=reader,
        books=circuits.odoo.guard(open_books(connection, clock=clock)),
        desk=circuits.odoo.guard(open_desk(connection, clock=clock)),
        policy=propose.Policy.load(settings.policy_path or release_root("policies") / "default-1.yaml"),
        clock=clock,
        writer=PatientWriter(writer, circuits.model) if writer else None,
        limits=inbound_limits(settings),
    )


def open_writer(settings: Settings) -> Writer | None:
    """Return the writer over an OpenAI-compatible endpoint, or None where none is configured."""
    if not settings.openai_base_url:
        return None
    from triage.llm import open_writer as open_model_writer

    return open_model_writer(
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key.get_secret_value(),
        model=settings.openai_model,
        timeout_seconds=settings.model_timeout,
        prompts=release_root("prompts"),
    )


def train_intent_model(data: Path, out: Path, name: str) -> Any:
    """Return the manifest of a newly trained and written intent model; raises `Broken` where the version exists."""
    from triage.understand.intent.releasing import train

    return train(data, out, name=name, newest=inbound.newest_words)


def read_one(raw: RawMessage, reader: understand.Reader, limits: inbound.Limits) -> dict[str, Any]:
    """Return the Reading of one message as the command line prints it (design.md section 7)."""
    return reader.read(inbound.parse(raw, limits=limits)).as_json()


def suggest_one(raw: RawMessage, tools: "Tools") -> dict[str, Any]:
    """Return the whole road for one message, nothing delivered (design.md section 7)."""
    from triage.pipeline import Case, travel

    return story_of(travel(Case(case_id="preview", raw=raw), tools))


def story_of(case: "Case") -> dict[str, Any]:
    """Return the nouns of a case as JSON; findings, proposal and clearance are empty for noise."""

    def shown(noun: Any) -> Any:
        return noun.as_json() if noun is not None else None

    return {
        "path": case.raw.path,
        "reading": shown(case.reading),
        "case": shown(case.case_file),
        "findings": [finding.as_json() for finding in case.findings or ()],
        "proposal": shown(case.proposal),
        "clearance": shown(case.clearance),
    }
