"""What may be asked of this Odoo, and what does it have? Reads over the allow-list, counted, gaps noted."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from triage.domain.failures import Broken, Refused
from triage.odoo.allowlist import FIELDS
from triage.odoo.transport import Domain, LoginRefused, NoAccess, Row, Transport

ASK_AGAIN = 900.0  # seconds until a model that could not be read is asked about again
Known = dict[str, str]  # our name of a field -> this Odoo's name


class Catalogue:
    """Remembers which models and fields this account can read; each readable one is asked about once per process."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._known: dict[str, Known | None] = {}
        self._computed: dict[str, frozenset[str]] = {}
        self._asked: dict[str, float] = {}

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
            answer = self._transport.execute(model, "fields_get", (), {"attributes": ["store"]})
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
        return found

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


def _under_our_names(row: Row, known: Known) -> Row:
    return {"id": row["id"], **{ours: row.get(real, False) for ours, real in known.items()}}
