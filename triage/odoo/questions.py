"""What may be asked of this Odoo, and what does it have? Reads over the allow-list, counted, gaps noted."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from triage.domain.failures import Broken, Refused
from triage.odoo.allowlist import FIELDS, PARTS
from triage.odoo.transport import Domain, LoginRefused, NoAccess, Row, Transport

ASK_AGAIN = 900.0  # seconds until a model that could not be read is asked about again
Known = dict[str, str]  # our name of a field -> this Odoo's name
_NAMED: Row = {"fields": {"display_name": {}}}


class Catalogue:
    """Remembers which models and fields this account can read; each readable one is asked about once per process."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._known: dict[str, Known | None] = {}
        self._computed: dict[str, frozenset[str]] = {}
        self._asked: dict[str, float] = {}
        self._links: dict[str, frozenset[str]] = {}
        self._no_parts: dict[str, float] = {}

    def fields(self, model: str) -> Known | None:
        """Return the allowed fields that there are, or None where the model is absent or may not be read."""
        with self._lock:
            known = self._known.get(model)
            if known is None and time.monotonic() - self._asked.get(model, -ASK_AGAIN) >= ASK_AGAIN:
                known = self._known[model] = self._look_up(model)
                self._asked[model] = time.monotonic()
            return known

    def _look_up(self, model: str) -> Known | None:
        try:
            answer = self._transport.execute(model, "fields_get", (), {"attributes": ["store", "type"]})
        except LoginRefused:
            raise
        except Refused:
            return None
        found: Known = {}
        for names in FIELDS[model]:
            real = next((name for name in names if name in answer), None)
            if real:
                found[names[0]] = real
        if not found:
            return None  # to ask for no field would be to ask for all of them
        self._computed[model] = frozenset(n for n, real in found.items() if answer[real].get("store") is False)
        self._links[model] = frozenset(real for real in found.values() if answer[real].get("type") == "many2one")
        return found

    def gives_parts(self, model: str) -> bool:
        """Tell whether this Odoo was not seen to refuse a model together with its parts, lately."""
        with self._lock:
            return time.monotonic() - self._no_parts.get(model, -ASK_AGAIN) >= ASK_AGAIN

    def refuse_parts(self, model: str) -> None:
        """Remember that this Odoo does not give a model together with its parts: each is then asked for itself."""
        with self._lock:
            self._no_parts[model] = time.monotonic()

    def specification(self, model: str, parts: Sequence[str]) -> Row | None:
        """Return what `web_search_read` is to read of a model and its `parts`; None where one cannot be read."""
        known = self.fields(model)
        if known is None:
            return None
        asked: Row = {n: _NAMED if n in self._links.get(model, ()) else {} for n in known.values()}
        field, child, _ = PARTS.get(model, ("", "", ""))
        if child in parts:
            inner = self.specification(child, parts)
            if inner is None:
                return None
            asked[field] = {"fields": inner}
        return asked

    def narrow(self, model: str) -> bool:
        """Leave out a model whose reading was refused: first what is computed of it, then all; False for the latter.

        A computed field may need other models, which the account may not read.
        """
        with self._lock:
            known, computed = self._known.get(model), self._computed.pop(model, frozenset())
            if known and computed:
                self._known[model] = {ours: real for ours, real in known.items() if ours not in computed}
                return True
            self._known[model] = None
            self._asked[model] = time.monotonic()
            return False


