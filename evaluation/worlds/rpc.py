"""How does the seeder speak to Odoo? As an administrator over /jsonrpc, remembering what it made by external id."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import odoorpc

MODULE = "triage_world"


class Rpc:
    """One administrator's calls: `rpc("res.partner", "read", [7], ["name"])`."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        address = urlsplit(url)
        tls = address.scheme == "https"
        self._odoo = odoorpc.ODOO(
            address.hostname,
            protocol="jsonrpc+ssl" if tls else "jsonrpc",
            port=address.port or (443 if tls else 80),
            version="19.0",
            timeout=300,
        )
        self._odoo.login(database, login, password)
        self.user_id: int = self._odoo.env.uid
        self.context: dict[str, Any] = {"lang": "en_US", "tracking_disable": True}
        self.calls = 0
        self.made = 0
        rows = self("ir.model.data", "search_read", [("module", "=", MODULE)], ["name", "model", "res_id"])
        self._known = {(row["model"], row["name"]): int(row["res_id"]) for row in rows}

    def __call__(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method with positional and named arguments; `context` is added to ours."""
        self.calls += 1
        context = {**self.context, **kwargs.pop("context", {})}
        return self._odoo.execute_kw(model, method, list(args), {**kwargs, "context": context})

    def find(self, model: str, domain: list[Any]) -> int | None:
        """Return the first record that matches, archived or not."""
        ids = self(model, "search", domain, limit=1, context={"active_test": False})
        return int(ids[0]) if ids else None

    def xml_id(self, name: str) -> int:
        """Return the record that a module's data file calls `module.name`; raises `LookupError`."""
        module, _, short = name.partition(".")
        rows = self("ir.model.data", "search_read", [("module", "=", module), ("name", "=", short)], ["res_id"])
        if not rows:
            raise LookupError(f"this Odoo has no {name}")
        return int(rows[0]["res_id"])

    def id_of(self, model: str, key: str) -> int:
        """Return the record made under this key; raises `KeyError`."""
        return self._known[model, _external(model, key)]

    def ensure(self, model: str, key: str, make: Callable[..., Any] | dict[str, Any], *known: Any) -> int:
        """Return the record of this key, made where it is not there yet: from values, or by `make(*known)`.

        `make` answers values, or the id of what it made itself.
        """
        name = _external(model, key)
        if (model, name) not in self._known:
            made = make if isinstance(make, dict) else make(*known)
            number = made if isinstance(made, int) else int(self(model, "create", [made])[0])
            values = {"module": MODULE, "name": name, "model": model, "res_id": number, "noupdate": True}
            self("ir.model.data", "create", [values])
            self._known[model, name] = number
            self.made += 1
        return self._known[model, name]

    def read(self, model: str, record: int, *fields: str) -> dict[str, Any]:
        """Return these fields of one record."""
        row: dict[str, Any] = self(model, "read", [record], list(fields))[0]
        return row


def _external(model: str, key: str) -> str:
    """Return the external id of a key: unique over all models, as Odoo wants it."""
    return f"{model.replace('.', '_')}.{key}".replace("/", ".").replace(" ", "_")
