"""What should come out at the end of the road? The truth of a whole mail: from the world's situations, or by hand."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from email import message_from_bytes
from pathlib import Path

from evaluation.shape import Sample
from evaluation.worlds.samples import samples_of_world, world_bytes
from triage.domain.codes import Intent
from triage.domain.findings import Outcome
from triage.domain.message import RawMessage
from triage.domain.proposal import StepKind
from triage.odoo.sandbox.description import Situation, World
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.story import Story
from triage.settings import release_root

LABELS = Path(__file__).parent / "datasets" / "road" / "samples.jsonl"


@dataclass(frozen=True, slots=True)
class RoadTruth:
    """What is true of one mail; what is None or empty was not worked out, and is not scored."""

    intents: tuple[Intent, ...]  # the primary first
    keep: str  # the customer's own words, none of which may be lost
    proven: bool | None = None
    customer: str = ""  # name of the company in the books
    about: frozenset[str] = frozenset()  # documents that may be spoken of
    outcomes: tuple[tuple[Intent, Outcome, Decimal | None], ...] = ()
    first_step: StepKind | None = None


def list_samples() -> list[Sample]:
    """Return the mails of the worked world, the sample mailbox's other wordings of them, and its further mails."""
    world = packaged_world()
    own = [
        Sample(s.id, s.given, truth_of(Story(world, s.truth)), {**s.cuts, "source": "world"})
        for s in samples_of_world(world)
    ]
    return [*own, *_mailbox(world)]


def content() -> bytes:
    """Return everything the samples come from, for its hash."""
    mails = b"".join(path.read_bytes() for path in sorted(release_root("samples").glob("*.eml")))
    return world_bytes() + mails + LABELS.read_bytes()


def truth_of(story: Story) -> RoadTruth:
    """Return the truth of a situation of the world."""
    said = story.situation
    assert said.truth is not None
    assert said.mail is not None
    return RoadTruth(
        intents=(said.truth.primary, *said.truth.further),
        keep=story.fill(said.mail.body),
        proven=said.truth.proven,
        customer=story.customer.name,
        about=frozenset(name for name in story.names().values() if name),
        outcomes=tuple((f.intent, f.outcome, f.amount) for f in said.truth.findings),
        first_step=said.truth.first_step,
    )


def _mailbox(world: World) -> list[Sample]:
    by_id = {f"{s.id}.{s.number}": s for s in world.situations}
    labels = {row["file"]: row for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())}
    found = []
    for path in sorted(release_root("samples").glob("*.eml")):
        raw = path.read_bytes()
        name = (message_from_bytes(raw)["Message-ID"] or "").strip("<> ").split("@")[0]
        if name in by_id:
            found.append(_told(path, raw, by_id[name], world))
        elif path.name in labels:
            found.append(_labelled(path.name, raw, labels[path.name], world.now))
    return found


def _told(path: Path, raw: bytes, situation: Situation, world: World) -> Sample:
    """Return a sample mail that tells a situation of the world."""
    assert situation.truth is not None
    truth = truth_of(Story(world, situation))
    cuts = {"language": "en", "intent": situation.truth.primary.value, "source": "mailbox"}
    return Sample(path.name, RawMessage(content=raw, received_at=world.now, source="file"), truth, cuts)


def _labelled(name: str, raw: bytes, row: dict[str, object], now: datetime) -> Sample:
    """Return a sample mail with its hand-made label."""
    truth = RoadTruth(
        intents=tuple(Intent(code) for code in [str(row["primary"]), *_list(row["further"])]),
        keep=str(row["keep"]),
        proven=None if "proven" not in row else bool(row["proven"]),
        about=frozenset(_list(row["about"])),
    )
    cuts = {"language": str(row["language"]), "intent": str(row["primary"]), "source": "mailbox"}
    return Sample(name, RawMessage(content=raw, received_at=now, source="file"), truth, cuts)


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, Iterable) else []


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case, as the customer would miss them."""
    return re.findall(r"\w+", text.casefold())
