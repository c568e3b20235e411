"""What happens to calls from Odoo to the service? A wire passes them on, loses an answer, or sends one twice."""

import http.client
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Wire:
    """Listens at `url` and passes POSTs on to a port; of decisions it loses answers and doubles calls, as set."""

    def __init__(self, port: int) -> None:
        self.port, self.lose, self.double = port, 0, 0
        self.answers: list[tuple[str, int]] = []  # path and status, in order
        wire = self

        class Passing(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                wire._pass_on(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing: what is passed on is told by `answers`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _pass_on(self, call: BaseHTTPRequestHandler) -> None:
        call.close_connection = True
        body = call.rfile.read(int(call.headers["Content-Length"]))
        is_decision = call.path == "/v1/decisions"
        times = 1
        if is_decision and self.double:
            times, self.double = 2, self.double - 1
        try:
            status, answer = [self._send(call, body) for _ in range(times)][-1]
        except OSError:  # nobody there: the caller sees the same
            return
        if is_decision and self.lose:
            self.lose -= 1
            return
        call.send_response(status)
        call.send_header("Content-Length", str(len(answer)))
        call.end_headers()
        call.wfile.write(answer)

    def _send(self, call: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        headers = {name: value for name, value in call.headers.items() if name.casefold() != "host"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as service:
            service.request("POST", call.path, body, headers)
            with service.getresponse() as answer:
                self.answers.append((call.path, answer.status))
                return answer.status, answer.read()
