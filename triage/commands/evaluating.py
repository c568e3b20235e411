"""How right is it? The verb `evaluate`, over the evaluations of a checkout."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage import wiring
from triage.settings import load_settings

if TYPE_CHECKING:
    from evaluation.shape import Evaluation, Result

KINDS = ("reading", "proof", "proposals", "road")
FIGURES = "baselines.json"


def run_evaluation(kind: str, out: str, *, hold: bool, model: str = "") -> int:
    """Print an evaluation and write it as JSON (and HTML) below `out`; with `hold`, 1 when a figure fell.

    Each run is kept too, with the versions of everything, below `results` in the state home.
    """
    try:
        import evaluation
    except ModuleNotFoundError:
        sys.stderr.write("triage: evaluations are in a checkout of the project, not in the installed package\n")
        return 2
    if kind not in (*KINDS, "all"):
        sys.stderr.write(f"triage: evaluations are {', '.join(KINDS)} and all\n")
        return 2
    baselines = json.loads((Path(evaluation.__file__).parent / FIGURES).read_text(encoding="utf-8"))
    worse = []
    for name in KINDS if kind == "all" else (kind,):
        result = _run(name, Path(out), model)
        worse += _fallen(result, baselines.get(name, {})) if hold else []
    sys.stdout.writelines(f"FELL {line}\n" for line in worse)
    return int(bool(worse))


def _run(name: str, out: Path, model: str) -> "Result":
    from evaluation.results import keep, stamped
    from evaluation.shape import run, table

    settings = load_settings()
    chosen = settings.model_copy(update={"model_path": Path(model)}) if model else settings
    if name == "proposals" and chosen.openai_base_url:  # side by side: the embedded writer first
        embedded = run(_evaluation(name), chosen.model_copy(update={"openai_base_url": ""}))
        sys.stdout.write(f"the embedded writer\n{table(embedded)}\n\n{chosen.openai_model}\n")
        _write(out, "proposals-embedded", stamped(embedded, wiring.now()))
    result = run(_evaluation(name), chosen)
    told = stamped(result, wiring.now())
    sys.stdout.write(table(result) + "\n")
    _write(out, name, told)
    sys.stdout.write(f"kept: {keep(told, settings.home)}\n")
    if name == "reading":
        from evaluation.reading_report import page

        (out / "reading.html").write_text(page(result), encoding="utf-8")
    return result


def _evaluation(name: str) -> "Evaluation":
    """Return an evaluation; imported where it is run, since each loads its own world."""
    match name:
        case "reading":
            from evaluation.reading import READING

            return READING
        case "proof":
            from evaluation.proof import PROOF

            return PROOF
        case "proposals":
            from evaluation.proposals import PROPOSALS

            return PROPOSALS
    from evaluation.road import ROAD

    return ROAD


def _write(out: Path, name: str, told: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, indent=2, ensure_ascii=False, default=str)
    (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _fallen(result: "Result", base: dict[str, Any]) -> list[str]:
    from evaluation.shape import fallen

    return fallen(result, base)
