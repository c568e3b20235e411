"""Who phrases the reply? The embedded writer always; a model's wording where it keeps to what was bound."""

from dataclasses import replace
from itertools import groupby

from triage.domain.ports import Passage, Writer, WriterRequest, Written
from triage.domain.proposal import Draft
from triage.propose.grounds import Grounds
from triage.propose.outside import may_leave, secrets_of
from triage.propose.phrases import Phrasebook
from triage.propose.policy import Policy
from triage.propose.rephrase import NotOurs, accept
from triage.propose.reply import Reply

EMBEDDED = "templates"
REFUSED = "model_refused"  # in the record: why the model's wording was not taken


def draft_of(
    reply: Reply, grounds: Grounds, policy: Policy, book: Phrasebook, writer: Writer | None
) -> tuple[Draft, dict[str, str]]:
    """Return the draft and what is to be recorded about its writing."""
    record = {"phrases": book.stamp}
    name = EMBEDDED
    written = _asked(reply, grounds, policy, book, writer)
    if written is not None and not written.body:
        record |= recorded(written) | {REFUSED: written.versions.get("failure", "no answer")}
    elif written is not None:
        record |= recorded(written)
        try:
            reply = replace(reply, sentences=tuple(accept(written.body, reply.sentences, book)))
            name = written.writer
        except NotOurs as refusal:
            record[REFUSED] = refusal.reason
    return _rendered(reply, grounds, book, name), record


def _asked(reply: Reply, grounds: Grounds, policy: Policy, book: Phrasebook, writer: Writer | None) -> Written | None:
    """Ask the model, unless the policy forbids it; for a writer who is not proven nothing leaves the house."""
    if writer is None or not may_leave(grounds, policy):
        return None
    points = tuple(
        Passage(template=s.text.template, bound={n: b.value for n, b in s.text.used.items()}, kind=s.kind)
        for s in reply.sentences
    )
    allowed = {name: value for point in points for name, value in point.bound.items()}
    return writer.write(
        WriterRequest(
            case_id=grounds.case_id,
            language=book.language,
            purpose="draft",
            customer_words=grounds.reading.reply,
            points=points,
            allowed=allowed,
            secrets=secrets_of(grounds),
        )
    )


def recorded(written: Written) -> dict[str, str]:
    """Return what is recorded about a model's writing: prompt, model, calls, tokens, seconds and cost."""
    return {
        **written.versions,
        "model": written.writer,
        "tokens_in": str(written.tokens_in),
        "tokens_out": str(written.tokens_out),
        "seconds": f"{written.seconds:.3f}",
    }


def _rendered(reply: Reply, grounds: Grounds, book: Phrasebook, writer: str) -> Draft:
    """Put the reply together: salutation, paragraphs, what is asked for, closing."""
    blocks = [reply.salutation.text]
    blocks += [" ".join(s.text.text for s in group) for _, group in groupby(reply.sentences, key=lambda s: s.paragraph)]
    if reply.wishes:
        blocks.append("\n".join([book.frame["asks"], *(f"- {book.asks[wish]}" for wish in reply.wishes)]))
    blocks.append(f"{book.frame['closing']}\n{book.frame['signature']}")
    texts = [reply.subject, reply.salutation, *(s.text for s in reply.sentences)]
    sender = grounds.message.sender
    return Draft(
        language=book.language,
        subject=reply.subject.text,
        body="\n\n".join(blocks),
        writer=writer,
        to=(sender.email,) if sender else (),
        bound=tuple(dict.fromkeys(value for text in texts for value in text.values)),
        gaps=reply.wishes,
    )
