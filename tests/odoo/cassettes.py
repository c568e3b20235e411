"""How are talks with a real Odoo kept for the fast tests? As cassettes without key, password, host or database."""

import json
import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import vcr

from triage.odoo.allowlist import FIELDS
from triage.odoo.inbox import TICKET_FIELDS

FOLDER = Path(__file__).parent / "cassettes"
ASKED_FOR = {name for fields in FIELDS.values() for names in fields for name in names} | set(TICKET_FIELDS)
HOST = "odoo.invalid"
SECRET = "SCRUBBED"


def path_of(kind: str, test: str) -> Path:
    """Return where the talk of one test over one transport is kept."""
    name = re.sub(r"[^a-z0-9]+", "-", test.lower().replace(kind, "")).strip("-")
    return FOLDER / kind / f"{name}.yaml"


def recorder(kind: str, test: str, *, record: bool = True) -> AbstractContextManager[Any]:
    """Return a cassette for one test over one transport; in replay, what was not recorded is an error."""
    tape = vcr.VCR(
        record_mode="all" if record else "none",
        match_on=("method", "path", "body"),
        before_record_request=scrub_request,
        before_record_response=scrub_response,
        decode_compressed_response=True,
    )
    return tape.use_cassette(str(path_of(kind, test)))


def scrub_request(request: Any) -> Any:
    """Take away what names or opens the server; what is left is the same for every run."""
    request.uri = f"http://{HOST}{re.sub('^https?://[^/]+', '', request.uri)}"
    request.headers = {"Content-Type": "application/json"}
    if request.body:
        request.body = json.dumps(_scrubbed(json.loads(request.body)), sort_keys=True).encode()
    return request


def _scrubbed(body: Any) -> Any:
    """Return a call without credentials: of /jsonrpc the envelope's id and the first three arguments."""
    if not isinstance(body, dict) or "jsonrpc" not in body:
        return body
    params = dict(body.get("params") or {})
    for name in ("login", "password", "db"):
        if name in params:
            params[name] = SECRET
    if params.get("service") == "object":
        params["args"] = ["world", 0, SECRET, *params["args"][3:]]
    elif params.get("service") == "common":
        params["args"] = [SECRET for _ in params["args"]]
    return {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}


def _short(answer: Any) -> Any:
    """Return what `fields_get` answered without the fields that we never ask for: most of a tape otherwise."""
    if not isinstance(answer, dict) or not answer or not all(isinstance(about, dict) for about in answer.values()):
        return answer
    return {name: about for name, about in answer.items() if name in ASKED_FOR}


def scrub_response(response: dict[str, Any]) -> dict[str, Any]:
    """Keep the answer's body and kind; of an error its name, since the rest is Odoo's traceback."""
    response["headers"] = {"Content-Type": ["application/json"]}
    text = response["body"]["string"]
    answer = json.loads(text) if text[:1] in (b"{", b"[", "{", "[") else None
    if isinstance(answer, dict) and "error" in answer:
        said = answer["error"]
        answer = {"error": {"code": 200, "message": "", "data": {"name": said["data"]["name"], "message": ""}}}
    elif isinstance(answer, dict) and answer.get("jsonrpc"):
        answer = {"jsonrpc": "2.0", "id": 1, "result": _short(answer.get("result"))}
    elif isinstance(answer, dict) and "debug" in answer:
        answer = {"name": answer["name"]}
    else:
        answer = _short(answer)
    if answer is not None:
        response["body"]["string"] = json.dumps(answer).encode()
    return response
