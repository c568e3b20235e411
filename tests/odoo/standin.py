"""What does an Odoo with the addon answer? The sandbox, and beside it suggestions by key and an outbox of decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from triage.odoo.addon import MODEL
from triage.odoo.transport import Domain, Row, Transport

UUID = "11111111-2222-3333-4444-555555555555"


class AddonStandin:
    """A sandbox in which `triage_suggestion` is installed."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.suggestions: dict[str, dict[str, Any]] = {}
        self.outbox: list[dict[str, Any]] = []

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        return self._inner.search_read(model, domain, fields, limit=limit, order=order)

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        if model != MODEL:
            return self._inner.execute(model, method, ids, arguments)
        match method:
            case "fields_get":
                return {"key": {"type": "char"}}
            case "receive":
                return self._receive(arguments["payload"])
            case "list_decisions":
                after, limit = arguments["after"], arguments["limit"]
                return [row for n, row in enumerate(self.outbox, start=1) if n > after][:limit]
        raise AssertionError(f"the addon has no {method}")

    def _receive(self, payload: dict[str, Any]) -> Row:
        found = payload["key"] in self.suggestions
        kept = self.suggestions.setdefault(payload["key"], {**payload, "id": len(self.suggestions) + 1})
        case = [s["revision"] for s in self.suggestions.values() if s["case_id"] == payload["case_id"]]
        replaced = max(case) > payload["revision"]
        ticket = payload["ticket_id"] or False
        return {"id": kept["id"], "ticket_id": ticket, "found": found, "superseded": replaced}

    def decide(self, case_id: str, kind: str = "accepted", **more: Any) -> None:
        """Put a decision in the outbox, as a person's click would."""
        row = {"id": f"{UUID}/{len(self.outbox) + 1}", "case_id": case_id, "revision": 1, "kind": kind}
        self.outbox.append({**row, "by": "anna", "at": "2026-11-16T10:00:00+00:00", **more})
