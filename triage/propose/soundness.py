"""Do the rules contradict each other, or can one never fire? Exact answers, by comparing what each rule covers."""

import itertools
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import cast

from triage.domain.codes import Flag, Intent
from triage.domain.findings import Outcome
from triage.domain.proposal import StepKind
from triage.propose.policy import Policy, Rule, When
from triage.propose.policy_texts import text_faults

# Steps that cannot stand beside each other for one claim.
OPPOSED: tuple[tuple[frozenset[StepKind], frozenset[StepKind]], ...] = (
    (
        frozenset({StepKind.REFUSE_CLAIM}),
        frozenset({StepKind.CREDIT_NOTE, StepKind.REFUND, StepKind.WAIVE_FEE, StepKind.WRITE_OFF}),
    ),
    (frozenset({StepKind.NOTHING}), frozenset(StepKind) - {StepKind.NOTHING}),
)
OTHER = "(any other)"
RANGES = (
    ("amount_over", "amount_up_to"),
    ("overdue_days_over", "overdue_days_up_to"),
    ("broken_promises_over", "broken_promises_up_to"),
)
CHOICES: dict[str, tuple[object, ...]] = {
    "intent": tuple(Intent),
    "outcome": tuple(Outcome),
    "flag": (*Flag, OTHER),
    "proven": (True, False),
    "abstained": (True, False),
    "asks_customer": (True, False),
    "has_ticket": (True, False),
    "twin_ticket": (True, False),
}


def faults_of(policy: Policy) -> list[str]:
    """List what is wrong: contradictions, rules that can never fire, texts that cannot be shown. Empty is sound."""
    claim_rules = [rule for rule in policy.rules if rule.scope == "claim"]
    case_rules = [rule for rule in policy.rules if rule.scope == "case"]
    return [
        *(f"{rule.id} contradicts itself" for rule in policy.rules if _opposed(rule, rule)),
        *(f"{rule.id} can never fire: its range is empty" for rule in policy.rules if _is_empty(rule.when)),
        *text_faults(policy),
        *_shadowed(claim_rules, policy),
        *_contradictions(claim_rules, ordered=True),
        *_contradictions([r for r in case_rules if not _says_nothing(r)], ordered=False),
    ]


def _says_nothing(rule: Rule) -> bool:
    """Tell whether a case rule only says that nothing is to be done: it yields to any other step."""
    return all(step.kind is StepKind.NOTHING for step in rule.steps)


def _contradictions(rules: list[Rule], *, ordered: bool) -> Iterator[str]:
    """Two rules that fit one claim and ask for opposed steps; where order decides, a special case may precede."""
    for first, second in itertools.combinations(rules, 2):
        if not _opposed(first, second) or not _overlap(first.when, second.when):
            continue
        if not (ordered and _covers(second.when, first.when)):
            yield f"{first.id} and {second.id} contradict each other"


def _opposed(first: Rule, second: Rule) -> bool:
    """Tell whether the steps of two rules exclude each other."""
    ours, theirs = ({step.kind for step in rule.steps} for rule in (first, second))
    return any((ours & left and theirs & right) or (ours & right and theirs & left) for left, right in OPPOSED)


def _is_empty(when: When) -> bool:
    """Tell whether a range of the condition holds no value."""
    return any(_bounds(when, pair)[0] >= _bounds(when, pair)[1] for pair in RANGES)


def _bounds(when: When, pair: tuple[str, str]) -> tuple[Decimal, Decimal]:
    """Return a range as over and up to, open ends as infinity."""
    over, up_to = (getattr(when, name) for name in pair)
    return Decimal(over if over is not None else "-Infinity"), Decimal(up_to if up_to is not None else "Infinity")


def _facet(when: When, name: str) -> frozenset[object] | None:
    """Return the values a condition allows for a facet, None for all."""
    value = getattr(when, name)
    if isinstance(value, bool):
        return frozenset({value})
    return frozenset(value) if value else None


def _overlap(one: When, two: When) -> bool:
    """Tell whether some situation fits both conditions."""
    for name in (*CHOICES, "reason", "segment"):
        ours, theirs = _facet(one, name), _facet(two, name)
        if name != "flag" and ours is not None and theirs is not None and not ours & theirs:
            return False
    return all(
        max(_bounds(one, pair)[0], _bounds(two, pair)[0]) < min(_bounds(one, pair)[1], _bounds(two, pair)[1])
        for pair in RANGES
    )


def _covers(wide: When, narrow: When) -> bool:
    """Tell whether every situation of `narrow` fits `wide` too."""
    for name in (*CHOICES, "reason", "segment"):
        all_of, some = _facet(wide, name), _facet(narrow, name)
        if all_of is not None and (some is None or not some <= all_of):
            return False
    return all(
        _bounds(wide, pair)[0] <= _bounds(narrow, pair)[0] and _bounds(narrow, pair)[1] <= _bounds(wide, pair)[1]
        for pair in RANGES
    )


def _shadowed(rules: list[Rule], policy: Policy) -> Iterator[str]:
    """Rules all of whose situations are taken by rules that stand before them."""
    for position, rule in enumerate(rules):
        before = [earlier.when for earlier in rules[:position] if _overlap(earlier.when, rule.when)]
        if before and all(any(_covers(w, cell) for w in before) for cell in _cells(rule.when, before, policy)):
            yield f"{rule.id} can never fire: rules before it take all it covers"


def _cells(when: When, others: list[When], policy: Policy) -> Iterator[When]:
    """Cut a condition along every line that the others draw, so that each piece is inside or outside of each."""
    names = [
        name for name in (*CHOICES, "reason", "segment") if any(getattr(w, name) not in ((), None) for w in others)
    ]
    pieces = [_values(when, name, others, policy) for name in names]
    ranges = [_slices(when, pair, others) for pair in RANGES]
    for chosen in itertools.product(*pieces, *ranges):
        update: dict[str, object] = dict(when)
        for name, value in zip(names, chosen, strict=False):
            update[name] = value if isinstance(value, bool) else (value,)
        for pair, edges in zip(RANGES, cast("tuple[tuple[Decimal, Decimal], ...]", chosen[len(names) :]), strict=True):
            update |= {pair[0]: edges[0], pair[1]: edges[1]}
        yield When.model_construct(**update)  # type: ignore[arg-type]


def _values(when: When, name: str, others: list[When], policy: Policy) -> Iterable[object]:
    """List the values of one facet that a condition allows; open word lists get one value nobody names."""
    if allowed := _facet(when, name):
        return sorted(allowed, key=str)
    if name == "segment":
        return [segment.name for segment in policy.segments]
    if name == "reason":
        return [*sorted({str(r) for w in others for r in w.reason}), OTHER]
    return CHOICES[name]


def _slices(when: When, pair: tuple[str, str], others: list[When]) -> list[tuple[Decimal, Decimal]]:
    """Cut a range at every bound of the others that falls inside it."""
    low, high = _bounds(when, pair)
    cuts = sorted({cut for w in others for cut in _bounds(w, pair) if low < cut < high})
    edges = [low, *cuts, high]
    return list(itertools.pairwise(edges))
