"""How is a new intent model made? The verb `train`."""

import sys
from pathlib import Path

from triage import wiring


def train_model(data: str, out: str, name: str) -> int:
    """Train on the datasets below `data` and write a release; prints its figures."""
    folder = Path(data)
    if not any(folder.glob("*/*.jsonl")):
        sys.stderr.write(f"triage: there are no training rows below {data}\n")
        return 2
    manifest = wiring.train_intent_model(folder, Path(out), name)
    for figure, value in manifest.metrics.items():
        sys.stdout.write(f"{figure}: {value}\n")
    sys.stdout.write(f"written: {out}/{name}\n")
    return 0
