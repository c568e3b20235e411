"""Is an evaluation what it says: counts, intervals, slices, baselines with a tolerance, and results that are kept?"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.figures import wilson
from evaluation.results import keep, stamped
from evaluation.road import ROAD, is_shown
from evaluation.road_truth import list_samples
from evaluation.shape import Evaluation, Judged, Sample, Share, Whole, baseline_of, fallen, harm, run
from triage import wiring
from triage.commands.evaluating import FIGURES, KINDS, run_evaluation
from triage.domain.proposal import Approval
from triage.review.kept_results import list_results
from triage.settings import Settings, load_settings

EVALUATION = Path(__file__).parents[2] / "evaluation"


def odd(one: Judged) -> tuple[int, int]:
    return one.said % 2, 1


NUMBERS = Evaluation(
    name="numbers",
    dataset=lambda: [Sample(str(n), n, n, {"language": "de" if n < 4 else "fr"}) for n in range(10)],
    open_step=lambda settings: ((lambda sample: sample.given if sample.given != 8 else 9), {"model": "m-1"}),
    scorers=(
        harm("wrong", lambda one: (int(one.said != one.sample.truth), 1)),
        Share("odd", odd),
        Whole("mean", lambda judged: lambda chosen: sum(judged[n].said for n in chosen) / len(chosen)),
    ),
    content=lambda: b"ten numbers",
)


def test_a_share_counts_and_has_the_interval_of_wilson() -> None:
    result = run(NUMBERS, Settings(_env_file=None))
    odd_figure = result.figures["odd"]
    assert (odd_figure.found, odd_figure.of, odd_figure.value) == (6, 10, 0.6)
    assert (odd_figure.low, odd_figure.high) == pytest.approx((0.3127, 0.8318), abs=1e-4)  # by hand, z = 1.96
    assert wilson(0, 20)[1] == pytest.approx(0.1611, abs=1e-4)
    assert result.figures["mean"].value == 4.6


def test_a_harm_names_its_samples_and_every_slice_has_its_own_figures() -> None:
    result = run(NUMBERS, Settings(_env_file=None))
    assert result.found == {"wrong": ["8"]}
    assert result.figures["wrong"].reaches is False
    assert {code: row["odd"].found for code, row in result.cuts["language"].items()} == {"de": 2, "fr": 4}
    assert result.cuts["model"]["m-1"]["wrong"].of == 10


def test_a_figure_falls_only_beyond_half_the_width_of_its_interval() -> None:
    result = run(NUMBERS, Settings(_env_file=None))
    base = baseline_of(result)
    assert fallen(result, base) == []
    assert fallen(result, {"odd": {"value": 0.85, "low": 0.6, "high": 1.0}}) == ["odd: 0.85 before, 0.6 now"]
    assert fallen(result, {"odd": {"value": 0.79, "low": 0.6, "high": 1.0}}) == []
    assert fallen(result, {"wrong": {"value": 0.0, "low": 0.0, "high": 0.1}}) == ["wrong: 0.0 before, 0.1 now"]
    assert fallen(result, {"gone": {"value": 1, "low": 1, "high": 1}}) == ["gone: 1 before, absent now"]


def test_a_result_is_kept_with_the_versions_of_everything(tmp_path: Path) -> None:
    told = stamped(run(NUMBERS, Settings(_env_file=None)), wiring.now())
    kept = json.loads(keep(told, tmp_path).read_text(encoding="utf-8"))
    assert {"code", "taxonomy", "prompt", "model", "dataset", "scikit-learn"} <= kept["versions"].keys()
    assert (
        kept["versions"]["dataset"]
        == stamped(run(NUMBERS, Settings(_env_file=None)), wiring.now())["versions"]["dataset"]
    )
    keep({**told, "at": wiring.now().isoformat()}, tmp_path)
    first, second = list_results(tmp_path, "numbers")
    assert first.at > second.at
    assert {f.name: (f.found, f.of) for f in first.figures} == {"wrong": (1, 10), "odd": (6, 10), "mean": (0, 0)}
    assert [f.found for f in first.cuts["language"]["fr"] if f.name == "odd"] == [4]


def test_every_evaluation_has_its_baselines() -> None:
    kept = json.loads((EVALUATION / FIGURES).read_text(encoding="utf-8"))
    assert set(kept) == set(KINDS)


@pytest.mark.parametrize("kind", ["proof", "road", "proposals"])
def test_an_evaluation_keeps_its_baselines(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path))
    load_settings.cache_clear()
    assert run_evaluation(kind, str(tmp_path), hold=True) == 0
    load_settings.cache_clear()


def test_the_road_finds_a_harm_that_is_planted() -> None:
    """A case whose words are lost, whose document is another's and whose money is given without a person is found."""
    sample = next(s for s in list_samples() if s.id == "01-short-shipment-no-backorder.eml")
    step, _ = ROAD.open_step(Settings(_env_file=None))
    case = step(sample)
    by_name = {s.name: s for s in ROAD.scorers if isinstance(s, Share)}
    assert is_shown(case)

    def found(name: str, said: object) -> int:
        return by_name[name].count(Judged(sample, said, 0.0, {}))[0]

    harms = [
        name for name in ("wrong invoice", "unbacked figure", "promised money", "wrong person", "lost customer text")
    ]
    assert [found(name, case) for name in harms] == [0, 0, 0, 0, 0]
    strange = tuple(f.model_copy(update={"document": "INV/2026/99999"}) for f in case.findings)
    assert found("wrong invoice", replace(case, findings=strange)) == 1
    draft = case.proposal.draft
    told = draft.model_copy(update={"body": draft.body + " You get 917.35 EUR.", "to": ("else@where.example",)})
    astray = replace(case, proposal=case.proposal.model_copy(update={"draft": told}))
    assert (found("unbacked figure", astray), found("wrong person", astray)) == (1, 1)
    step_one = case.proposal.steps[0].model_copy(update={"approval": Approval.NONE})
    given = replace(case, proposal=case.proposal.model_copy(update={"steps": (step_one,)}))
    assert found("promised money", given) == 1
    assert found("lost customer text", replace(case, message=case.message.model_copy(update={"reply": "Hello"}))) == 1
