"""Who is plugged into whom? The only file that knows every room."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage import inbound, understand
from triage.domain.codes import Intent
from triage.domain.failures import Refused, RetryLater
from triage.domain.message import RawMessage
from triage.domain.ports import Clock, Model
from triage.domain.releases import Versions
from triage.settings import Settings, release_root

if TYPE_CHECKING:  # `triage read` must answer at once: the rest of the road is imported where it is travelled
    from triage.circuits import Circuits
    from triage.domain.casefile import CaseFile
    from triage.llm import Book
    from triage.odoo import Connection
    from triage.pipeline import Case, Tools
    from triage.propose import Policy
    from triage.understand.intent.doubts import Doubt

SHIPPED = Versions()
MANIFEST = "manifest.json"


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def inbound_limits(settings: Settings) -> inbound.Limits:
    """Return how much of a message is looked at, and whose Authentication-Results are believed."""
    return inbound.Limits(max_bytes=settings.max_message_bytes, trusted_authserv=settings.trusted_authserv)


def open_reader(settings: Settings, versions: Versions = SHIPPED) -> understand.Reader:
    """Return the reader with its released model; raises `Broken` when the release is damaged.

    Raises `RetryLater` where the model in force is absent or another than signed: cases wait, none is lost.

    The setting goes before what is in force, and that before what is shipped.
    """
    path = settings.model_path
    if path is None and versions.model:
        path = Path(versions.model)
        if not (path / MANIFEST).is_file() or model_hash(path) != versions.model_hash:
            raise RetryLater(f"the model in {path.name} is not the one that was signed: cases wait")
    return understand.Reader.load(
        path or release_root("models") / "intent",
        encoder=open_encoder(settings),
        companies=understand.Companies.load(settings.companies_path) if settings.companies_path else understand.NOBODY,
        is_lookalike=is_lookalike,
        foreign=release_root("models") / "foreign",
    )


def open_encoder(settings: Settings) -> understand.SentenceEncoder | None:
    """Return the sentence encoder, or None where it is switched off or not installed."""
    return None if settings.encoder == "off" else understand.SentenceEncoder.where_installed(settings.home / "cache")


def model_hash(folder: Path) -> str:
    """Return the sha256 of a release's manifest, which holds the hashes of its files; raises `Refused` without one."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise Refused(f"{folder.name} is no release of an intent model")
    return hashlib.sha256(manifest.read_bytes()).hexdigest()


def open_policy(settings: Settings, versions: Versions = SHIPPED) -> "Policy":
    """Return the policy: of the setting, else what is in force, else as shipped, with the intents that are off.

    Raises `Broken` for an unsound policy and `Refused` for an intent that there is not.
    """
    from triage.propose import Policy

    if settings.policy_path is None and versions.policy_text:
        policy = Policy.parse(versions.policy_text, name=versions.policy)
    else:
        policy = Policy.load(settings.policy_path or release_root("policies") / "default-1.yaml")
    unknown = [code for code in settings.intents_off if code not in set(Intent)]
    if unknown:
        raise Refused(f"TRIAGE_INTENTS_OFF names no intent of ours: {', '.join(unknown)}")
    off = {*versions.intents_off, *(Intent(code) for code in settings.intents_off)}
    return policy.model_copy(update={"switched_off": tuple(sorted(off))})


def policy_stamp(text: str, name: str) -> str:
    """Return the stamp of a policy's text; raises `Broken` for an unsound one."""
    from triage.propose import Policy

    return Policy.parse(text, name=name).stamp


def prompt_stamp(path: Path) -> str:
    """Return the stamp of a prompt file; raises `Broken` for a damaged one."""
    from triage.llm.prompts import Prompt

    return Prompt.load(path).stamp


def segment_of(case_file: "CaseFile", *, policy: "Policy") -> str:
    """Return the name of a customer's segment."""
    from triage.propose import segment_name

    return segment_name(case_file, policy)


def is_lookalike(domain: str, real: str) -> bool:
    """Tell whether a domain only looks like a real one; the room that knows is imported where there are two."""
    from triage.context.lookalikes import is_lookalike as tell

    return tell(domain, real)


def open_clock(settings: Settings) -> Clock:
    """Return the clock: the sandbox world stands still on its own day, all others run."""
    if settings.books != "sandbox":
        return now
    from triage.odoo.sandbox import WORLD_NOW

    return lambda: WORLD_NOW


