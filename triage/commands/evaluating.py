"""How right is it? The verb `evaluate`, over the evaluations of a checkout."""

import json
import sys
from pathlib import Path
from typing import Any

KINDS = ("reading", "proof", "proposals")
FIGURES = "baselines.json"


def run_evaluation(kind: str, out: str, *, hold: bool) -> int:
    """Print an evaluation and write it as JSON (and HTML) below `out`; with `hold`, 1 when a figure fell."""
    try:
        import evaluation
    except ModuleNotFoundError:
        sys.stderr.write("triage: evaluations are in a checkout of the project, not in the installed package\n")
        return 2
    if kind not in (*KINDS, "all"):
        sys.stderr.write(f"triage: evaluations are {', '.join(KINDS)} and all\n")
        return 2
    code = 0
    for name in KINDS if kind == "all" else (kind,):
        report = _RUN[name](Path(out))
        if hold and name == "reading":
            fallen = _fallen(report, Path(evaluation.__file__).parent / FIGURES)
            sys.stdout.writelines(f"FELL {line}\n" for line in fallen)
            code = code or int(bool(fallen))
    return code


def _reading(out: Path) -> dict[str, Any]:
    from evaluation.reading import evaluate
    from evaluation.reading_report import page, table

    judged, report = evaluate()
    sys.stdout.write(table(report) + "\n")
    _write(out, "reading", report)
    (out / "reading.html").write_text(page(report, judged), encoding="utf-8")
    return report


def _proof(out: Path) -> dict[str, Any]:
    from evaluation import proof

    proofs = proof.prove_all()
    sys.stdout.write(proof.report(proofs) + "\n")
    found = dict(proof.summary(proofs))
    _write(out, "proof", found)
    return found


def _proposals(out: Path) -> dict[str, Any]:
    from evaluation import proposals

    found = dict(proposals.evaluate({"templates": None}))
    sys.stdout.write(proposals.report(found) + "\n")
    _write(out, "proposals", found)
    return found


_RUN = {"reading": _reading, "proof": _proof, "proposals": _proposals}


def _write(out: Path, name: str, report: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, indent=2, ensure_ascii=False, default=str)
    (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _fallen(report: dict[str, Any], path: Path) -> list[str]:
    """List figures that fell below the baseline by more than half the width of its interval."""
    base = json.loads(path.read_text(encoding="utf-8"))["reading"]
    fallen = []
    for name, kept in base.items():
        now = report["figures"].get(name)
        slack = (kept["high"] - kept["low"]) / 2
        worse = now is not None and (
            now["value"] > kept["value"] + slack
            if name == "calibration error"
            else now["value"] < kept["value"] - slack
        )
        if now is None or worse:
            fallen.append(f"{name}: {kept['value']} before, {now['value'] if now else 'absent'} now")
    return fallen
