"""Is the journal whole? Every entry against its hash, its seal, the one before it, and a checkpoint kept elsewhere."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import AwareDatetime, Field

from triage.domain.noun import Noun
from triage.store.database import Database
from triage.store.journal import GENESIS, digest_of
from triage.store.schema import journal
from triage.store.seals import Seals

AT_ONCE = 1000


class Checkpoint(Noun):
    """How far the journal had come at a moment; whoever keeps it elsewhere finds what was cut off since."""

    entries: int = Field(ge=0)
    head: str = Field(pattern=r"^[0-9a-f]{64}$")
    sealed_from: int | None = None  # the first entry with a seal
    at: AwareDatetime
    signature: str = Field(default="", max_length=80)

    @property
    def told(self) -> str:
        """Return what the signature covers."""
        return json.dumps(self.model_dump(mode="json", exclude={"signature"}), sort_keys=True, separators=(",", ":"))


class Examination(Noun):
    """What the look came to: `fault` says in words what is wrong first, and where; empty when all is whole."""

    entries: int
    head: str
    sealed_from: int | None
    fault: str = ""


class Audit:
    """Reads the journal from its first entry to its last; changes nothing."""

    def __init__(self, database: Database, seals: Seals | None = None) -> None:
        self._database = database
        self._seals = seals or Seals()

    def examine(self, checkpoint: Checkpoint | None = None) -> Examination:
        """Find the first entry that was changed, removed or inserted.

        What was cut off at the very end shows only against a checkpoint; what was added there by somebody without
        the key shows by its seal.
        """
        look = _Look(self._seals, checkpoint)
        with self._database.transaction(write=False) as connection:
            query = sa.select(journal).order_by(journal.c.number).execution_options(yield_per=AT_ONCE)
            with connection.execute(query) as rows:
                for row in rows.mappings():
                    look.take(dict(row))
                    if look.fault:
                        break
        return look.conclude()

    def checkpoint(self) -> Checkpoint:
        """Return how far the journal has come, signed where there is a key; it is to be kept elsewhere."""
        with self._database.transaction(write=False) as connection:
            newest = sa.select(journal.c.number, journal.c.hash).order_by(journal.c.number.desc()).limit(1)
            last = connection.execute(newest).first()
            first_sealed = connection.scalar(sa.select(sa.func.min(journal.c.number)).where(journal.c.seal != ""))
        number, head = (last.number, last.hash) if last else (0, GENESIS)
        bare = Checkpoint(entries=number, head=head, sealed_from=first_sealed, at=datetime.now(UTC))
        return bare.model_copy(update={"signature": self._seals.seal(bare.told)})


class _Look:
    """One pass over the chain."""

    def __init__(self, seals: Seals, checkpoint: Checkpoint | None) -> None:
        self._seals = seals
        self._checkpoint = checkpoint
        self._previous = GENESIS
        self._number = 0
        self._sealed_from: int | None = None
        self.fault = self._fault_of_checkpoint()

    def take(self, entry: dict[str, Any]) -> None:
        """Look at the next entry."""
        expected = self._number + 1
        if entry["number"] != expected or entry["previous"] != self._previous or entry["hash"] != digest_of(entry):
            self.fault = f"entry {expected} was changed, removed or inserted"
            return
        self._look_at_seal(entry)
        self._number, self._previous = expected, entry["hash"]
        kept = self._checkpoint
        if kept and kept.entries == expected and kept.head != self._previous:
            self.fault = f"entry {expected} or one before it is not what the checkpoint saw"

    def _look_at_seal(self, entry: dict[str, Any]) -> None:
        number, seal = entry["number"], entry["seal"]
        if not seal and self._sealed_from is not None:
            self.fault = f"entry {number} has no seal, and those before it have one"
        elif seal and self._seals.can_seal and not self._seals.is_genuine(entry["hash"], seal):
            known = self._seals.knows(seal)
            self.fault = f"entry {number} was sealed with {'a wrong seal' if known else 'a key that is not at hand'}"
        if seal and self._sealed_from is None:
            self._sealed_from = number

    def _fault_of_checkpoint(self) -> str:
        kept = self._checkpoint
        if kept is None or not self._seals.can_seal or self._seals.is_genuine(kept.told, kept.signature):
            return ""
        return "the checkpoint is not signed with a key at hand"

    def conclude(self) -> Examination:
        """Return what was seen."""
        kept = self._checkpoint
        if kept and not self.fault:
            if self._number < kept.entries:
                self.fault = f"entries {self._number + 1} to {kept.entries} were cut off: the checkpoint saw them"
            elif kept.sealed_from and self._sealed_from != kept.sealed_from:
                self.fault = f"entry {kept.sealed_from} has lost the seal that the checkpoint saw"
        return Examination(entries=self._number, head=self._previous, sealed_from=self._sealed_from, fault=self.fault)
