"""What does a message mean and claim, and how sure are we? Rules, the intent model and the finders, put together."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from triage.domain.codes import LANGUAGES, TAXONOMY_VERSION, Flag, Intent
from triage.domain.message import Message, NoiseKind
from triage.domain.reading import Explanation, Reading
from triage.understand import claims, flags, language, rules
from triage.understand.companies import NOBODY, Companies
from triage.understand.extract import Mentions, extract
from triage.understand.foreign import ForeignJudge, load_release
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.intent.model import IntentModel, Prediction
from triage.understand.roles import Matter

AUTOMATIC = frozenset({NoiseKind.AUTO_REPLY, NoiseKind.BOUNCE, NoiseKind.LIST})
CONTENT = 0.6  # how sure the model must be of a content for an automatic message to be read as one
MOST_FURTHER = 3


IsLookalike = Callable[[str, str], bool]


def _looks_like_nobody(_domain: str, _real: str) -> bool:
    return False


class Verdict:
    """The intents of a message while they are being settled."""

    __slots__ = ("abstained", "confidence", "explanation", "further", "primary")

    def __init__(self, primary: Intent, confidence: float, explanation: Explanation) -> None:
        self.primary = primary
        self.confidence = confidence
        self.abstained = False
        self.further: tuple[Intent, ...] = ()
        self.explanation = [explanation]


class Reader:
    """Reads messages; safe to share between threads."""

    def __init__(
        self,
        model: IntentModel,
        companies: Companies,
        is_lookalike: IsLookalike,
        foreign: ForeignJudge | None = None,
    ) -> None:
        self._model = model
        self._foreign = foreign
        self._companies = companies
        self._is_lookalike = is_lookalike

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        encoder: SentenceEncoder | None = None,
        companies: Companies = NOBODY,
        is_lookalike: IsLookalike = _looks_like_nobody,
        foreign: Path | None = None,
    ) -> "Reader":
        """Return a reader over the newest model below a folder; raises `Broken` when the release is damaged.

        `foreign` is the folder of the judge of foreign sentences, which needs the encoder to work.
        """
        model = IntentModel.load(folder, encoder=encoder)
        judge = ForeignJudge(load_release(foreign), model.encoder) if foreign and model.encoder else None
        return cls(model, companies, is_lookalike, judge)

    @property
    def versions(self) -> dict[str, str]:
        """Return the versions that every reading names."""
        judge = {"foreign": self._foreign.version} if self._foreign else {}
        return {"model": self._model.version, "rules": rules.RULES_VERSION, "taxonomy": TAXONOMY_VERSION} | judge

    @property
    def abstain_below(self) -> float:
        """Return the confidence below which the meaning is for a person to confirm."""
        return self._model.manifest.thresholds.abstain_below

    def read(self, message: Message) -> Reading:
        """Return what the newest words mean; never raises on any text."""
        heard = self._heard(message)
        spoken = language.detect(heard.reply, message.subject)
        warnings = self._list_flags(message)
        commanded = Flag.INJECTION in warnings
        verdict = self._settle(heard, spoken, warnings)
        mentions = (
            Mentions() if commanded and verdict.primary is Intent.SPAM else self._mentions(heard, spoken, verdict)
        )
        intents = (verdict.primary, *verdict.further)
        return Reading(
            path=message.path,
            message_id=message.message_id,
            reply=message.reply,
            language=spoken,
            primary=verdict.primary,
            confidence=round(verdict.confidence, 4),
            abstained=verdict.abstained,
            further=verdict.further,
            references=mentions.references,
            amounts=mentions.amounts,
            quantities=mentions.quantities,
            dates=mentions.dates,
            claims=claims.list_claims(message, intents, mentions),
            flags=warnings,
            explanation=tuple(verdict.explanation),
            versions=self.versions,
        )

    def _heard(self, message: Message) -> Message:
        """Return the message with foreign sentences as blanks, so that every place is still its place."""
        if self._foreign is None or not message.reply.strip():
            return message
        reply = self._foreign.blank_out(message.subject, message.reply)
        return message if reply == message.reply else message.model_copy(update={"reply": reply})

    def _list_flags(self, message: Message) -> tuple[Flag, ...]:
        """List the warnings, among them a sender's domain that only looks like one known or written below."""
        mine = message.sender.domain if message.sender else ""
        written = flags.domains_in(f"{message.signature}\n{message.quoted}")
        warnings = flags.list_flags(message)
        if mine and any(self._is_lookalike(mine, real) for real in (*self._companies.domains, *written)):
            return (*warnings, Flag.LOOKALIKE_DOMAIN)
        return warnings

    def _mentions(self, message: Message, spoken: str, verdict: Verdict) -> Mentions:
        return extract(
            message,
            language=spoken if spoken in LANGUAGES else "en",
            matter=Matter(verdict.primary, verdict.further, self._model.judge),
            company_patterns=self._companies.patterns_for(message.sender.domain if message.sender else ""),
        )

    def _settle(self, message: Message, spoken: str, warnings: tuple[Flag, ...]) -> Verdict:
        """Return the intents: what a rule decides, else what the model says, with what must always be reported."""
        ruling = rules.rule_on(message, warnings)
        if ruling is not None:
            return Verdict(ruling.intent, ruling.confidence, _because(ruling.rule, ruling.intent, ruling.words))
        subject, reply = message.subject, rules.without_directives(message.reply)
        if Flag.INJECTION in warnings:
            subject, reply = rules.without_commands(subject), rules.without_commands(reply)
        prediction = self._model.predict(subject, reply)
        verdict = self._from_model(prediction, subject, reply)
        verdict = _as_automatic(message, prediction, verdict)
        self._doubt(verdict, spoken)
        verdict.further = self._list_further(prediction, verdict, warnings)
        return verdict

    def _from_model(self, prediction: Prediction, subject: str, reply: str) -> Verdict:
        intent, probability = prediction.ranked()[0]
        words = self._model.explain(subject, reply, intent)
        return Verdict(intent, probability, _because(self._model.version, intent, words, probability))

    def _doubt(self, verdict: Verdict, spoken: str) -> None:
        """Abstain below the model's threshold, and on languages that the model was not made for."""
        if spoken not in (*LANGUAGES, language.UNKNOWN) and not verdict.primary.is_noise:
            verdict.explanation.append(_because("unknown_language", Intent.UNCLEAR, (spoken,)))
            verdict.primary, verdict.confidence, verdict.abstained = Intent.UNCLEAR, min(verdict.confidence, 0.5), True
        elif verdict.confidence < self._model.manifest.thresholds.abstain_below:
            verdict.abstained = True

    def _list_further(self, prediction: Prediction, verdict: Verdict, warnings: tuple[Flag, ...]) -> tuple[Intent, ...]:
        """List the further intents, surest first; insolvency and bank changes are always reported (rule 8)."""
        if verdict.primary.is_noise or verdict.primary is Intent.UNCLEAR:
            return ()
        found = [
            intent
            for intent, probability in sorted(prediction.further.items(), key=lambda pair: -pair[1])
            if probability >= self._model.manifest.thresholds.further and _may_be_further(intent, verdict.primary)
        ]
        if Flag.BANK_CHANGE in warnings and Intent.BANK_DETAILS not in (verdict.primary, *found):
            found.insert(0, Intent.BANK_DETAILS)
        return tuple(found[:MOST_FURTHER])


