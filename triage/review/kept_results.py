"""Which evaluations were run, and how did their figures go? Read from the results folder of the state home."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """One figure of one run; `found` of `of` where it is a share, nought of nought where it is none."""

    name: str
    value: float
    low: float
    high: float
    target: float | None
    reached: bool | None
    found: int
    of: int


@dataclass(frozen=True, slots=True)
class KeptResult:
    """One run of one evaluation, with the versions of everything and the cases behind each harm."""

    evaluation: str
    at: datetime
    samples: int
    versions: dict[str, str]
    figures: tuple[KeptFigure, ...]
    cuts: dict[str, dict[str, tuple[KeptFigure, ...]]]  # by language, intent, segment, model -> which -> figures
    found: dict[str, list[str]]


def list_results(home: Path, evaluation: str, limit: int = 20) -> list[KeptResult]:
    """List the newest runs of an evaluation (reading, proof, proposals or road), newest first."""
    paths = sorted((home / "results" / evaluation).glob("*.json"), reverse=True)[:limit]
    return [_result(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def _result(told: dict[str, Any]) -> KeptResult:
    return KeptResult(
        evaluation=told["evaluation"],
        at=datetime.fromisoformat(told["at"]),
        samples=told["samples"],
        versions=told["versions"],
        figures=_figures(told["figures"]),
        cuts={by: {which: _figures(own) for which, own in rows.items()} for by, rows in told["cuts"].items()},
        found=told["found"],
    )


def _figures(told: dict[str, dict[str, Any]]) -> tuple[KeptFigure, ...]:
    return tuple(KeptFigure(name, **{"found": 0, "of": 0} | figure) for name, figure in told.items())
