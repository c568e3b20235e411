"""What would other versions have made of recorded cases? The road again, from what was recorded, delivering nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from triage.domain.failures import Broken, TriageError
from triage.domain.releases import ReplayReport
from triage.domain.suggestion import Receipt, Suggestion
from triage.pipeline import Case, Tools, clear, draft, gather, prove, read
from triage.review.comparing import Side, report_of

RECORDED, FRESH = "recorded", "fresh"


class NoDesk:
    """Stands where the desk would: a replay that wanted to deliver would be a bug."""

    def show(self, suggestion: Suggestion) -> Receipt:  # noqa: ARG002
        """Refuse to deliver."""
        self._refuse()

    def list_customer_messages(self, *, since: datetime | None, limit: int) -> Iterable[NoReturn]:  # noqa: ARG002
        """Refuse to look for mail."""
        self._refuse()

    def list_changed_descriptions(self, *, since: datetime, limit: int) -> Iterable[NoReturn]:  # noqa: ARG002
        """Refuse to look for tickets."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise Broken("a replay delivers nothing and takes nothing in")


class Replay:
    """Takes recorded cases down the road again with other tools. Nothing is kept but the report."""

    def __init__(self, load: Callable[[str], Case], tools: Tools, *, rereads: bool, fresh: bool) -> None:
        self._load = load
        self._tools = replace(tools, desk=NoDesk())
        self._rereads = rereads  # the model is another: the recorded reading is none of its
        self._fresh = fresh

    def run(self, case_ids: Sequence[str], *, since: datetime) -> ReplayReport:
        """Return what comes out otherwise; cases that were never read are left out and counted."""
        pairs = [(case_id, self._pair(case_id)) for case_id in case_ids]
        compared = [(case_id, *pair) for case_id, pair in pairs if pair is not None]
        facts = FRESH if self._fresh else RECORDED
        return report_of(compared, since=since, facts=facts, left_out=len(pairs) - len(compared))

    def _pair(self, case_id: str) -> tuple[Side, Side] | None:
        try:
            recorded = self._load(case_id)
        except TriageError:
            return None
        if recorded.reading is None or recorded.message is None:
            return None
        before = _side(recorded)
        try:
            return before, _side(self._again(recorded))
        except TriageError as error:  # the case would end as a dead letter, or wait: that is a difference
            return before, before.failed(f"{error.kind}: {error.reason}")

    def _again(self, recorded: Case) -> Case:
        """Return the case as it comes out now: its message and facts as recorded, the rest made anew."""
        bare = replace(recorded, findings=None, proposal=None, clearance=None, suggestion=None, receipt=None)
        case = read(replace(bare, reading=None), self._tools) if self._rereads else bare
        if case.is_noise:
            return case
        if self._fresh:
            case = gather(case, self._tools)
        if (
            case.case_file is None
        ):  # read as noise then, and as something now: there are no recorded facts to prove it by
            return case
        for step in (prove, draft, clear):
            case = step(case, self._tools)
        return case


def _side(case: Case) -> Side:
    assert case.reading is not None  # both sides were read
    return Side(case.reading, case.findings or (), case.proposal, case.clearance)