def _may_be_further(intent: Intent, primary: Intent) -> bool:
    return intent is not primary and not intent.is_noise and intent is not Intent.UNCLEAR


def _because(source: str, intent: Intent, words: Sequence[str], weight: float = 1.0) -> Explanation:
    return Explanation(source=source, intent=intent, words=tuple(words), weight=round(weight, 4))


def _as_automatic(message: Message, prediction: Prediction, verdict: Verdict) -> Verdict:
    """Return the automatic message as noise, unless it surely carries a content (taxonomy.md, rules 9 and 17)."""
    sign = next((sign for sign in message.noise if sign.kind in AUTOMATIC), None)
    if sign is None or verdict.primary.is_noise:
        return verdict
    if verdict.confidence >= CONTENT and not sign.certain and verdict.primary is not Intent.UNCLEAR:
        return verdict
    kind = {NoiseKind.BOUNCE: Intent.BOUNCE, NoiseKind.LIST: Intent.SPAM}.get(sign.kind, Intent.AUTO_REPLY)
    if sign.kind is NoiseKind.AUTO_REPLY and sign.certain and verdict.confidence >= 0.8 and _names_a_document(message):
        return verdict
    settled = Verdict(kind, max(prediction.primary[kind], 0.8), _because("automatic", kind, (sign.reason,)))
    settled.explanation.extend(verdict.explanation)
    return settled


def _names_a_document(message: Message) -> bool:
    return re.search(r"[A-Z]{1,5}[-/]?\d{3,}|\d{5,}", message.reply) is not None
