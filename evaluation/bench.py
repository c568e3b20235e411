"""How fast is it on this machine? Reading, the road, the door, a real Odoo, the start, the memory; prints numbers only.

make bench                 # everything; the part against Odoo needs the live lab (TRIAGE_LIVE=0 leaves it out)
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluation.bench_doors import accept_pace, fill, raw_pace
from evaluation.bench_server import Server
from triage import inbound, wiring
from triage.domain.message import RawMessage
from triage.settings import Settings, release_root

SAMPLES = sorted(release_root("samples").glob("*.eml"))
ROOT = Path(__file__).parents[1]


def main() -> int:
    """Run every part in turn; returns 0."""
    for part in (read_pace, road_pace, start_time, door_pace, odoo_cost):
        part()
    return 0


def _say(what: str, value: str, expected: str = "") -> None:
    print(f"{what:58} {value:>24}   {expected}", flush=True)


def _raws(count: int) -> list[RawMessage]:
    """Return `count` different messages out of the samples."""
    found = []
    for number in range(count):
        content = SAMPLES[number % len(SAMPLES)].read_bytes()
        content = content.replace(b"Message-ID: <", b"Message-ID: <%d." % number, 1)
        # other digits in the words: a sentence seen before would come out of the encoder's memory
        body = re.sub(rb"(\d)(?=[^\n]*$)", lambda m: m.group(1), content) + b"\nPos. %d\n" % number
        found.append(RawMessage(content=body, received_at=wiring.now()))
    return found


def read_pace() -> None:
    """Print messages a second through `read` on one core, with and without the encoder."""
    for encoder, expected in (("auto", ">= 100"), ("off", ">= 400")):
        reader = wiring.open_reader(Settings(encoder=encoder))
        raws = _raws(320)
        reader.read(inbound.parse(raws[0]))
        spent = _timed(lambda: [reader.read(inbound.parse(raw)) for raw in raws])  # noqa: B023 (called at once)
        _say(f"read, encoder {encoder}", f"{len(raws) / spent:.0f} messages/s", expected)


def road_pace() -> None:
    """Print messages a second through the whole road in this process, against the sandbox."""
    tools = wiring.open_tools(Settings(books="sandbox"))
    raws = _raws(192)
    wiring.suggest_one(raws[0], tools)
    times = [_timed(lambda raw=raw: wiring.suggest_one(raw, tools)) for raw in raws]  # type: ignore[misc]
    _say("whole road in one process, sandbox", f"{len(raws) / sum(times):.0f} messages/s")
    _say("whole road, one message, median and p95", _milliseconds(times))


def start_time() -> None:
    """Print how long one short mail takes with the start of the command included."""
    mail = str(SAMPLES[0])
    for words in (["read", mail], ["suggest", mail]):
        command = [sys.executable, "-m", "triage.cli", *words]
        times = [_timed(lambda c=command: _quiet(c)) for _ in range(5)]  # type: ignore[misc]
        _say(f"triage {words[0]}, one short mail, start included", f"{statistics.median(times):.2f} s", "< 1.5 s")


def _quiet(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def door_pace() -> None:
    """Print start, accepted mails a second by each door, the durable road, and memory of the service."""
    mails = [raw.content for raw in _raws(500)]
    raw_pace(_say, mails)
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home), "serve", "--no-worker")
        _say("serve: ready after", f"{server.ready_after:.2f} s", "3 s")
        accept_pace(_say, server, mails)
        server.stop()
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home), "serve", "--no-worker")
        fill(server, mails[:400])
        server.stop()
        server = Server(Path(home), "serve")
        total, spent = server.drain()
        _say("durable road, SQLite, one worker", f"{total / spent:.1f} messages/s")
        _say("serve with worker: peak memory", f"{server.peak_memory():.0f} MB", "<= 400 MB")
        server.stop()


def odoo_cost() -> None:
    """Print RPC calls and seconds a case takes against a live Odoo 19 that holds the worked world."""
    if os.environ.get("TRIAGE_LIVE") == "0":
        return
    sys.path.insert(0, str(ROOT / "tests" / "live"))
    from evaluation.bench_odoo import cost_of_cases

    calls, seconds = cost_of_cases()
    _say("case against live Odoo: RPC calls, median and most", f"{statistics.median(calls):.0f}, {max(calls)}", "<= 12")
    _say("case against live Odoo: median and p95", _milliseconds(seconds), "p95 < 1 s")


def _milliseconds(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered) * 1000:.0f} ms, {ordered[int(0.95 * (len(ordered) - 1))] * 1000:.0f} ms"


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
