"""How is Odoo 17 to 21 asked? Over /jsonrpc with odoorpc."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import odoorpc

from triage.domain.failures import Broken, Busy, Refused, RetryLater
from triage.odoo.transport import Domain, LoginRefused, NoAccess, Row, context_of

BUSY = ("could not serialize", "concurrent update", "deadlock", "SerializationFailure")
REFUSALS = ("UserError", "ValidationError", "MissingError", "RedirectWarning")


class OdooRpcTransport:
    """One logged-in session; calls are made one at a time, since odoorpc keeps a cookie jar."""

    def __init__(
        self, *, url: str, database: str, login: str, key: str, timeout_seconds: float, company_id: int | None = None
    ) -> None:
        self._context = context_of(company_id)
        self._lock = threading.Lock()
        self._credentials = (database, login, key)
        self._address = urlsplit(url)
        self._timeout = timeout_seconds
        self._session: Any = None

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records that match. See `Transport`."""
        arguments: dict[str, Any] = {"fields": list(fields)}
        if limit is not None:
            arguments["limit"] = limit
        if order:
            arguments["order"] = order
        return list(self._ask(model, "search_read", [list(domain)], arguments))

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Call a method. See `Transport`."""
        named = dict(arguments)
        positional: list[Any] = [list(ids)] if ids else []
        if method == "create":
            positional = [named.pop("vals_list")]
        return self._ask(model, method, positional, named)

    def _ask(self, model: str, method: str, positional: list[Any], named: dict[str, Any]) -> Any:
        if self._context:
            named["context"] = {**self._context, **named.get("context", {})}
        return self._call(lambda odoo: odoo.execute_kw(model, method, positional, named))

    def _call(self, ask: Callable[[Any], Any]) -> Any:
        """Ask within the lock; a lost session is opened again at the next call."""
        with self._lock:
            try:
                return ask(self._open())
            except odoorpc.error.RPCError as error:
                raise _as_failure(error) from None
            except OSError as error:  # also time-outs and urllib's URLError
                self._session = None
                raise RetryLater(f"Odoo does not answer ({type(error).__name__})") from None
            except (ValueError, odoorpc.error.InternalError) as error:
                self._session = None
                raise RetryLater(f"Odoo's answer cannot be read ({type(error).__name__})") from None

    def _open(self) -> Any:
        """Return the session, logging in where there is none."""
        if self._session is None:
            tls = self._address.scheme == "https"
            session = odoorpc.ODOO(
                self._address.hostname,
                protocol="jsonrpc+ssl" if tls else "jsonrpc",
                port=self._address.port or (443 if tls else 80),
                version="19.0",  # given: odoorpc then does not ask, and 17 to 21 behave alike for what we call
                timeout=self._timeout,
            )
            session.login(*self._credentials)
            self._session = session
        return self._session


def _as_failure(error: Exception) -> Exception:
    """Return our failure for what Odoo answered; its traceback is never passed on."""
    info = getattr(error, "info", None)
    data = info.get("data") if isinstance(info, dict) else None
    name = str(data.get("name", "")) if isinstance(data, dict) else ""
    text = f"{name} {error}"
    if any(sign in text for sign in BUSY):
        return Busy("Odoo is busy with the same records")
    if "OperationalError" in text:
        return RetryLater("Odoo's own database does not answer")
    if "AccessDenied" in name:
        return LoginRefused("Odoo refuses the login of the service account")
    if "AccessError" in name:
        return NoAccess("Odoo refuses (AccessError)")
    if any(sign in name for sign in REFUSALS):
        return Refused(f"Odoo refuses ({name.rsplit('.', 1)[-1]})")
    return Broken(f"Odoo reports a fault ({name or type(error).__name__})")
