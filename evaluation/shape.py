"""What is an evaluation? A dataset, a step that is measured, and scorers; run, cut into slices, and told."""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.figures import Figure, bootstrap, wilson
from triage.settings import Settings

Step = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing to be answered, with its truth; `cuts` say into which slices it falls."""

    id: str
    given: Any
    truth: Any
    cuts: Mapping[str, str] = field(default_factory=dict)  # language, intent, segment …


@dataclass(frozen=True, slots=True)
class Judged:
    """A sample beside what the step said, and the slices that only the answer knows."""

    sample: Sample
    said: Any
    milliseconds: float
    cuts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """A scorer that counts: how often of how many. One named after a harm has the target nought."""

    name: str
    count: Callable[[Judged], tuple[int, int]]  # found, of
    target: float | None = None
    at_most: bool = False

    def figure(self, judged: Sequence[Judged]) -> Figure | None:
        """Return the share with its Wilson interval; None where there was nothing to count."""
        pairs = [self.count(one) for one in judged]
        found, of = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if not of:
            return None
        low, high = wilson(found, of)
        return Figure(self.name, found / of, low, high, self.target, self.at_most, found=found, of=of)

    def cases(self, judged: Sequence[Judged]) -> list[str]:
        """List the samples that count as found: for a harm, those to look at."""
        return sorted({one.sample.id for one in judged if self.count(one)[0]})


def harm(name: str, count: Callable[[Judged], tuple[int, int]]) -> Share:
    """Return a scorer for something that must not happen."""
    return Share(name, count, target=0.0, at_most=True)


@dataclass(frozen=True, slots=True)
class Whole:
    """A scorer over all samples at once, such as a macro-F1; its interval is drawn by bootstrap."""

    name: str
    score: Callable[[Sequence[Judged]], Callable[[Sequence[int]], float]]  # looks once, then scores the drawn numbers
    target: float | None = None
    at_most: bool = False
    only: Callable[[Judged], bool] | None = None

    def figure(self, judged: Sequence[Judged]) -> Figure | None:
        """Return the score with its interval; None where no sample is meant."""
        own = [one for one in judged if self.only is None or self.only(one)]
        if not own:
            return None
        return bootstrap(self.name, len(own), self.score(own), self.target, at_most=self.at_most)


Scorer = Share | Whole


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A dataset, a step and its scorers. The step is opened late: models are loaded where they are used."""

    name: str
    dataset: Callable[[], Sequence[Sample]]
    open_step: Callable[[Settings], tuple[Step, dict[str, str]]]
    scorers: tuple[Scorer, ...]
    answer_cuts: Callable[[Sample, Any], Mapping[str, str]] = lambda sample, said: {}  # noqa: ARG005
    content: Callable[[], bytes] = bytes  # of the files the dataset comes from


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found: figures over all, per slice, the samples behind each harm, and the versions of everything."""

    name: str
    versions: dict[str, str]
    judged: Sequence[Judged]
    figures: dict[str, Figure]
    cuts: dict[str, dict[str, dict[str, Figure]]]  # by what, which, scorer
    found: dict[str, list[str]]  # harm or miss -> samples
    samples_per_second: float

    def as_json(self) -> dict[str, Any]:
        """Return the result as data."""
        return {
            "evaluation": self.name,
            "samples": len(self.judged),
            "versions": self.versions,
            "samples_per_second": round(self.samples_per_second, 1),
            "figures": {name: figure.as_json() for name, figure in self.figures.items()},
            "cuts": {
                by: {which: {n: f.as_json() for n, f in figures.items()} for which, figures in rows.items()}
                for by, rows in self.cuts.items()
            },
            "found": self.found,
        }


def run(evaluation: Evaluation, settings: Settings, samples: Sequence[Sample] | None = None) -> Result:
    """Take every sample through the step and score the answers."""
    chosen = list(evaluation.dataset() if samples is None else samples)
    step, versions = evaluation.open_step(settings)
    step(chosen[0])  # what is loaded late is loaded now, and not in the first sample's time
    started = time.perf_counter()
    judged = [_judge(evaluation, step, sample, versions) for sample in chosen]
    spent = time.perf_counter() - started
    shares = [scorer for scorer in evaluation.scorers if isinstance(scorer, Share)]
    return Result(
        name=evaluation.name,
        versions={**versions, "dataset": dataset_hash(evaluation, chosen)},
        judged=judged,
        figures={s.name: figure for s in evaluation.scorers if (figure := s.figure(judged)) is not None},
        cuts=_cut(shares, judged),
        found={s.name: s.cases(judged) for s in shares if s.at_most},
        samples_per_second=len(judged) / max(spent, 1e-9),
    )


def _judge(evaluation: Evaluation, step: Step, sample: Sample, versions: Mapping[str, str]) -> Judged:
    started = time.perf_counter()
    said = step(sample)
    spent = (time.perf_counter() - started) * 1000
    cuts = {"model": versions.get("model", "none"), **sample.cuts, **evaluation.answer_cuts(sample, said)}
    return Judged(sample, said, spent, cuts)


def _cut(shares: Sequence[Share], judged: Sequence[Judged]) -> dict[str, dict[str, dict[str, Figure]]]:
    """Return each counted figure per slice, for every way of slicing."""
    slices: dict[str, dict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    for one in judged:
        for by, which in one.cuts.items():
            slices[by][which].append(one)
    return {
        by: {
            which: {s.name: figure for s in shares if (figure := s.figure(own)) is not None}
            for which, own in sorted(rows.items())
        }
        for by, rows in sorted(slices.items())
    }


def dataset_hash(evaluation: Evaluation, samples: Sequence[Sample]) -> str:
    """Return a hash over the files of a dataset and the ids that were taken from them."""
    digest = hashlib.sha256(evaluation.content())
    digest.update(json.dumps([sample.id for sample in samples]).encode())
    return digest.hexdigest()[:16]


def table(result: Result) -> str:
    """Return the figures as lines of text, the harms with the samples behind them."""
    versions = ", ".join(f"{key} {value}" for key, value in sorted(result.versions.items()))
    lines = [f"{result.name}: {len(result.judged)} samples, {result.samples_per_second:.1f} a second; {versions}"]
    lines += [_line(figure) for figure in result.figures.values()]
    lines += [f"! {name}: {', '.join(ids)}" for name, ids in result.found.items() if ids]
    return "\n".join(lines)


def _line(figure: Figure) -> str:
    mark = {None: "", True: "reached", False: "MISSED"}[figure.reaches]
    sign = "<=" if figure.at_most else ">="
    target = "" if figure.target is None else f"target {sign} {figure.target:.2f}"
    count = f"{figure.found}/{figure.of}" if figure.of else ""
    return (
        f"{figure.name:44} {figure.value:.3f}  ({figure.low:.3f} to {figure.high:.3f}) {count:>10}  {target:15} {mark}"
    ).rstrip()


def fallen(result: Result, base: Mapping[str, Mapping[str, float]]) -> list[str]:
    """List figures that are worse than their baseline by more than half the width of its interval."""
    worse = []
    for name, kept in base.items():
        now, slack = result.figures.get(name), (kept["high"] - kept["low"]) / 2
        by = 0.0 if now is None else (now.value - kept["value"]) * (1 if now.at_most else -1)
        if now is None or by > slack:
            worse.append(f"{name}: {kept['value']} before, {round(now.value, 4) if now else 'absent'} now")
    return worse


def baseline_of(result: Result) -> dict[str, dict[str, float]]:
    """Return what a result would be held to: value and interval of each figure that has a better and a worse."""
    return {
        name: {"value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4)}
        for name, f in result.figures.items()
        if f.target is not None or f.at_most
    }
