"""How is a new intent model made? The verb `train`."""

import sys
from pathlib import Path

from triage import wiring


def train_model(data: str, out: str, name: str, *, foreign: bool = False) -> int:
    """Train on the datasets below `data` and write a release (intents or `foreign` sentences); prints its figures."""
    folder = Path(data)
    if not any(folder.glob("*/*.jsonl")):
        sys.stderr.write(f"triage: there are no training rows below {data}\n")
        return 2
    make = wiring.train_foreign_judge if foreign else wiring.train_intent_model
    manifest = make(folder, Path(out), name)
    for figure, value in manifest.metrics.items():
        sys.stdout.write(f"{figure}: {value}\n")
    sys.stdout.write(f"written: {out}/{name}\n")
    return 0
