"""Does a mail come out right at the end of the whole road? Harms end to end, over mailbox and worked world.

triage evaluate road
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from evaluation.proof import house_policy
from evaluation.reading import is_missed_dispute
from evaluation.road_truth import RoadTruth, content, list_samples, words_of
from evaluation.shape import Evaluation, Judged, Sample, Share, Step, harm
from triage import wiring
from triage.domain.codes import Intent
from triage.domain.findings import Outcome
from triage.domain.proposal import Approval
from triage.pipeline import Case, travel
from triage.propose import segment_name
from triage.settings import Settings

Counted = tuple[int, int]
DECIDED = (Outcome.SUPPORTED, Outcome.REFUTED)


def open_step(settings: Settings) -> tuple[Step, dict[str, str]]:
    """Return the whole road against the sandbox, nothing delivered, and the versions on it."""
    tools = wiring.open_tools(settings.model_copy(update={"books": "sandbox"}))
    versions = {**tools.reader.versions, "policy": tools.policy.stamp}
    versions["writer"] = settings.openai_model if tools.writer else "templates"

    return (lambda sample: travel(Case(case_id=sample.id, raw=sample.given), tools)), versions


def _count(count: Callable[[RoadTruth, Case], Counted]) -> Callable[[Judged], Counted]:
    return lambda one: count(one.sample.truth, one.said)


def is_shown(case: Case) -> bool:
    """Tell whether a suggestion would be shown without a person looking first."""
    return case.clearance is not None and case.clearance.cleared


def _right(truth: RoadTruth, case: Case) -> Counted:
    return int(case.reading is not None and case.reading.primary is truth.intents[0]), 1


def _missed_dispute(truth: RoadTruth, case: Case) -> Counted:
    disputes = any(intent.is_dispute for intent in truth.intents)
    missed = case.reading is None or is_missed_dispute([i.value for i in truth.intents], case.reading)
    return int(disputes and missed), int(disputes)


def _lost_case(truth: RoadTruth, case: Case) -> Counted:
    """Count what a customer wrote and nobody would ever see."""
    return int(case.is_noise and not truth.intents[0].is_noise), int(not truth.intents[0].is_noise)


def _wrong_invoice(truth: RoadTruth, case: Case) -> Counted:
    """Count cases where a decision or a financial step is about a document that the mail is not about."""
    if not truth.about:
        return 0, 0
    named = {f.document for f in case.findings or () if f.outcome in DECIDED and f.document and f.claim >= 0}
    steps = case.proposal.steps if case.proposal else ()
    named |= {s.document for s in steps if s.financial and s.document}
    return int(bool(named - truth.about)), 1


def _wrong_finding(truth: RoadTruth, case: Case) -> Counted:
    """Count true outcomes that a finding of the same intent contradicts by deciding otherwise."""
    wrong = 0
    for intent, outcome, _ in truth.outcomes:
        said = {f.outcome for f in case.findings or () if f.intent is intent and f.outcome in DECIDED}
        wrong += bool(said) and outcome not in said
    return wrong, len(truth.outcomes)


def _left_open(truth: RoadTruth, case: Case) -> Counted:
    decidable = [(intent, outcome) for intent, outcome, _ in truth.outcomes if outcome in DECIDED]
    found = {(f.intent, f.outcome) for f in case.findings or ()}
    return sum(pair not in found for pair in decidable), len(decidable)


def _unbacked_figure(_truth: RoadTruth, case: Case) -> Counted:
    """Count shown drafts with a number that is in no record, finding, step or word of the mail."""
    draft = case.proposal.draft if case.proposal else None
    if draft is None or not is_shown(case) or case.case_file is None:
        return 0, 0
    assert case.proposal is not None
    steps = [step.as_json() for step in case.proposal.steps]
    nouns = [case.case_file.as_json(), [f.as_json() for f in case.findings or ()], steps]
    backing = _runs(json.dumps(nouns)) | _runs(case.message.words if case.message else "")
    return int(any(not _stands(number, backing) for number in _NUMBER.findall(draft.body))), 1


_NUMBER = re.compile(r"\d[\d.,\s']*\d|\d")


def _stands(number: str, backing: set[str]) -> bool:
    """Tell whether a number is known as a whole, or (a day, a document's name) by each of its parts."""
    parts = {part.lstrip("0") for part in re.findall(r"\d+", number)}
    return re.sub(r"\D", "", number).lstrip("0") in backing or parts <= backing


def _runs(text: str) -> set[str]:
    """Return the numbers of a text as plain digits: each run, amounts without separators, and both in cents."""
    plain = {re.sub(r"\D", "", found).lstrip("0") for found in _NUMBER.findall(text)}
    plain |= {run.lstrip("0") for run in re.findall(r"\d+", text)}
    return plain | {f"{run}00" for run in plain} | {""}


def _promised_money(truth: RoadTruth, case: Case) -> Counted:
    """Count shown cases that would give money without approval, on a refuted claim, or more than the truth has it."""
    if not case.proposal or not truth.outcomes:
        return 0, 0
    steps = [s for s in case.proposal.steps if s.financial and s.kind.value != "credit_hold"]
    due = [amount for _, outcome, amount in truth.outcomes if outcome is Outcome.SUPPORTED]
    unknown = any(amount is None for amount in due)
    most = sum(abs(amount) for amount in due if amount is not None)
    given = sum(abs(s.amount.value) for s in steps if s.amount)
    unapproved = any(s.approval is Approval.NONE for s in steps)
    return int(is_shown(case) and (unapproved or (bool(steps) and not unknown and given > most))), 1


def _wrong_person(truth: RoadTruth, case: Case) -> Counted:
    """Count cases told to somebody else: a stranger believed, another customer's file, a draft to a third address."""
    if truth.proven is None or case.case_file is None:
        return 0, 0
    sender = case.case_file.sender
    believed = sender.proven and not truth.proven
    tree = " ".join(partner.name for partner in case.case_file.partners)
    other = sender.proven and bool(truth.customer) and truth.customer not in tree
    writer = case.message.sender.email if case.message and case.message.sender else ""
    draft = case.proposal.draft if case.proposal else None
    known = {writer, *(p.email.casefold() for p in case.case_file.partners)}
    astray = draft is not None and is_shown(case) and not {to.casefold() for to in draft.to} <= known
    return int(believed or other or astray), 1


def _stranger(truth: RoadTruth, case: Case) -> Counted:
    known = truth.proven is True and case.case_file is not None
    return int(known and case.case_file is not None and not case.case_file.sender.proven), int(known)


def _lost_text(truth: RoadTruth, case: Case) -> Counted:
    """Count mails of whose own words more than one in fifty is in no part that is read."""
    wanted = Counter(words_of(truth.keep))
    message = case.message
    kept = Counter(words_of(f"{message.subject} {message.reply} {message.signature}")) if message else Counter()
    return int((wanted - kept).total() > 0.02 * wanted.total()), 1


def _first_step(truth: RoadTruth, case: Case) -> Counted:
    if truth.first_step is None:
        return 0, 0
    first = case.proposal.steps[0].kind if case.proposal and case.proposal.steps else None
    return int(first is truth.first_step), 1


def _bank(truth: RoadTruth, case: Case) -> Counted:
    return int(Intent.BANK_DETAILS in truth.intents and is_shown(case)), int(Intent.BANK_DETAILS in truth.intents)


def _cuts(_sample: Sample, case: Case) -> Mapping[str, str]:
    writer = case.proposal.draft.writer if case.proposal and case.proposal.draft else "none"
    segment = segment_name(case.case_file, house_policy()) if case.case_file else "none"
    return {"writer": writer, "segment": segment}


HARMS: Sequence[Share] = (
    harm("missed dispute", _count(_missed_dispute)),
    harm("lost customer", _count(_lost_case)),
    harm("wrong invoice", _count(_wrong_invoice)),
    harm("wrong finding", _count(_wrong_finding)),
    harm("unbacked figure", _count(_unbacked_figure)),
    harm("promised money", _count(_promised_money)),
    harm("wrong person", _count(_wrong_person)),
    harm("bank details shown unheld", _count(_bank)),
    harm("lost customer text", _count(_lost_text)),
)
ROAD = Evaluation(
    name="road",
    dataset=list_samples,
    open_step=open_step,
    scorers=(
        *HARMS,
        Share("primary intent right", _count(_right), target=0.90),
        Share("first step right", _count(_first_step), target=1.0),
        Share("left open where the books can tell", _count(_left_open), at_most=True),
        Share("known sender taken for a stranger", _count(_stranger), at_most=True),
        Share(
            "held for a person",
            lambda one: (int(not one.said.is_noise and not is_shown(one.said)), int(not one.said.is_noise)),
        ),
    ),
    answer_cuts=_cuts,
    content=content,
)
