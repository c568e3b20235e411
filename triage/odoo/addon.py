"""How does the addon show a suggestion? As a record that Odoo itself keeps once per key, and decides about."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from triage.domain.failures import Broken, Refused
from triage.domain.ports import Desk, TicketMessage
from triage.domain.suggestion import DeliveryState, Receipt, Suggestion
from triage.odoo.transport import LoginRefused, Transport

MODEL = "triage.suggestion"


class AddonDesk:
    """Shows suggestions through the addon `triage_suggestion`. See `Desk` for what each method promises."""

    def __init__(self, transport: Transport, notes: Desk) -> None:
        self._transport = transport
        self._notes = notes

    def show(self, suggestion: Suggestion) -> Receipt:
        """Hand the suggestion over once: Odoo finds a key that is there already, and supersedes older revisions.

        Without a ticket it is shown in the addon's inbox, and waits for a person to make one. Raises `RetryLater`,
        and `Refused` where Odoo says no.
        """
        answer = self._transport.execute(MODEL, "receive", (), {"payload": suggestion.as_payload()})
        try:
            return _receipt(answer)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise Broken("the addon's answer is no receipt") from None

    def list_customer_messages(self, *, since: datetime | None, limit: int) -> Iterable[TicketMessage]:
        """List customers' messages on tickets changed after `since`, oldest first."""
        return self._notes.list_customer_messages(since=since, limit=limit)

    def list_changed_descriptions(self, *, since: datetime, limit: int) -> Iterable[TicketMessage]:
        """List tickets without mails that were touched since then; the same on both."""
        return self._notes.list_changed_descriptions(since=since, limit=limit)

    def list_decisions(self, *, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
        """List people's decisions put into the outbox after this row, oldest first. See `DecisionSource`."""
        rows: Sequence[Mapping[str, Any]] = self._transport.execute(
            MODEL, "list_decisions", (), {"after": after, "limit": limit}
        )
        return rows


def _receipt(answer: dict[str, int | bool]) -> Receipt:
    ticket = int(answer["ticket_id"]) or None
    shown = DeliveryState.DELIVERED if ticket else DeliveryState.WAITING
    return Receipt(
        state=DeliveryState.SUPERSEDED if answer.get("superseded") else shown,
        ticket_id=ticket,
        suggestion_id=int(answer["id"]),
        found=bool(answer["found"]),
    )


class ChosenDesk:
    """The addon where this Odoo has it, else notes; asked once per process, at the first call."""

    def __init__(self, transport: Transport, notes: Desk) -> None:
        self._transport = transport
        self._notes = notes
        self._lock = threading.Lock()
        self._chosen: Desk | None = None

    def show(self, suggestion: Suggestion) -> Receipt:
        """Show the suggestion. See `AddonDesk` and `OdooDesk`."""
        return self._desk().show(suggestion)

    def list_customer_messages(self, *, since: datetime | None, limit: int) -> Iterable[TicketMessage]:
        """List customers' messages; the same on both."""
        return self._notes.list_customer_messages(since=since, limit=limit)

    def list_changed_descriptions(self, *, since: datetime, limit: int) -> Iterable[TicketMessage]:
        """List tickets without mails that were touched since then; the same on both."""
        return self._notes.list_changed_descriptions(since=since, limit=limit)

    def list_decisions(self, *, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
        """List people's decisions; none on notes, where nothing is decided that Odoo would keep."""
        desk = self._desk()
        return desk.list_decisions(after=after, limit=limit) if isinstance(desk, AddonDesk) else ()

    def _desk(self) -> Desk:
        with self._lock:
            if self._chosen is None:
                self._chosen = AddonDesk(self._transport, self._notes) if self._has_addon() else self._notes
            return self._chosen

    def _has_addon(self) -> bool:
        """Tell whether the model is there for this account; raises `RetryLater` where Odoo does not answer."""
        try:
            return bool(self._transport.execute(MODEL, "fields_get", (), {"attributes": ["type"]}))
        except LoginRefused:
            raise
        except (Refused, Broken):  # an absent model is refused by JSON-2 and a fault over /jsonrpc
            return False
