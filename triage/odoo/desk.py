"""Where do agents see a suggestion? As an internal note and an activity on the ticket, put there once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from html import escape

from triage.domain.failures import Refused
from triage.domain.ports import Clock, TicketMessage
from triage.domain.suggestion import DeliveryState, Receipt, Suggestion
from triage.odoo.inbox import list_changed_descriptions, list_customer_messages
from triage.odoo.note import mark_of, marks_in, named, render, unmarked
from triage.odoo.transport import NoAccess, Row, Transport, first_id
from triage.odoo.values import link, text

TICKET = "helpdesk.ticket"
TO_DO = "mail.mail_activity_data_todo"
DAYS_TO_ACT = 1


class OdooDesk:
    """Writes notes and activities on tickets and nothing else. See `Desk` for what each method promises."""

    def __init__(self, transport: Transport, *, clock: Clock, database: str = "", url: str = "") -> None:
        self._transport = transport
        self._clock = clock
        self._database, self._url = database, url
        self._fields: dict[str, frozenset[str]] = {}

    def show(self, suggestion: Suggestion) -> Receipt:
        """Put the suggestion on its ticket once: a key already there is found, not doubled.

        The activity comes first and the note last: a note that is there says that all of it was done, so a process
        killed in between finds its half again. Older suggestions of the case are said to be replaced, and their
        activities closed. Without a ticket the suggestion waits. Raises `RetryLater`, and `Refused` where Odoo says no.
        """
        ticket_id = suggestion.ticket_id
        if ticket_id is None:
            return Receipt(state=DeliveryState.WAITING)
        notes, activities = self._ours(suggestion, ticket_id)
        if notes and max(notes) >= suggestion.revision:
            return _receipt_of_found(suggestion, ticket_id, notes, activities)
        older = sorted(notes)
        known = activities.get(suggestion.revision)
        activity_id = int(known["id"]) if known else self._plan(suggestion, ticket_id)
        self._close([row for revision, row in activities.items() if revision < suggestion.revision])
        message_id = self._post(suggestion, ticket_id, older)
        return Receipt(
            state=DeliveryState.DELIVERED, ticket_id=ticket_id, message_id=message_id, activity_id=activity_id
        )

    def list_customer_messages(self, *, since: datetime | None, limit: int) -> Iterable[TicketMessage]:
        """List customers' messages on tickets changed after `since`, oldest first."""
        known = self._known(TICKET)
        return list_customer_messages(
            self._transport, known, since=since, limit=limit, now=self._clock(), database=self._database
        )

    def list_changed_descriptions(self, *, since: datetime, limit: int) -> Iterable[TicketMessage]:
        """List tickets without mails that were touched since then, as their description is now, oldest first."""
        known = self._known(TICKET)
        return list_changed_descriptions(self._transport, known, since=since, limit=limit, database=self._database)

    def _ours(self, suggestion: Suggestion, ticket_id: int) -> tuple[dict[int, int], dict[int, Row]]:
        """Return this case's notes and activities on the ticket, by revision; the first of each counts."""
        case_mark = mark_of(suggestion.case_id, 0).removesuffix("0]")
        where = [("res_id", "=", ticket_id), ("message_type", "=", "comment"), ("subtype_id.internal", "=", True)]
        domain = [("model", "=", TICKET), *where, ("body", "ilike", case_mark)]
        notes: dict[int, int] = {}
        for row in self._transport.search_read("mail.message", domain, ["body"], order="id"):
            for case_id, revision in marks_in(text(row, "body")):
                if mark_of(case_id, revision) == mark_of(suggestion.case_id, revision):
                    notes.setdefault(revision, int(row["id"]))
        return notes, self._our_activities(suggestion, ticket_id, case_mark)

    def _our_activities(self, suggestion: Suggestion, ticket_id: int, case_mark: str) -> dict[int, Row]:
        keeps_done = "active" in self._known("mail.activity")  # since 19; before, a done activity is deleted
        domain = [("res_model", "=", TICKET), ("res_id", "=", ticket_id), ("note", "ilike", case_mark)]
        domain += [("active", "in", [True, False])] if keeps_done else []
        fields = ["note", "active"] if keeps_done else ["note"]
        found: dict[int, Row] = {}
        for row in self._transport.search_read("mail.activity", domain, fields, order="id"):
            for case_id, revision in marks_in(text(row, "note")):
                if mark_of(case_id, revision) == mark_of(suggestion.case_id, revision):
                    found.setdefault(revision, row)
        return found

    def _plan(self, suggestion: Suggestion, ticket_id: int) -> int:
        """Leave an activity for the ticket's owner; for whoever takes it where we may not assign it to them."""
        row = next(iter(self._transport.search_read(TICKET, [("id", "=", ticket_id)], ["user_id"], limit=1)), None)
        if row is None:
            raise Refused(f"ticket {ticket_id} is not there, or hidden from the service account")
        wanted = {
            "act_type_xmlid": TO_DO,
            "date_deadline": self._deadline(suggestion).isoformat(),
            "summary": _headline(suggestion),
            "note": f"<p>{escape(_headline(suggestion))}</p><p>{mark_of(suggestion.case_id, suggestion.revision)}</p>",
        }
        owner = link(row, "user_id")
        if owner:
            try:
                return first_id(
                    self._transport.execute(TICKET, "activity_schedule", [ticket_id], {**wanted, "user_id": owner})
                )
            except NoAccess:  # to assign is to subscribe, which is a change of the ticket
                pass
        return first_id(self._transport.execute(TICKET, "activity_schedule", [ticket_id], wanted))

    def _deadline(self, suggestion: Suggestion) -> date:
        today = self._clock().date()
        due = [step.due for step in suggestion.proposal.steps if step.due]
        return max(min(due, default=today + timedelta(days=DAYS_TO_ACT)), today)

    def _close(self, activities: list[Row]) -> None:
        for row in activities:
            if row.get("active", True):
                feedback = {"feedback": "Replaced by a newer suggestion."}
                self._transport.execute("mail.activity", "action_feedback", [int(row["id"])], feedback)

    def _post(self, suggestion: Suggestion, ticket_id: int, older: list[int]) -> int:
        # Odoo 19 keeps done activities, which is how we know the new addresses without asking for a version
        body = render(suggestion, base_url=self._url, modern="active" in self._known("mail.activity"), replaces=older)
        note = {"body": body, "body_is_html": True, "message_type": "comment", "subtype_xmlid": "mail.mt_note"}
        return first_id(self._transport.execute(TICKET, "message_post", [ticket_id], note))

    def _known(self, model: str) -> frozenset[str]:
        if model not in self._fields:
            answer = self._transport.execute(model, "fields_get", (), {"attributes": ["type"]})
            self._fields[model] = frozenset(answer)
        return self._fields[model]


def _receipt_of_found(
    suggestion: Suggestion, ticket_id: int, notes: dict[int, int], activities: dict[int, Row]
) -> Receipt:
    """Return the receipt for a note that is there already, of this revision or of a newer one."""
    newest, activity = max(notes), activities.get(suggestion.revision)
    return Receipt(
        state=DeliveryState.SUPERSEDED if newest > suggestion.revision else DeliveryState.DELIVERED,
        ticket_id=ticket_id,
        message_id=notes.get(suggestion.revision, notes[newest]),
        activity_id=int(activity["id"]) if activity else None,
        found=True,
    )


def _headline(suggestion: Suggestion) -> str:
    """Return the suggestion in one line: what it is about, and the first step."""
    steps = suggestion.proposal.steps
    first = steps[0].text if steps else "look at the suggestion"
    held = "" if suggestion.clearance.cleared else "held: "
    return unmarked(f"{held}{named(suggestion.reading.primary)}: {first}")[:200]
