"""Who phrases the summary? The embedded lines always; a model's wording where it keeps to what was bound."""

from collections.abc import Sequence

from triage.domain.ports import Passage, Writer, WriterRequest, Written
from triage.domain.proposal import SummaryLine
from triage.propose.drafting import recorded
from triage.propose.grounds import Grounds
from triage.propose.outside import may_leave
from triage.propose.phrases import Phrasebook
from triage.propose.policy import Policy
from triage.propose.rephrase import NotOurs, accept
from triage.propose.summary import Line


def told(
    lines: Sequence[Line], grounds: Grounds, policy: Policy, book: Phrasebook, writer: Writer | None
) -> tuple[tuple[SummaryLine, ...], dict[str, str]]:
    """Return the lines as an agent reads them, and what is to be recorded about their writing."""
    written = _asked(lines, grounds, book, writer) if writer and may_leave(grounds, policy) else None
    if written is None:
        return _shown(lines), {}
    record = recorded(written)
    if not written.body:
        record["refused"] = written.versions.get("failure", "no answer")
    else:
        try:
            lines = accept(written.body, lines, book)
        except NotOurs as refusal:
            record["refused"] = refusal.reason
    return _shown(lines), {f"summary_{name}": value for name, value in record.items()}


def _asked(lines: Sequence[Line], grounds: Grounds, book: Phrasebook, writer: Writer) -> Written | None:
    """Ask the model; neither the customer's words nor what a token stands for is needed for it."""
    points = tuple(
        Passage(template=line.text.template, bound={n: b.value for n, b in line.text.used.items()}, kind=line.kind)
        for line in lines
    )
    return writer.write(
        WriterRequest(
            case_id=grounds.case_id,
            language=book.language,
            purpose="summary",
            customer_words="",
            points=points,
            allowed={name: value for point in points for name, value in point.bound.items()},
        )
    )


def _shown(lines: Sequence[Line]) -> tuple[SummaryLine, ...]:
    return tuple(SummaryLine(text=line.text.text, sources=line.sources) for line in lines)
