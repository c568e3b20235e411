"""How many mails a second get in, durably? Over HTTP and LMTP, beside the raw pace of this machine's disk."""

import http.client
import smtplib
import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from evaluation.bench_server import TOKEN, Server

Say = Callable[..., None]
Knock = Callable[[bytes], None]


def raw_pace(say: Say, mails: Sequence[bytes]) -> None:
    """Print rows a second that SQLite inserts with a write to disk each: no door can be faster without sharing one."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "raw.sqlite3", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE mail(number INTEGER PRIMARY KEY, content BLOB)")
        times = _times(lambda mail: connection.execute("INSERT INTO mail(content) VALUES (?)", (mail,)), mails)
        connection.close()
    say("raw insert with fsync, SQLite, one by one", f"{len(times) / sum(times):.0f}/s, p99 {_p99(times):.1f} ms")


def accept_pace(say: Say, server: Server, mails: Sequence[bytes]) -> None:
    """Print accepted mails a second, and the 99th percentile of the answer, by each door and number of clients."""
    for door, connect in (("http", _http), ("lmtp", _lmtp)):
        for clients in (1, 10, 20, 50):
            marked = [b"X-Client: %s %d\r\n" % (door.encode(), clients) + mail for mail in mails]
            spent, times = _all_at_once(partial(connect, server), marked, clients)
            rate = f"{len(times) / spent:.0f}/s, p99 {_p99(times):.0f} ms"
            say(f"accept over {door}, {clients} clients", rate, ">= 300/s")


def fill(server: Server, mails: Sequence[bytes]) -> None:
    """Bring mails in as fast as it goes."""
    _all_at_once(partial(_http, server), mails, 10)


@contextmanager
def _http(server: Server) -> Iterator[Knock]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "message/rfc822"}

    def knock(mail: bytes) -> None:
        connection.request("POST", "/v1/inbound/email", mail, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 202:
            raise RuntimeError(f"the door answered {answer.status}")

    yield knock
    connection.close()


@contextmanager
def _lmtp(server: Server) -> Iterator[Knock]:
    with smtplib.LMTP("127.0.0.1", server.lmtp_port, local_hostname="bench.example", timeout=60) as gateway:
        # else the three small writes of a mail wait for each other's acknowledgement
        assert gateway.sock is not None
        gateway.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield lambda mail: _refuse_none(gateway.sendmail("ann@client.example", ["ar@example.test"], mail))


def _refuse_none(refused: dict[str, tuple[int, bytes]]) -> None:
    if refused:
        raise RuntimeError(f"the door answered {refused}")


def _all_at_once(connect: Callable[[], object], mails: Sequence[bytes], clients: int) -> tuple[float, list[float]]:
    """Return seconds for all, and seconds for each mail; connections are made before the clock starts."""
    times: list[float] = []
    begin = threading.Barrier(clients + 1)

    def client(share: Sequence[bytes]) -> None:
        with connect() as knock:  # type: ignore[attr-defined]
            begin.wait()
            times.extend(_times(knock, share))

    threads = [threading.Thread(target=client, args=(mails[n::clients],)) for n in range(clients)]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    if len(times) != len(mails):
        raise RuntimeError("a client gave up")
    return time.perf_counter() - started, times


def _times(act: Callable[[bytes], object], mails: Sequence[bytes]) -> list[float]:
    found = []
    for mail in mails:
        started = time.perf_counter()
        act(mail)
        found.append(time.perf_counter() - started)
    return found


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(0.99 * (len(times) - 1))] * 1000
