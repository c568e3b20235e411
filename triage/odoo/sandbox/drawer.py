"""How do a world's rows come together? Tables under construction, where every record is known by its key."""

from collections import Counter
from typing import Any

from triage.domain.failures import Broken
from triage.odoo.sandbox.fields import FIELDS, MANY

Row = dict[str, Any]
HOUSE = 0


class Drawer:
    """Adds rows and finds them again by (model, key). `number` gives the ids of one situation their thousands."""

    def __init__(self, written: str) -> None:
        self.tables: dict[str, list[Row]] = {model: [] for model in FIELDS}
        self.number = HOUSE
        self._always = {"active": True, "write_date": written}
        self._rows: dict[tuple[str, str], Row] = {}
        self._counts: Counter[tuple[str, int]] = Counter()

    def add(self, model: str, key: str, /, **values: Any) -> int:
        """Add a row with defaults for what is not given; returns its id. Raises `Broken` for a field Odoo has not."""
        if unknown := values.keys() - set(FIELDS[model]):
            raise Broken(f"{model} has no {', '.join(sorted(unknown))}")
        self._counts[model, self.number] += 1
        row: Row = {name: [] if (model, name) in MANY else False for name in FIELDS[model]}
        row |= {name: value for name, value in self._always.items() if name in row}
        row |= values | {"id": self.number * 1000 + self._counts[model, self.number]}
        self.tables[model].append(row)
        if key:
            self._rows[model, key] = row
        return int(row["id"])

    def row(self, model: str, key: str) -> Row:
        """Return the row of a key; raises `Broken` for one that was never added."""
        if (model, key) not in self._rows:
            raise Broken(f"the world has no {model} called {key}")
        return self._rows[model, key]

    def id_of(self, model: str, key: str) -> int:
        """Return the id of a key; raises `Broken` for one that was never added."""
        return int(self.row(model, key)["id"])

    def find_id(self, model: str, key: str) -> int | bool:
        """Return the id of a key, or False as Odoo has it for nothing."""
        return self.id_of(model, key) if key else False
