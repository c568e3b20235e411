"""What becomes of Odoo's errors? Each is one of our four failures, and nothing of its traceback is passed on."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from triage.domain.failures import Broken, Busy, Refused, RetryLater, TriageError
from triage.odoo import Connection, open_books
from triage.odoo.connection import open_transport
from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.transport import LoginRefused, NoAccess, Transport

SECRET = "Traceback (most recent call last): password=hunter2"


class FakeOdoo(BaseHTTPRequestHandler):
    """Answers every call with what the test put into `reply`."""

    reply: tuple[int, bytes] = (200, b"[]")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, body = type(self).reply
        if self.path == "/web/session/authenticate" and status != 599:
            status, body = 200, json.dumps({"result": {"uid": 2, "user_context": {}}}).encode()
        self.send_response(200 if status == 599 else status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), FakeOdoo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def transport(kind: Any, url: str) -> Transport:
    return open_transport(Connection(kind=kind, url=url, database="d", login="l", key="k", timeout_seconds=5))


def ask(kind: str, url: str) -> TriageError | None:
    try:
        transport(kind, url).search_read("res.partner", [], ["name"])
    except TriageError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("status", "name", "failure"),
    [
        (401, "werkzeug.exceptions.Unauthorized", LoginRefused),
        (403, "odoo.exceptions.AccessError", NoAccess),
        (404, "odoo.exceptions.MissingError", Refused),
        (422, "odoo.exceptions.ValidationError", Refused),
        (429, "", Busy),
        (500, "builtins.KeyError", Broken),
        (403, "odoo.exceptions.AccessDenied", LoginRefused),
        (500, "psycopg2.errors.OperationalError", RetryLater),
        (500, "psycopg2.errors.SerializationFailure", Busy),
        (502, "", RetryLater),
    ],
)
def test_json2_errors_are_ours(url: str, status: int, name: str, failure: type[TriageError]) -> None:
    FakeOdoo.reply = (status, json.dumps({"name": name, "message": SECRET, "debug": SECRET}).encode())
    error = ask("json2", url)
    assert type(error) is failure
    assert "hunter2" not in error.reason
    if status == 429:
        assert isinstance(error, RetryLater)
        assert error.after_seconds == 7


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("odoo.exceptions.AccessDenied", LoginRefused),
        ("odoo.exceptions.AccessError", NoAccess),
        ("odoo.exceptions.UserError", Refused),
        ("odoo.exceptions.MissingError", Refused),
        ("builtins.KeyError", Broken),
        ("psycopg2.errors.OperationalError", RetryLater),
        ("psycopg2.errors.SerializationFailure", Busy),
    ],
)
def test_jsonrpc_errors_are_ours(url: str, name: str, failure: type[TriageError]) -> None:
    answer = {"error": {"code": 200, "message": "x", "data": {"name": name, "message": SECRET, "debug": SECRET}}}
    FakeOdoo.reply = (200, json.dumps(answer).encode())
    error = ask("odoorpc", url)
    assert type(error) is failure
    assert "hunter2" not in error.reason


@pytest.mark.parametrize("kind", ["odoorpc", "json2"])
def test_an_answer_that_is_no_json_and_a_server_that_is_away_are_tried_again_later(kind: str, url: str) -> None:
    FakeOdoo.reply = (599, b"<html>")
    assert type(ask(kind, url)) is RetryLater
    books = open_books(
        Connection(kind=kind, url="http://127.0.0.1:9", database="d", login="l", key="k"),  # type: ignore[arg-type]
        clock=lambda: WORLD_NOW,
    )
    with pytest.raises(RetryLater):
        books.ping()


@pytest.mark.parametrize("kind", ["odoorpc", "json2"])
def test_what_is_not_configured_is_said_before_anything_is_sent(kind: Any) -> None:
    with pytest.raises(Refused, match="url, database"):
        open_transport(Connection(kind=kind))
    with pytest.raises(Refused, match="http://"):
        open_transport(Connection(kind=kind, url="ftp://x", database="d", login="l", key="k"))


def test_a_connection_does_not_show_its_key() -> None:
    assert "geheim" not in repr(Connection(kind="json2", key="geheim"))
