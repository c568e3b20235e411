"""How is the evaluation of reading shown? As a table, and as one self-contained page, worst cases first."""

import html
from collections import Counter
from collections.abc import Sequence

from evaluation.reading import is_right
from evaluation.shape import Judged, Result, table

STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:1200px;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse}"
    "td,th{padding:.2rem .5rem;border-bottom:1px solid #8884;text-align:left;vertical-align:top}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}.no{color:#c0392b}.yes{color:#1a7f37}svg{background:#8881}"
)
WORST = 60


def page(result: Result) -> str:
    """Return the report as HTML: figures, reliability, risk by coverage, confusions, worst cases."""
    judged = result.judged
    parts = [
        "<h1>Reading, on mails it was never trained on</h1>",
        f"<pre>{html.escape(table(result))}</pre>",
        "<h2>Reliability: how often right, by confidence</h2>",
        _curve(_reliability(judged), "confidence", "right"),
        "<h2>Share right, by coverage (surest first)</h2>",
        _curve(_coverage(judged), "coverage", "right"),
        "<h2>Confusions</h2>",
        _confusions(judged),
        "<h2>Worst cases: surest and wrong</h2>",
        _worst(judged),
    ]
    head = f'<meta charset="utf-8"><title>Reading</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}{"".join(parts)}</html>'


def _reliability(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    points = []
    for low in range(0, 100, 10):
        inside = [j for j in judged if low / 100 < j.said.confidence <= (low + 10) / 100]
        if inside:
            points.append((low / 100 + 0.05, sum(is_right(j) for j in inside) / len(inside)))
    return points


def _coverage(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    order = sorted(judged, key=lambda j: -j.said.confidence)
    points, right = [], 0
    for number, j in enumerate(order, 1):
        right += is_right(j)
        if number % max(1, len(order) // 50) == 0:
            points.append((number / len(order), right / number))
    return points


def _curve(points: list[tuple[float, float]], across: str, up: str) -> str:
    """Return a line over the unit square as SVG, with its numbers as a table for those who do not see it."""
    line = " ".join(f"{20 + 300 * x:.1f},{310 - 300 * y:.1f}" for x, y in points)
    rows = "".join(f'<tr><td class="n">{x:.2f}</td><td class="n">{y:.3f}</td></tr>' for x, y in points)
    return (
        f'<svg width="340" height="330" role="img" aria-label="{up} by {across}">'
        f'<polyline points="20,310 320,10" fill="none" stroke="#8888"/>'
        f'<polyline points="{line}" fill="none" stroke="#2a6fdb" stroke-width="2"/></svg>'
        f"<details><summary>numbers</summary><table><tr><th>{across}<th>{up}</tr>{rows}</table></details>"
    )


def _confusions(judged: Sequence[Judged]) -> str:
    counts = Counter((j.sample.truth["primary"], j.said.primary.value) for j in judged if not is_right(j))
    rows = "".join(
        f'<tr><td>{true}</td><td>{said}</td><td class="n">{n}</td></tr>' for (true, said), n in counts.most_common(40)
    )
    return f"<table><tr><th>is<th>read as<th>mails</tr>{rows}</table>"


def _worst(judged: Sequence[Judged]) -> str:
    wrong = sorted((j for j in judged if not is_right(j)), key=lambda j: -j.said.confidence)[:WORST]
    rows = "".join(
        f"<tr><td>{html.escape(j.sample.truth['id'])}</td><td>{j.sample.truth['primary']}</td><td>{j.said.primary}</td>"
        f'<td class="n">{j.said.confidence:.2f}</td><td>{html.escape(" · ".join(_heard(j)))}</td>'
        f"<td>{html.escape((j.sample.truth['subject'] + ' ¶ ' + j.sample.truth['body'])[:300])}</td></tr>"
        for j in wrong
    )
    return f"<table><tr><th>mail<th>is<th>read as<th>sure<th>because of<th>text</tr>{rows}</table>"


def _heard(judged: Judged) -> list[str]:
    return [word for line in judged.said.explanation for word in line.words]
