"""What must the agent know at a glance? Lines bound to quotes and records, in the agent's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from triage.domain.codes import Flag, Intent
from triage.domain.findings import Finding
from triage.domain.proposal import SecondOpinion
from triage.propose.asks import WISHES, asked_of_customer, lacking_inside
from triage.propose.grounds import Grounds
from triage.propose.lock import Bindings, LockedText, lock
from triage.propose.phrases import Phrasebook
from triage.propose.policy import Policy
from triage.propose.tokens import bind_topic
from triage.propose.topics import Topic
from triage.propose.wording import money_text

QUOTE = 240  # characters of the customer's words that a line shows
MAIL = "mail"
OPINION = "opinion"  # of a model, in the proposal: no proof of anything


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `kind` is finding (word for word, warnings and gaps too) or claim (may be put in other words)."""

    text: LockedText
    kind: str
    sources: tuple[str, ...]


def summary_of(
    topics: list[Topic], grounds: Grounds, policy: Policy, book: Phrasebook, opinion: SecondOpinion | None = None
) -> tuple[Line, ...]:
    """Return the lines: who, warnings, a second opinion, then each topic with finding and gaps, then the account."""
    lines = [*_who(grounds, book), *_warnings(grounds, book), *_opinion(opinion, book)]
    for topic in topics:
        lines += _topic(topic, grounds, policy, book)
    lines += _account(grounds, book) if grounds.is_proven else ()
    return tuple({(line.text.text, line.sources): line for line in lines}.values())


def _line(text: LockedText, *sources: str, kind: str = "finding") -> Line:
    """Return a line with the sources of its values, and those it names besides."""
    return Line(text, kind, tuple(dict.fromkeys([*text.sources, *sources])))


def _who(grounds: Grounds, book: Phrasebook) -> Iterator[Line]:
    partner = grounds.partner
    if partner is None:
        yield _line(lock(book.summary["who_unproven"], Bindings()), MAIL)
        return
    bindings = Bindings()
    bindings.bind("partner", partner.name or partner.email, [partner.evidence("name").key])
    yield _line(lock(book.summary["who"], bindings), kind="claim")


def _warnings(grounds: Grounds, book: Phrasebook) -> Iterator[Line]:
    """Say each warning; an attachment that is mentioned warns of nothing."""
    for flag in grounds.reading.flags:
        if flag is not Flag.ATTACHMENT_MENTIONED:
            yield _line(lock(book.summary[flag.value], Bindings()), MAIL)
    if grounds.reading.abstained:
        yield _line(lock(book.summary["abstained"], Bindings()), MAIL)


def _opinion(opinion: SecondOpinion | None, book: Phrasebook) -> Iterator[Line]:
    """Say what a model holds the mail for, as its opinion; that it does not know either is no help."""
    if opinion is None or opinion.intent in (None, Intent.UNCLEAR):
        return
    bindings = Bindings()
    bindings.bind("opinion", book.topics[opinion.intent].title, [OPINION])
    yield _line(lock(book.summary["opinion"], bindings))


def _topic(topic: Topic, grounds: Grounds, policy: Policy, book: Phrasebook) -> Iterator[Line]:
    """Say what the customer says, what the books say, and what is missing."""
    bindings = Bindings()
    bindings.bind("title", book.topics[topic.intent].title, [MAIL])
    quotes = [" ".join(claim.quote.split()) for claim in topic.claims if claim.quote.strip()]
    for quote in dict.fromkeys(quotes):
        bindings.bind("quote", quote if len(quote) <= QUOTE else f"{quote[:QUOTE].rsplit(' ', 1)[0]} …", [MAIL])
        yield _line(lock(book.summary["says"], bindings), kind="claim")
    if not quotes:
        yield _line(lock(book.summary["raises"], bindings), kind="claim")
    for index, finding in topic.findings if grounds.is_proven else ():
        yield from _finding(topic, index, finding, grounds, book)
    missing = (("asked", asked_of_customer(topic, grounds, policy)), ("lacking", lacking_inside(topic, policy)))
    for name, codes in missing if grounds.is_proven else ():
        if codes:
            bindings.bind(name, "; ".join(_named(code, book) for code in codes), [MAIL])
            yield _line(lock(book.summary[name], bindings), *_keys(topic))


def _named(code: str, book: Phrasebook) -> str:
    """Return what is missing in the agent's language; a code nobody knows is shown as it is."""
    return book.asks.get(WISHES.get(code, "")) or book.inside.get(code) or code.replace("_", " ")


def _finding(topic: Topic, index: int, finding: Finding, grounds: Grounds, book: Phrasebook) -> Iterator[Line]:
    alone = Topic(topic.intent, topic.outcome, topic.reason, ((index, finding),), topic.claims)
    bindings = bind_topic(alone, grounds, (), book.language, for_agent=True)
    sources = [evidence.key for evidence in finding.evidence] or [MAIL]
    if finding.arithmetic:
        bindings.bind("arithmetic", finding.arithmetic, sources)
    yield _line(lock(book.summary[finding.outcome.value], bindings, book.macros), *sources)
    if finding.claimed and finding.amount and finding.claimed != finding.amount:
        bindings.bind("claimed", money_text(finding.claimed, book.language), [MAIL])
        bindings.bind("amount", money_text(finding.amount, book.language), sources)
        yield _line(lock(book.summary["differs"], bindings))


def _keys(topic: Topic) -> list[str]:
    return [e.key for _, finding in topic.findings for e in finding.evidence]


def _account(grounds: Grounds, book: Phrasebook) -> Iterator[Line]:
    """Say where the customer stands, per currency, and which promises were broken."""
    key = grounds.partner.evidence("name").key if grounds.partner else MAIL
    for account in grounds.case_file.accounts:
        bindings = Bindings()
        bindings.bind("open", money_text(account.open, book.language), [key])
        bindings.bind("overdue", money_text(account.overdue, book.language), [key])
        yield _line(lock(book.summary["account"], bindings))
    broken = sum(1 for promise in grounds.case_file.promises if promise.kept is False)
    if broken:
        bindings = Bindings()
        bindings.bind("broken", str(broken), [key])
        yield _line(lock(book.summary["broken"], bindings))
