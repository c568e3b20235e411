"""How is Odoo 19 and later asked? Over JSON-2 with a bearer key, every argument by name."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from triage.domain.failures import Broken, Busy, Refused, RetryLater, TriageError
from triage.odoo.transport import Domain, LoginRefused, NoAccess, Row, context_of

RETRY_STATUS = frozenset({408, 429, 502, 503, 504})


class Json2Transport:
    """A pooled HTTP client; safe to use from several threads."""

    def __init__(
        self, *, url: str, database: str, key: str, timeout_seconds: float, company_id: int | None = None
    ) -> None:
        self._context = context_of(company_id)
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            timeout=timeout_seconds,
            headers={"Authorization": f"bearer {key}", "X-Odoo-Database": database},
            trust_env=False,
        )

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], *, limit: int | None = None, order: str = ""
    ) -> list[Row]:
        """List records that match. See `Transport`."""
        arguments: dict[str, Any] = {"domain": list(domain), "fields": list(fields)}
        if limit is not None:
            arguments["limit"] = limit
        if order:
            arguments["order"] = order
        return list(self._post(model, "search_read", arguments))

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        """Call a method. See `Transport`."""
        body = dict(arguments)
        if ids:
            body["ids"] = list(ids)
        return self._post(model, method, body)

    def _post(self, model: str, method: str, body: dict[str, Any]) -> Any:
        if self._context:
            body["context"] = {**self._context, **body.get("context", {})}
        try:
            answer = self._client.post(f"/json/2/{model}/{method}", json=body)
        except httpx.HTTPError as error:
            raise RetryLater(f"Odoo does not answer ({type(error).__name__})") from None
        if answer.is_success:
            return _body_of(answer)
        raise _as_failure(answer)


def _body_of(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise RetryLater("Odoo's answer cannot be read (no JSON)") from None


def _as_failure(answer: httpx.Response) -> TriageError:
    """Return our failure for an answer that is no success; `debug` and `message` are never passed on."""
    status = answer.status_code
    try:
        name = str(answer.json().get("name", ""))
    except (ValueError, AttributeError):
        name = ""
    short = name.rsplit(".", 1)[-1] or f"HTTP {status}"
    if status in RETRY_STATUS or "SerializationFailure" in name or "OperationalError" in name:
        wait = answer.headers.get("Retry-After", "")
        after = float(wait) if wait.isdigit() else None
        is_busy = status == 429 or "SerializationFailure" in name  # the others may mean that it is out
        return (Busy if is_busy else RetryLater)(f"Odoo is busy ({short})", after_seconds=after)
    if status == 401 or short == "AccessDenied":
        return LoginRefused("Odoo refuses the key of the service account")
    if status == 403 or short == "AccessError":
        return NoAccess("Odoo refuses (AccessError)")
    if status in (404, 422):
        return Refused(f"Odoo refuses ({short})")
    return Broken(f"Odoo reports a fault ({short})")
