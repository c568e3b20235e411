"""Can every text of a policy be rendered? Only tokens that a step binds, no figure of its own, whole brackets."""

import re
from collections.abc import Iterator

from triage.domain.proposal import StepKind
from triage.propose.lock import figures_in, tokens_of
from triage.propose.policy import Policy, Rule, StepPlan

TOKENS = frozenset({"document", "amount", "until", "asked", "lacking"})
# What a step of a kind always carries once it is proposed; all other tokens stand in [brackets] only.
BINDS: dict[StepKind, frozenset[str]] = {
    StepKind.HOLD_REMINDERS: frozenset({"document", "amount", "until"}),
    StepKind.CREDIT_NOTE: frozenset({"document", "amount"}),
    StepKind.REISSUE_INVOICE: frozenset({"document", "amount"}),
    StepKind.WRITE_OFF: frozenset({"document", "amount"}),
    StepKind.WAIVE_FEE: frozenset({"amount"}),
    StepKind.REFUND: frozenset({"amount"}),
    StepKind.PAYMENT_PLAN: frozenset({"amount"}),
    StepKind.RECORD_PROMISE: frozenset({"until"}),
    StepKind.SEND_INVOICE: frozenset({"document"}),
    StepKind.SEND_POD: frozenset({"document"}),
    StepKind.SEND_DOCUMENT: frozenset({"document"}),
}
_PART = re.compile(r"\[[^\[\]]*\]")
_CODE = re.compile(r"\{[a-z][a-z_]*\}")


def text_faults(policy: Policy) -> Iterator[str]:
    """List what is wrong with the texts of the rules: of steps, of their alternatives, and the reasons of blocks."""
    for rule in policy.rules:
        for plan in rule.steps:
            yield from _of_step(rule, plan)
        for block in rule.blocks:
            if fault := _form(block.reason) or ("it has a token" if tokens_of(block.reason) else ""):
                yield f"{rule.id} gives a reason that cannot be shown: {fault}"


def _of_step(rule: Rule, plan: StepPlan) -> Iterator[str]:
    bound = BINDS.get(plan.kind, frozenset()) | ({"asked"} if rule.when.asks_customer else frozenset())
    loose = [name for name in tokens_of(_PART.sub("", plan.text)) if name not in bound]
    strange = [name for name in tokens_of(plan.text) if name not in TOKENS]
    fault = _form(plan.text)
    if strange:
        fault = f"nothing ever stands behind {{{strange[0]}}}"
    elif loose and not fault:
        fault = f"{{{loose[0]}}} may be missing and has to stand in brackets"
    if fault:
        yield f"{rule.id} has a text of {plan.kind.value} that cannot be shown: {fault}"
    if plan.otherwise:
        yield from _of_step(rule, plan.otherwise)


def _form(text: str) -> str:
    """Return what is wrong with a text by itself, or nothing."""
    if not text.strip():
        return "it is empty"
    if figure := figures_in(text):
        return f"a figure of its own: {figure!r}"
    rest = _PART.sub("", text)
    if "[" in rest or "]" in rest or set("{}") & set(_CODE.sub("", text)):
        return "a bracket is not whole"
    return ""
