"""How is the world in memory asked? The same protocol as a real Odoo, over tables of rows."""

import copy
import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from triage.domain.failures import Broken, Refused
from triage.domain.ports import Clock
from triage.odoo.allowlist import PARTS
from triage.odoo.sandbox.domains import Matcher
from triage.odoo.sandbox.fields import FIELDS, MANY, RELATIONS
from triage.odoo.transport import Domain, NoAccess, Row

Tables = Mapping[str, Sequence[Row]]
NOTE_SUBTYPE = "mail.mt_note"


class SandboxTransport:
    """Rows use Odoo's field names; a many2one is stored as an id, an x2many as a list of ids.

    `absent` models are not installed, `hidden` ones may not be read: as a real Odoo may have it.
    """

    def __init__(self, tables: Tables, *, clock: Clock, absent: Sequence[str] = (), hidden: Sequence[str] = ()) -> None:
        self._clock = clock
        self._absent, self._hidden = frozenset(absent), frozenset(hidden)
        self._lock = threading.RLock()
        self._tables: dict[str, dict[int, Row]] = {
            model: {int(row["id"]): dict(row) for row in rows} for model, rows in tables.items()
        }
        self._matcher = Matcher(self._find_value_of_any)
        self._methods: dict[str, Callable[[str, Sequence[int], dict[str, Any]], Any]] = {
            "message_post": self._post,
            "activity_schedule": self._schedule,
            "action_feedback": self._finish_activity,
            "fields_get": self._fields_get,
            "formatted_read_group": self._sum_up,
            "web_search_read": self._search_with_parts,
        }

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records that match. See `Transport`."""
        with self._lock:
            found = self._found(model, domain)
            for key in reversed([part.strip() for part in order.split(",") if part.strip()] or ["id"]):
                name, _, direction = key.partition(" ")
                found.sort(key=lambda row: _sortable(row.get(name)), reverse=direction.strip().lower() == "desc")
            return [self._shown(model, row, fields) for row in found[:limit]]

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Call one of the few methods that books and desk use; raises `Refused` for any other."""
        with self._lock:
            self._check(model)
            if method not in self._methods:
                raise Refused(f"the sandbox does not take {model}.{method}")
            return self._methods[method](model, ids, dict(arguments))

    def rows(self, model: str) -> list[Row]:
        """List a table's rows as stored, for tests and pages."""
        with self._lock:
            return copy.deepcopy(list(self._rows(model).values()))

    def _check(self, model: str) -> None:
        if model not in FIELDS or model in self._absent:
            raise Refused(f"the sandbox has no {model}")

    def _found(self, model: str, domain: Domain) -> list[Row]:
        self._check(model)
        if model in self._hidden:
            raise NoAccess(f"the sandbox does not show {model}")
        asks_archived = any(item[0] == "active" for item in domain if not isinstance(item, str))
        rows = (row for row in self._rows(model).values() if asks_archived or row.get("active", True) is not False)
        return [row for row in rows if self._matcher.matches({"__model__": model, "active": True, **row}, domain)]

    def _rows(self, model: str) -> dict[int, Row]:
        return self._tables.setdefault(model, {})

    def _find_value_of_any(self, row: Row, name: str) -> Any:
        """Return a field's value, following dots through many2one and x2many fields."""
        head, _, rest = name.partition(".")
        value = self._messages_of(row) if head == "message_ids" else row.get(head)
        if not rest:
            return value
        comodel = "mail.message" if head == "message_ids" else RELATIONS.get((row["__model__"], head))
        if comodel is None:
            raise Broken(f"the sandbox does not know where {row['__model__']}.{head} leads")
        ids = value if isinstance(value, list) else [value]
        targets = [{"__model__": comodel, **self._rows(comodel)[i]} for i in ids if i in self._rows(comodel)]
        found = [self._find_value_of_any(target, rest) for target in targets]
        return found if isinstance(value, list) else (found[0] if found else False)

    def _messages_of(self, row: Row) -> list[int]:
        """Return what was written on a record: Odoo keeps the link on the message."""
        on = (row["__model__"], row["id"])
        return [key for key, said in self._rows("mail.message").items() if (said["model"], said["res_id"]) == on]

    def _shown(self, model: str, row: Row, fields: Sequence[str]) -> Row:
        """Return the wanted fields as Odoo answers them; a missing value is False."""
        shown: Row = {"id": row["id"]}
        for name in fields:
            if name not in FIELDS[model]:
                raise Broken(f"the sandbox's {model} has no {name}")
            value = row.get(name, False)
            comodel = RELATIONS.get((model, name))
            if comodel and (model, name) not in MANY and value:
                value = [value, self._display_name(comodel, value)]
            shown[name] = copy.copy(value) if value is not None else False
        return shown

    def _display_name(self, model: str, record: int) -> str:
        row = self._rows(model).get(record, {})
        name = str(row.get("complete_name") or row.get("name") or f"{model},{record}")
        return f"[{row['default_code']}] {name}" if row.get("default_code") else name

    def _add(self, model: str, row: Row) -> int:
        number = next(i for i in itertools.count(max(self._rows(model), default=0) + 1))
        empty: Row = {name: [] if (model, name) in MANY else False for name in FIELDS[model]}
        now = self._clock().strftime("%Y-%m-%d %H:%M:%S")
        self._rows(model)[number] = {**empty, "create_date": now, "write_date": now, **row, "id": number}
        return number

    def _fields_get(self, model: str, _ids: Sequence[int], _arguments: dict[str, Any]) -> Row:
        kinds = {name: "char" for name in FIELDS[model]}
        kinds |= {name: "many2one" for on, name in RELATIONS if on == model and (on, name) not in MANY}
        return {name: {"store": True, "type": kind} for name, kind in kinds.items()}

    def _search_with_parts(self, model: str, _ids: Sequence[int], arguments: dict[str, Any]) -> Row:
        """List records with those that belong to them, links as {id, display_name}, as Odoo 17 and later answer."""
        asked: Row = {name: arguments[name] for name in ("limit", "order") if name in arguments}
        rows = self._read_with_parts(model, arguments["domain"], arguments["specification"], asked)
        return {"length": len(rows), "records": rows}

    def _read_with_parts(self, model: str, domain: Domain, wanted: Row, asked: Row) -> list[Row]:
        field, child, back = PARTS.get(model, ("", "", ""))
        names = [name for name in wanted if name != field]
        rows = self.search_read(model, domain, names, **asked)
        for row in rows:
            row.update({name: _as_link(row[name]) for name in names if wanted[name]})
            if field in wanted:
                row[field] = self._read_with_parts(child, [(back, "=", row["id"])], wanted[field]["fields"], {})
        return rows

    def _post(self, model: str, ids: Sequence[int], arguments: dict[str, Any]) -> list[int]:
        """Keep an internal note; anything that would reach a customer is refused."""
        if arguments.get("subtype_xmlid") != NOTE_SUBTYPE or arguments.get("partner_ids"):
            raise Refused("the sandbox takes internal notes only")
        note = next((r["id"] for r in self._rows("mail.message.subtype").values() if r["internal"]), False)
        words = {"body": arguments.get("body", ""), "message_type": arguments.get("message_type", "comment")}
        now = self._clock().strftime("%Y-%m-%d %H:%M:%S")
        return [
            self._add("mail.message", {"model": model, "res_id": i, "subtype_id": note, "date": now, **words})
            for i in ids
        ]

    def _schedule(self, model: str, ids: Sequence[int], arguments: dict[str, Any]) -> list[int]:
        words = {name: arguments.get(name, False) for name in ("summary", "note", "date_deadline", "user_id")}
        kind = next(iter(self._rows("mail.activity.type")), False)
        always = {"res_model": model, "active": True, "state": "planned", "activity_type_id": kind}
        return [self._add("mail.activity", {**always, **words, "res_id": i}) for i in ids]

    def _finish_activity(self, _model: str, ids: Sequence[int], _arguments: dict[str, Any]) -> bool:
        for number in ids:
            self._rows("mail.activity")[number].update(active=False, state="done")
        return True

    def _sum_up(self, model: str, _ids: Sequence[int], arguments: dict[str, Any]) -> list[Row]:
        """Sum one field per group, as Odoo 19 answers."""
        aggregate = arguments["aggregates"][0]
        field = aggregate.partition(":")[0]
        groups: dict[tuple[Any, ...], tuple[float, int]] = {}
        for row in self._found(model, arguments["domain"]):
            key = tuple(row[name.partition(":")[0]] for name in arguments["groupby"])
            total, count = groups.get(key, (0.0, 0))
            groups[key] = (total + row[field], count + 1)
        answer = []
        for key, (total, count) in groups.items():
            group: Row = {aggregate: total, "__count": count}
            for name, value in zip(arguments["groupby"], key, strict=True):
                comodel = RELATIONS.get((model, name))
                if comodel or ":" in name:  # a link with its name, a span of time with its label
                    value = [value, self._display_name(comodel, value) if comodel else str(value)] if value else False
                group[name] = value
            answer.append(group)
        return answer


def _as_link(value: Any) -> Any:
    return {"id": value[0], "display_name": value[1]} if value else value


def _sortable(value: Any) -> tuple[bool, Any]:
    """Return a key under which empty values stand first and kinds never mix."""
    empty = value in (None, False)
    return (not empty, "" if empty else value)
