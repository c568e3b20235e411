"""What does the house need from outside? Protocols that adapters fulfil and fakes imitate."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from triage.domain.casefile import BooksAnswer, BooksQuery
from triage.domain.codes import Intent
from triage.domain.events import KeptEvent
from triage.domain.facts import Partner, Ticket
from triage.domain.message import Message, RawMessage
from triage.domain.noun import Noun
from triage.domain.proposal import SecondOpinion
from triage.domain.suggestion import Receipt, Suggestion


class Ownership(Noun):
    """Which partner tree a document number belongs to: no figure, no name of the document's content."""

    reference: str
    commercial_id: int
    partner_name: str = ""  # of the commercial partner, so that a person can be told whom to ask


class TicketMessage(Noun):
    """A customer's message on a helpdesk ticket, with its raw form rebuilt as RFC 822."""

    ticket_id: int
    message_id: int  # mail.message
    changed_at: datetime
    raw: RawMessage


class Books(Protocol):
    """Reads the ERP. Every method raises `RetryLater` when it does not answer."""

    def ping(self) -> None:
        """Return when the books answer; raises `RetryLater` when they do not."""
        ...

    def find_partners(self, *, addresses: Sequence[str], domains: Sequence[str], names: Sequence[str]) -> list[Partner]:
        """List contacts with one of these addresses, domains, or names, each with its commercial partner."""
        ...

    def find_owners(self, references: Sequence[str]) -> list[Ownership]:
        """List who owns documents with these normal forms; numbers only, nothing is read of them."""
        ...

    def find_ticket(self, message: Message) -> Ticket | None:
        """Find the ticket a message belongs to: by its id, Message-ID, References, or number in the subject."""
        ...

    def read_case(self, query: BooksQuery) -> BooksAnswer:
        """Read all facts for a case in few batched calls; only the named partner's tree."""
        ...


class Desk(Protocol):
    """Writes suggestions into the ERP and nothing else."""

    def show(self, suggestion: Suggestion) -> Receipt:
        """Put the suggestion on its ticket once: a key already there is found, not doubled."""
        ...

    def list_customer_messages(self, *, since: datetime | None, limit: int) -> Iterable[TicketMessage]:
        """List customers' messages on tickets changed after `since`, oldest first."""
        ...

    def list_changed_descriptions(self, *, since: datetime, limit: int) -> Iterable[TicketMessage]:
        """List tickets without mails that were touched since then, as their description is now, oldest first."""
        ...


@runtime_checkable
class DecisionSource(Protocol):
    """Tells again what people decided, for what was lost on the way to us."""

    def list_decisions(self, *, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
        """List decisions put into the outbox after this row, oldest first, as `contract/decision.schema.json` has them.

        The number at the end of each id is what to ask after next. Raises `RetryLater` when Odoo does not answer.
        """
        ...


class Happenings(Protocol):
    """Remembers what carriers, payment providers, shops and hubs told us."""

    def list_events(self, keys: Iterable[str]) -> list[KeptEvent]:
        """List the events that name one of these documents (see `domain.events.keys_of`), oldest first."""
        ...


class Passage(Noun):
    """What a writer may say: text with tokens, and what each token stands for."""

    template: str
    bound: dict[str, str]
    kind: str = "finding"  # finding: word for word; claim or courtesy: may be put in other words


class WriterRequest(Noun):
    """What a writer is asked: slots to phrase, in which language, with which tokens allowed."""

    case_id: str
    language: str
    purpose: str  # draft, summary
    customer_words: str  # untrusted; minimised before it leaves
    points: tuple[Passage, ...]  # each must be said, in order
    allowed: dict[str, str]  # token -> value
    secrets: tuple[str, ...] = ()  # names, addresses and numbers that never leave the house


class Written(Noun):
    """What a writer answered: text still holding its tokens."""

    body: str
    writer: str
    versions: dict[str, str]
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0


class Writer(Protocol):
    """Phrases; never decides. Returns None when it cannot, and the caller falls back."""

    def write(self, request: WriterRequest) -> Written | None:
        """Phrase the points, or answer None."""
        ...


class OpinionRequest(Noun):
    """What an adviser is asked: which of these codes an unsure mail may be."""

    case_id: str
    language: str
    customer_words: str  # untrusted; minimised before it leaves
    meanings: dict[Intent, str]  # the only answers there are, each with its meaning in English
    secrets: tuple[str, ...] = ()  # names, addresses and numbers that never leave the house


class Adviser(Protocol):
    """Holds an unsure mail for one of the codes; never decides."""

    def advise(self, request: OpinionRequest) -> SecondOpinion:
        """Return one of the codes, or none with the reason."""
        ...


class Model(Writer, Adviser, Protocol):
    """A language model behind both ports."""


class Clock(Protocol):
    """Tells the time, always aware."""

    def __call__(self) -> datetime:
        """Return now."""
        ...
