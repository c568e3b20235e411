"""How is the world in memory asked? The same protocol as a real Odoo, over tables of rows."""

import copy
import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from triage.domain.failures import Broken, Refused
from triage.domain.ports import Clock
from triage.odoo.sandbox.domains import Matcher
from triage.odoo.sandbox.fields import RELATIONS
from triage.odoo.transport import Domain, Row

Tables = Mapping[str, Sequence[Row]]
NOTE_SUBTYPE = "mail.mt_note"


class SandboxTransport:
    """Rows use Odoo's field names; a many2one is stored as an id, an x2many as a list of ids."""

    def __init__(self, tables: Tables, *, clock: Clock) -> None:
        self.calls = 0
        self._clock = clock
        self._lock = threading.RLock()
        self._tables: dict[str, dict[int, Row]] = {
            model: {int(row["id"]): dict(row) for row in rows} for model, rows in tables.items()
        }
        self._matcher = Matcher(self._find_value_of_any, self._is_below)
        self._methods: dict[tuple[str, str], Callable[[Sequence[int], dict[str, Any]], Any]] = {
            ("mail.activity", "create"): self._create_activity,
            ("mail.activity", "action_feedback"): self._finish_activity,
        }

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records that match. See `Transport`."""
        with self._lock:
            self.calls += 1
            found = [
                row for row in self._rows(model).values() if self._is_active(row) and self._matches(row, model, domain)
            ]
            for key in reversed([part.strip() for part in order.split(",") if part.strip()] or ["id"]):
                name, _, direction = key.partition(" ")
                found.sort(key=lambda row: _sortable(row.get(name)), reverse=direction.strip().lower() == "desc")
            return [self._shown(model, row, fields) for row in found[:limit]]

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Call one of the few methods that the desk may use; raises `Refused` for any other."""
        with self._lock:
            self.calls += 1
            if method == "message_post":
                return [self._post(model, ids, dict(arguments))]
            if method == "fields_get":
                return {name: {} for row in self._rows(model).values() for name in row}
            act = self._methods.get((model, method))
            if act is None:
                raise Refused(f"the sandbox does not take {model}.{method}")
            return act(ids, dict(arguments))

    def rows(self, model: str) -> list[Row]:
        """List a table's rows as stored, for tests and pages."""
        with self._lock:
            return copy.deepcopy(list(self._rows(model).values()))

    def _rows(self, model: str) -> dict[int, Row]:
        return self._tables.setdefault(model, {})

    @staticmethod
    def _is_active(row: Row) -> bool:
        return row.get("active", True) is not False

    def _matches(self, row: Row, model: str, domain: Domain) -> bool:
        return self._matcher.matches({"__model__": model, **row}, domain)

    def _find_value_of_any(self, row: Row, name: str) -> Any:
        """Return a field's value, following dots through many2one and x2many fields."""
        head, _, rest = name.partition(".")
        value = row.get(head)
        if not rest:
            return value
        comodel = RELATIONS.get((row["__model__"], head))
        if comodel is None:
            raise Broken(f"the sandbox does not know where {row['__model__']}.{head} leads")
        ids = value if isinstance(value, list) else [value]
        targets = [{"__model__": comodel, **self._rows(comodel)[i]} for i in ids if i in self._rows(comodel)]
        found = [self._find_value_of_any(target, rest) for target in targets]
        return found if isinstance(value, list) else (found[0] if found else False)

    def _is_below(self, record: int, roots: Sequence[int]) -> bool:
        """Tell whether a partner is one of the roots or stands below one."""
        seen: set[int] = set()
        current: int | None = record
        while current and current not in seen:
            if current in roots:
                return True
            seen.add(current)
            parent = self._rows("res.partner").get(current, {}).get("parent_id")
            current = int(parent) if parent else None
        return False

    def _shown(self, model: str, row: Row, fields: Sequence[str]) -> Row:
        """Return the wanted fields as Odoo answers them; a missing value is False."""
        shown: Row = {"id": row["id"]}
        for name in fields:
            value = row.get(name, False)
            comodel = RELATIONS.get((model, name))
            if comodel and isinstance(value, int) and not isinstance(value, bool):
                value = [value, self._display_name(comodel, value)]
            shown[name] = copy.copy(value) if value is not None else False
        return shown

    def _display_name(self, model: str, record: int) -> str:
        row = self._rows(model).get(record, {})
        return str(row.get("complete_name") or row.get("name") or f"{model},{record}")

    def _next_id(self, model: str) -> int:
        return next(i for i in itertools.count(max(self._rows(model), default=0) + 1))

    def _post(self, model: str, ids: Sequence[int], arguments: dict[str, Any]) -> int:
        """Keep an internal note; anything that would reach a customer is refused."""
        if arguments.get("subtype_xmlid") != NOTE_SUBTYPE or arguments.get("partner_ids"):
            raise Refused("the sandbox takes internal notes only")
        number = self._next_id("mail.message")
        self._rows("mail.message")[number] = {
            "id": number,
            "model": model,
            "res_id": next(iter(ids)),
            "body": arguments.get("body", ""),
            "message_type": arguments.get("message_type", "comment"),
            "is_internal": True,
            "date": self._clock().strftime("%Y-%m-%d %H:%M:%S"),
        }
        return number

    def _create_activity(self, _ids: Sequence[int], arguments: dict[str, Any]) -> list[int]:
        made = []
        values = arguments["vals_list"]
        for row in values if isinstance(values, list) else [values]:
            number = self._next_id("mail.activity")
            self._rows("mail.activity")[number] = {**row, "id": number, "active": True}
            made.append(number)
        return made

    def _finish_activity(self, ids: Sequence[int], _arguments: dict[str, Any]) -> bool:
        for number in ids:
            self._rows("mail.activity")[number].update(active=False, state="done")
        return True


def _sortable(value: Any) -> tuple[bool, Any]:
    """Return a key under which empty values stand first and kinds never mix."""
    empty = value in (None, False)
    return (not empty, "" if empty else value)