class Questions:
    """The questions of one case: `calls` counts them, `left_out` names the models that could not be read."""

    def __init__(self, transport: Transport, catalogue: Catalogue) -> None:
        self._transport = transport
        self._catalogue = catalogue
        self.calls = 0
        self.left_out: dict[str, None] = {}

    def has(self, model: str, field: str = "") -> bool:
        """Tell whether this Odoo has a model, or a field of it, that we may read."""
        known = self._catalogue.fields(model)
        return known is not None and (not field or field in known)

    def ask(
        self, model: str, domain: Domain, *, limit: int | None = None, order: str = "", only: Sequence[str] = ()
    ) -> list[Row]:
        """List records with all allowed fields (or `only` these), under our names; nothing where it cannot be read.

        A condition on a field that this Odoo lacks must not be given: see `has`.
        """
        known = self._catalogue.fields(model)
        if known is None:
            self.left_out[model] = None
            return []
        wanted = {ours: real for ours, real in known.items() if not only or ours in only}
        self.calls += 1
        try:
            rows = self._transport.search_read(
                model,
                [_renamed(item, known) for item in domain],
                list(wanted.values()) or ["id"],
                limit=limit,
                order=order,
            )
        except NoAccess:
            if not self._catalogue.narrow(model):
                self.left_out[model] = None
                return []
            self.left_out[f"{model} (computed fields)"] = None
            return self.ask(model, domain, limit=limit, order=order, only=only)
        return [_under_our_names(row, wanted) for row in rows]

    def ask_with_parts(
        self, model: str, domain: Domain, parts: Sequence[str], *, limit: int, order: str
    ) -> tuple[list[Row], dict[str, list[Row]]]:
        """List records as `ask` does, and all records of the models in `parts` that belong to them, in one call.

        The parts are under their model's name, by id. Where this Odoo refuses (before 17, or for want of a right),
        each model is asked for itself: what may be read then still comes.
        """
        asked = self._catalogue.specification(model, parts) if self._catalogue.gives_parts(model) else None
        if asked is None:
            return self._ask_one_by_one(model, domain, parts, limit=limit, order=order)
        known = self._catalogue.fields(model) or {}
        renamed = [_renamed(item, known) for item in domain]
        self.calls += 1
        try:
            answer = self._transport.execute(
                model, "web_search_read", (),
                {"domain": renamed, "specification": asked, "limit": limit, "order": order},
            )  # fmt: skip
        except (Refused, Broken):
            self._catalogue.refuse_parts(model)
            return self._ask_one_by_one(model, domain, parts, limit=limit, order=order)
        found: dict[str, list[Row]] = {part: [] for part in parts}
        rows = [self._taken_apart(model, record, found) for record in answer["records"]]
        return rows, {part: sorted(records, key=lambda row: int(row["id"])) for part, records in found.items()}

    def _taken_apart(self, model: str, record: Row, found: dict[str, list[Row]]) -> Row:
        """Return a record as `search_read` would give it, under our names; its parts go to `found`."""
        field, child, _ = PARTS.get(model, ("", "", ""))
        for part in record.get(field) or () if child in found else ():
            found[child].append(self._taken_apart(child, part, found))
        plain = {name: _as_pair(value) for name, value in record.items()}
        return _under_our_names(plain, self._catalogue.fields(model) or {})

    def _ask_one_by_one(
        self, model: str, domain: Domain, parts: Sequence[str], *, limit: int, order: str
    ) -> tuple[list[Row], dict[str, list[Row]]]:
        rows = self.ask(model, domain, limit=limit, order=order)
        found: dict[str, list[Row]] = {part: [] for part in parts}
        parent, above = model, rows
        while above and (child := PARTS.get(parent, ("", "", ""))[1]) in found:
            ids = [int(row["id"]) for row in above]
            above = found[child] = self.ask(child, [(PARTS[parent][2], "in", ids)], order="id")
            parent = child
        return rows, found

    def count_by(self, model: str, domain: Domain, by: Sequence[str], total: str) -> list[Row]:
        """Sum `total` per group of `by`; in Odoo's own group format, which differs between 18 and 19."""
        self.calls += 1
        try:
            arguments: Mapping[str, Any] = {
                "domain": list(domain), "groupby": list(by), "aggregates": [f"{total}:sum", "__count"]
            }  # fmt: skip
            return list(self._transport.execute(model, "formatted_read_group", (), arguments))
        except (Refused, Broken):
            self.calls += 1
            arguments = {"domain": list(domain), "fields": [f"{total}:sum"], "groupby": list(by), "lazy": False}
            return list(self._transport.execute(model, "read_group", (), arguments))


def _renamed(item: Any, known: Known) -> Any:
    if isinstance(item, str):
        return item
    name, operator, value = item
    head, dot, rest = name.partition(".")
    return (known.get(head, head) + dot + rest, operator, value)


def _as_pair(value: Any) -> Any:
    """Return a link as `search_read` gives it: [id, name]."""
    return [value["id"], value.get("display_name", "")] if isinstance(value, dict) else value


def _under_our_names(row: Row, known: Known) -> Row:
    return {"id": row["id"], **{ours: row.get(real, False) for ours, real in known.items()}}
