"""Does the house keep every mail through hours of work and kill -9? The soak; prints numbers, fails on a loss.

make soak                # 30 minutes; MINUTES=3 make soak for a short one
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from evaluation.bench_doors import fill
from evaluation.bench_server import Server
from triage.commands.household import Household
from triage.settings import Settings, release_root

SAMPLES = sorted(release_root("samples").glob("*.eml"))
CALIBRATION = 200
KILL_EVERY = (20.0, 40.0)  # seconds between kills, by chance


def mail(number: int) -> bytes:
    """Return the mail with this number: words and Message-ID of its own."""
    content = SAMPLES[number % len(SAMPLES)].read_bytes()
    content = content.replace(b"Message-ID: <", b"Message-ID: <soak%d." % number, 1)
    return content + b"\nPos. %d\n" % number


def main() -> int:
    """Run the soak and print what came of it; 1 where a mail was lost, doubled, or the ledger does not add up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    random.seed(chosen.seed)
    with tempfile.TemporaryDirectory() as home:
        return Soak(Path(home)).run(chosen.minutes * 60)


class Soak:
    """One service with its worker, killed at random, and a gateway that brings each mail until it is taken."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.sent = 0
        self.recoveries: list[float] = []
        self.memory: list[float] = []
        self.server = Server(home, "serve")

    def run(self, seconds: float) -> int:
        """Measure the pace, keep half of it up for so long with kills, drain, and look at the books."""
        fill(self.server, [mail(n) for n in range(CALIBRATION)])
        total, spent = self.server.drain()
        pace = total / spent
        self.sent = CALIBRATION
        print(f"pace of the road on this machine: {pace:.1f} mails/s; soak at {pace / 2:.1f}", flush=True)
        self._keep_up(pace / 2, seconds)
        self.server.drain()
        self.server.stop()
        return self._look()

    def _keep_up(self, rate: float, seconds: float) -> None:
        started = time.perf_counter()
        next_kill = started + random.uniform(*KILL_EVERY)
        brought = 0
        while (now := time.perf_counter()) - started < seconds:
            if now >= next_kill:
                self._kill()
                next_kill = time.perf_counter() + random.uniform(*KILL_EVERY)
            if brought < rate * (now - started):
                self._bring(mail(self.sent))
                self.sent += 1
                brought += 1
            else:
                time.sleep(0.01)

    def _bring(self, content: bytes) -> None:
        """Bring a mail twice in twenty, as a gateway does whose answer went astray."""
        self.server.bring(content)
        if random.random() < 0.1:
            self.server.bring(content)

    def _kill(self) -> None:
        self.memory.append(self.server.peak_memory())
        self.server.kill()
        killed = time.perf_counter()
        self.server = Server(self.home, "serve")
        probe = mail(self.sent)
        self.sent += 1
        case_id = self.server.bring(probe)
        while self.server.state_of(case_id) == "received":
            time.sleep(0.05)
        self.recoveries.append(time.perf_counter() - killed)

    def _look(self) -> int:
        house = Household.open(Settings(home=self.home, books="sandbox", _env_file=None))
        ledger = house.casebook.ledger()
        fault = house.audit.examine().fault
        house.database.close()
        doubled = _doubled(self.home / "triage.sqlite3")
        lost = self.sent - ledger.received
        print(f"mails sent {self.sent}, cases {ledger.received}, lost {lost}, doubled {doubled}, gap {ledger.gap}")
        print(f"ledger {ledger}; dead letters {ledger.dead_lettered}; journal {fault or 'whole'}")
        if self.recoveries:
            middle, most = statistics.median(self.recoveries), max(self.recoveries)
            told = f"median {middle:.1f} s, most {most:.1f} s"
            print(f"kills {len(self.recoveries)}; from kill -9 to the end of a new mail's road: {told}")
            print(f"peak memory of each life: {min(self.memory):.0f} to {max(self.memory):.0f} MB")
        return int(bool(lost or doubled or ledger.gap or fault or ledger.dead_lettered))


def _doubled(path: Path) -> int:
    """Count cases that ended twice in the journal."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT COUNT(*) FROM (SELECT case_id FROM triage_journal WHERE event LIKE 'moved:%' "
            "GROUP BY case_id HAVING COUNT(*) > 1)"
        )
        return int(rows.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
