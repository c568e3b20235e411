"""Which situations of the worked world can be asked about? Each with mail and truth, as samples."""

from evaluation.shape import Sample
from triage.domain.message import RawMessage
from triage.odoo.sandbox.description import World
from triage.odoo.sandbox.library import WORLDS
from triage.odoo.sandbox.mails import list_mails


def samples_of_world(world: World) -> list[Sample]:
    """Return the situations that have mail and truth, sliced by language and true intent."""
    return [
        Sample(
            id=situation.id,
            given=RawMessage(content=content, received_at=world.now, source="file"),
            truth=situation,
            cuts={"language": situation.mail.language, "intent": situation.truth.primary.value},
        )
        for situation, content in list_mails(world)
        if situation.mail and situation.truth
    ]


def world_bytes() -> bytes:
    """Return the packaged world's description, for its hash."""
    return b"".join(path.read_bytes() for path in sorted(WORLDS.glob("*.yaml")))