def connection_of(settings: Settings) -> "Connection":
    """Return which Odoo the settings name, and as whom; nothing is sent yet."""
    from triage.odoo import Connection

    return Connection(
        kind=settings.books,
        url=settings.odoo_url,
        database=settings.odoo_database,
        login=settings.odoo_login,
        key=settings.odoo_key.get_secret_value(),
        timeout_seconds=settings.odoo_timeout,
        company_id=settings.odoo_company_id,
        desk=settings.odoo_desk,
    )


def open_tools(
    settings: Settings,
    circuits: "Circuits | None" = None,
    versions: Versions = SHIPPED,
    *,
    book: "Book | None" = None,
) -> "Tools":
    """Return everything a message needs on its road: `circuits` remember what is out, `versions` are in force.

    `book` keeps what a model was asked, where several processes share a budget.
    """
    reader = open_reader(settings, versions)  # first: its encoder loads in the background while the rest is imported
    from triage.circuits import Circuits, PatientModel
    from triage.odoo import open_books, open_desk
    from triage.pipeline import Tools

    circuits = circuits or Circuits()
    clock = open_clock(settings)
    connection = connection_of(settings)
    model = open_model(settings, versions, book=book)
    helper = PatientModel(model, circuits.model) if model else None
    return Tools(
        reader=reader,
        books=circuits.odoo.guard(open_books(connection, clock=clock)),
        desk=circuits.odoo.guard(open_desk(connection, clock=clock)),
        policy=open_policy(settings, versions),
        clock=clock,
        writer=helper,
        adviser=helper,
        limits=inbound_limits(settings),
    )


def open_model(settings: Settings, versions: Versions = SHIPPED, *, book: "Book | None" = None) -> Model | None:
    """Return the model over an OpenAI-compatible endpoint, or None where none is configured."""
    if not settings.openai_base_url:
        return None
    from triage.llm import Limits
    from triage.llm import open_model as open_endpoint

    return open_endpoint(
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key.get_secret_value(),
        model=settings.openai_model,
        timeout_seconds=settings.model_timeout,
        prompts=(prompt_folder(settings, versions), release_root("prompts")),  # one prompt may be in force alone
        limits=Limits(
            tokens_per_case=settings.model_tokens_per_case,
            tokens_per_day=settings.model_tokens_per_day,
            price_in=settings.model_price_in,
            price_out=settings.model_price_out,
            exchanges=settings.model_exchanges,
            book=book,
        ),
    )


def prompt_folder(settings: Settings, versions: Versions) -> Path:
    """Return the folder of the prompts: what is in force is written into the home once, by its hash."""
    if settings.prompt_path is not None:
        return settings.prompt_path
    if not versions.prompt_text:
        return release_root("prompts")
    name, _, digest = versions.prompt.partition("@")
    folder = settings.home / "releases" / "prompts" / (digest or name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(versions.prompt_text, encoding="utf-8")
    return folder


def train_intent_model(data: Path, out: Path, name: str) -> Any:
    """Return the manifest of a newly trained and written intent model; raises `Broken` where the version exists."""
    from triage.understand.intent.releasing import train

    return train(data, out, name=name, newest=inbound.newest_words)


def train_foreign_judge(data: Path, out: Path, name: str) -> Any:
    """Return a newly trained and written judge of foreign sentences; raises `Broken` where the version exists."""
    from triage.understand.intent.foreign_training import train

    return train(data, out, name=name, newest=inbound.newest_words)


def doubts_of(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], "Doubt"]]:
    """Return the rows whose label the others speak against; raises `Refused` without the extra `train`."""
    try:
        from triage.understand.intent.doubts import list_doubts
    except ImportError as error:
        raise Refused("doubted labels need the extra `train`") from error
    found = list_doubts([f"{row.get('subject', '')}\n{row['body']}" for row in rows], [row["primary"] for row in rows])
    return [(rows[doubt.row], doubt) for doubt in found]


def read_one(raw: RawMessage, reader: understand.Reader, limits: inbound.Limits) -> dict[str, Any]:
    """Return the Reading of one message as the command line prints it (design.md section 7)."""
    return reader.read(inbound.parse(raw, limits=limits)).as_json()


def suggest_one(raw: RawMessage, tools: "Tools") -> dict[str, Any]:
    """Return the whole road for one message, nothing delivered (design.md section 7)."""
    from triage.pipeline import Case, travel

    case_id = f"preview-{hashlib.sha256(raw.content).hexdigest()[:16]}"  # each mail has a budget of its own
    return story_of(travel(Case(case_id=case_id, raw=raw), tools))


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
