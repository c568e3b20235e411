"""What does one message cost? Run as `python -m tests.inbound.measure FILE`; answers as JSON."""

import datetime as dt
import json
import resource
import sys
import time
from pathlib import Path

from triage import inbound
from triage.domain.failures import TriageError
from triage.domain.message import RawMessage

RECEIVED = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)


def measure(path: Path) -> dict[str, object]:
    """Return seconds, defects, the newest words and what was attached."""
    raw = RawMessage(content=path.read_bytes(), received_at=RECEIVED)
    start = time.process_time()
    answer: dict[str, object] = {}
    try:
        message = inbound.parse(raw)
        answer["defects"] = message.defects
        answer["reply"] = f"{message.reply[:2_000]} … {message.reply[-500:]}"
        answer["names"] = [attachment.name for attachment in message.attachments]
        answer["texts"] = [attachment.text[:100] for attachment in message.attachments]
    except TriageError as refusal:
        answer["refused"] = str(refusal)
    answer["seconds"] = time.process_time() - start
    return answer


def peak() -> float:
    """Return the most memory this program held, in MiB (getrusage would count what its parent held)."""
    status = Path("/proc/self/status")
    if status.exists():
        kib = next(line.split()[1] for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(kib) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    answer = measure(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(answer | {"peak": peak()}))
