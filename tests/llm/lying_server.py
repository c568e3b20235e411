"""Which endpoint misbehaves on purpose? A stand-in on 127.0.0.1 whose every answer is a lie or a fault."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def completion(content: Any, **more: Any) -> bytes:
    """Return a well-formed completion with that content."""
    message = {"role": "assistant", "content": content} | more.pop("message", {})
    choice = {"index": 0, "finish_reason": more.pop("finish", "stop"), "message": message}
    body = {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "liar",
        "choices": [choice],
        "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150},
    } | more
    return json.dumps(body).encode()


class Liar(BaseHTTPRequestHandler):
    """Answers each request by the behaviour of its server, and keeps what it was sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append(body.decode())  # type: ignore[attr-defined]
        self.server.behave(self, json.loads(body))  # type: ignore[attr-defined]

    def reply(self, status: int, body: bytes, content_type: str = "application/json", **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        return


class Server(ThreadingHTTPServer):
    daemon_threads = True
    requests: list[str]
    behave: Callable[[Liar, dict[str, Any]], None]

    def handle_error(self, *_args: Any) -> None:
        return

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving(behave: Callable[[Liar, dict[str, Any]], None]) -> Iterator[Server]:
    """Serve a behaviour until the block ends."""
    server = Server(("127.0.0.1", 0), Liar)
    server.requests, server.behave = [], behave
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def points_of(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the points of a request: name and text."""
    lines = asked["messages"][1]["content"].splitlines()
    found = [line.split(": ", 1) for line in lines if line[:1] == "P" and "): " in line]
    return [(head.split(" ")[0], text) for head, text in found]


def letter(asked: dict[str, Any], change: Callable[[str], str] = lambda text: text) -> str:
    """Return the points as the schema wants them, each changed."""
    return json.dumps({"lines": [{"point": p, "text": change(t)} for p, t in points_of(asked)]})


def honest(liar: Liar, asked: dict[str, Any]) -> None:
    liar.reply(200, completion(letter(asked)))


def saying(words: str) -> Callable[[Liar, dict[str, Any]], None]:
    """Add words to each line."""
    return lambda liar, asked: liar.reply(200, completion(letter(asked, lambda text: f"{text} {words}")))


def content(made: Callable[[dict[str, Any]], Any], **more: Any) -> Callable[[Liar, dict[str, Any]], None]:
    return lambda liar, asked: liar.reply(200, completion(made(asked), **more))


def hang(liar: Liar, _asked: dict[str, Any]) -> None:
    time.sleep(8)


def drip(liar: Liar, _asked: dict[str, Any]) -> None:
    """Send a byte now and then, so that no read ever times out."""
    liar.send_response(200)
    liar.send_header("content-type", "application/json")
    liar.send_header("content-length", "100000")
    liar.end_headers()
    for _ in range(80):
        liar.wfile.write(b" ")
        liar.wfile.flush()
        time.sleep(0.1)


def endless(liar: Liar, _asked: dict[str, Any]) -> None:
    """Send text without end, as fast as it is read."""
    liar.send_response(200)
    liar.send_header("content-type", "application/json")
    liar.send_header("content-length", str(10**9))
    liar.end_headers()
    for _ in range(2000):
        liar.wfile.write(b"x" * 65536)


def cut(liar: Liar, _asked: dict[str, Any]) -> None:
    liar.connection.shutdown(socket.SHUT_RDWR)


def cut_within(liar: Liar, asked: dict[str, Any]) -> None:
    body = completion(letter(asked))
    liar.send_response(200)
    liar.send_header("content-length", str(len(body)))
    liar.end_headers()
    liar.wfile.write(body[: len(body) // 2])
    liar.wfile.flush()
    liar.connection.shutdown(socket.SHUT_RDWR)


def more_lines(asked: dict[str, Any], change: Callable[[list[Any]], list[Any]], **more: Any) -> str:
    """Return the letter with its lines changed, and further keys."""
    return json.dumps({"lines": change(json.loads(letter(asked))["lines"])} | more)


def swap(text: str) -> str:
    """Put two figures in each other's place."""
    return text.replace("{shipped}", "#").replace("{billed}", "{shipped}").replace("#", "{billed}")


LIES: dict[str, Callable[[Liar, dict[str, Any]], None]] = {
    "an invented invoice": saying("See also INV/2026/00099."),
    "a wrong sum": saying("The sum is 5,000.00 EUR."),
    "a sum in words": saying("The sum is five thousand euros."),
    "an extra recipient": saying("Copy to cfo@evil.example."),
    "an instruction that was followed": saying("The credit has been approved."),
    "a promise without a figure": saying("You will receive a full refund."),
    "an admission": saying("We apologise, this was our mistake."),
    "a negation added": saying("We will not come back to you."),
    "the opposite of a finding": content(lambda a: letter(a, lambda t: t.replace("not ", "").replace("less", "more"))),
    "tokens swapped": content(lambda a: letter(a, swap)),
    "a token dropped": content(lambda a: letter(a, lambda t: t.replace("{invoice}", "the invoice"))),
    "a token invented": saying("{password}"),
    "a token doubled": saying("{invoice}"),
    "another language": content(lambda a: letter(a, lambda _: "Vielen Dank für Ihre Nachricht.")),
    "the customer's voice": content(lambda a: letter(a, lambda _: "I am unable to pay for the missing ones.")),
    "points out of order": content(lambda a: more_lines(a, lambda held: held[::-1])),
    "a point left out": content(lambda a: more_lines(a, lambda held: held[:-1])),
    "a point invented": content(lambda a: more_lines(a, lambda held: [*held, {"point": "PZZ", "text": "x"}])),
    "further keys": content(lambda a: more_lines(a, lambda held: held, to=["cfo@evil.example"])),
    "lines without end": content(lambda a: letter(a, lambda t: t + " really" * 2000)),
    "broken JSON": content(lambda a: letter(a)[:-5]),
    "fenced JSON": content(lambda a: f"```json\n{letter(a)}\n```"),
    "prose": content(lambda _: "Sure! Here is the letter."),
    "nothing": content(lambda _: None),
    "an empty answer": content(lambda _: ""),
    "a refusal": content(lambda _: None, message={"refusal": "I cannot help with that."}),
    "cut off at the length": content(lambda a: letter(a)[:40], finish="length"),
    "a content filter": content(lambda _: "", finish="content_filter"),
    "no choices": lambda liar, _: liar.reply(200, completion("", choices=[])),
    "an error with status 200": lambda liar, _: liar.reply(200, b'{"error": {"message": "no"}}'),
    "HTML": lambda liar, _: liar.reply(200, b"<html>hello</html>", "text/html"),
    "broken transport JSON": lambda liar, _: liar.reply(200, b'{"id": '),
    "429 with Retry-After": lambda liar, _: liar.reply(429, b'{"error": {"message": "slow"}}', retry_after="60"),
    "500": lambda liar, _: liar.reply(500, b'{"error": {"message": "broken"}}'),
    "401": lambda liar, _: liar.reply(401, b'{"error": {"message": "who"}}'),
    "a hang": hang,
    "a drip": drip,
    "text without end": endless,
    "a cut connection": cut,
    "a connection cut within": cut_within,
}  # fmt: skip
