"""Did a person write this? Signs of bounces, automatic replies, loops, lists and spam, each with its reason."""

import re
from email.message import EmailMessage

from triage.domain.message import Address, NoiseKind, NoiseSign
from triage.inbound import mime

DAEMON = re.compile(
    r"^(?:mailer-?daemon|postmaster|mail-?(?:delivery|daemon)|mdaemon|bounces?|delivery)(?:[+\-_.=].*)?@", re.IGNORECASE
)
BOUNCE_SUBJECT = re.compile(
    r"undeliver(?:ed|able)|delivery\s+(?:status\s+notification|failure|failed|has\s+failed|problem|report|delayed)|mail\s+delivery\s+(?:failed|system|failure)|"
    r"returned\s+mail|returning\s+message|failure\s+notice|mail\s+(?:system\s+)?error|delivery\s+(?:of\s+)?(?:your\s+)?(?:message|mail)|message\s+(?:delivery|delayed|not\s+delivered)|"
    r"non\s+remis|échec\s+de\s+(?:la\s+)?(?:remise|distribution)|unzustellbar|zustellung\s+(?:fehlgeschlagen|nicht)|nicht\s+zugestellt|onbestelbaar|niet\s+bezorgd|"
    r"no\s+se\s+(?:puede|pudo)\s+entregar|no\s+entregado|mancato\s+recapito|non\s+recapitabile|não\s+(?:foi\s+)?entregue|falha\s+na\s+entrega|niedostarczon|nie\s+można\s+dostarczyć|nicht\s+zustellbar",
    re.IGNORECASE,
)
BOUNCE_BODY = re.compile(
    r"could\s+not\s+be\s+delivered|(?:delivery|permanent)\s+(?:to\s+the\s+following\s+recipients?\s+)?(?:failed|failure|error)|user\s+unknown|unknown\s+user|no\s+such\s+user|mailbox\s+(?:is\s+)?(?:full|unavailable|not\s+found)|"
    r"(?:recipient|address)\s+(?:address\s+)?(?:rejected|unknown|not\s+found)|over\s+quota|quota\s+exceeded|undeliverable|host\s+(?:unknown|not\s+found)|550[\s-]+5\.\d|Status:\s*[45]\.\d+\.\d+|Diagnostic-Code|"
    r"konnte\s+nicht\s+zugestellt|n['’]a\s+pas\s+pu\s+être\s+(?:remis|délivré)|kon\s+niet\s+worden\s+(?:bezorgd|afgeleverd)|no\s+(?:se\s+)?ha\s+podido\s+(?:ser\s+)?entrega|non\s+è\s+stato\s+possibile\s+(?:recapitare|consegnare)|"
    r"não\s+pôde\s+ser\s+entregue|nie\s+mogła?\s+zostać\s+dostarczon",
    re.IGNORECASE,
)
AUTO_SUBJECT = re.compile(
    r"^\s*(?:automatic\s+reply|auto(?:matic)?[\s-]*(?:reply|response|resp)|autoreply|out\s+of\s+(?:the\s+)?office|ooo\b|on\s+(?:vacation|leave)|vacation\s+(?:reply|notice)|away\s+from|"
    r"automatische\s+antwort|abwesenheit|(?:ich\s+bin\s+)?(?:nicht\s+im\s+büro|im\s+urlaub)|auto-?antwort|réponse\s+automatique|absence\s+du\s+bureau|absent|"
    r"automatisch\s+antwoord|afwezig|respuesta\s+automática|fuera\s+de\s+(?:la\s+)?oficina|ausencia|risposta\s+automatica|fuori\s+(?:ufficio|sede)|assente|"
    r"resposta\s+automática|fora\s+do\s+escritório|ausência|automatyczna\s+odpowiedź|odpowiedź\s+automatyczna|nieobecność|autoodpowiedź)",
    re.IGNORECASE,
)
AUTO_BODY = re.compile(
    r"\b(?:i\s+am|i['’]m)\s+(?:currently\s+)?(?:out\s+of\s+(?:the\s+)?office|on\s+(?:annual\s+|maternity\s+|sick\s+)?(?:leave|holiday|vacation))|(?:we\s+have|has\s+been)\s+received.{0,40}(?:ticket|request|case).{0,60}(?:number|created|assigned)|"
    r"this\s+is\s+an?\s+auto(?:matic|mated)[\s\w-]{0,20}(?:reply|response|message|e-?mail)|do\s+not\s+reply\s+to\s+this|"
    r"ich\s+bin\s+(?:derzeit\s+|zurzeit\s+|momentan\s+|bis\s+.{3,30}\s+|vom\s+.{3,40}\s+)?(?:nicht\s+im\s+(?:büro|haus)|im\s+urlaub|abwesend|außer\s+haus)|dies(?:es)?\s+ist\s+eine\s+automatisch|diese\s+(?:e-?mail|nachricht)\s+wurde\s+automatisch|"
    r"je\s+suis\s+(?:actuellement\s+)?(?:absent|en\s+congé|en\s+déplacement)|ceci\s+est\s+(?:un|une)\s+(?:message|réponse)\s+automatique|"
    r"ik\s+ben\s+(?:momenteel\s+|tot\s+.{3,30}\s+)?(?:afwezig|niet\s+(?:op\s+kantoor|aanwezig)|met\s+(?:vakantie|verlof))|dit\s+is\s+een\s+automatisch|"
    r"(?:estoy|estaré)\s+(?:fuera\s+de|de\s+vacaciones|ausente)|este\s+es\s+un\s+(?:mensaje|correo)\s+automático|"
    r"sono\s+(?:attualmente\s+)?(?:assente|in\s+ferie|fuori\s+ufficio)|(?:sarò|siamo)\s+(?:assente|assenti|in\s+ferie|chiusi)|questo\s+è\s+un\s+messaggio\s+automatico|messaggio\s+generato\s+automaticamente|"
    r"(?:estou|estarei)\s+(?:ausente|fora\s+do|de\s+férias)|esta\s+é\s+uma\s+(?:mensagem|resposta)\s+automática|"
    r"(?:jestem|będę|przebywam)\s+(?:obecnie\s+)?(?:nieobecn\w+|na\s+urlopie|poza\s+biurem)|(?:to|ta)\s+(?:jest\s+)?(?:wiadomość|odpowiedź)\s+(?:została\s+wygenerowana\s+)?automatyczn",
    re.IGNORECASE,
)
MOST_HOPS = 25


def list_signs(mail: EmailMessage, subject: str, reply: str, sender: Address | None) -> tuple[NoiseSign, ...]:
    """List the signs that nobody wrote this, strongest first. Whether content remains is for the reader to say."""
    found = [
        *_bounce_signs(mail, subject, reply, sender),
        *_automatic_signs(mail, subject, reply),
        *_traffic_signs(mail),
    ]
    return tuple(sorted(found, key=lambda sign: not sign.certain))


def _sign(kind: NoiseKind, reason: str, *, certain: bool = False) -> NoiseSign:
    return NoiseSign(kind=kind, reason=reason, certain=certain)


def _bounce_signs(mail: EmailMessage, subject: str, reply: str, sender: Address | None) -> list[NoiseSign]:
    """Return signs of a delivery report: RFC 3464, RFC 5965, an empty return path, a daemon's name and words."""
    report = str(mail.get_param("report-type", "") or "").lower()
    if mail.get_content_type() == "multipart/report" and report in ("delivery-status", "feedback-report", ""):
        return [_sign(NoiseKind.BOUNCE, f"multipart/report {report} (RFC 3464)", certain=True)]
    if report == "disposition-notification":
        return [_sign(NoiseKind.AUTO_REPLY, "disposition notification (RFC 8098)", certain=True)]
    if mime.header(mail, "X-Failed-Recipients"):
        return [_sign(NoiseKind.BOUNCE, "X-Failed-Recipients", certain=True)]
    raw_sender = (sender.email if sender else mime.header(mail, "From")).strip("<> ").lower()
    daemon = bool(DAEMON.match(raw_sender) or "mailer-daemon" in raw_sender or "postmaster" in raw_sender)
    empty_path = mime.header(mail, "Return-Path").strip() == "<>"
    by_subject, by_body = bool(BOUNCE_SUBJECT.search(subject)), bool(BOUNCE_BODY.search(reply[:4000]))
    if (daemon and (by_subject or by_body)) or (by_subject and by_body) or (empty_path and by_subject):
        return [_sign(NoiseKind.BOUNCE, "a mail daemon's name and words", certain=daemon or empty_path)]
    if daemon and not reply.strip():
        return [_sign(NoiseKind.BOUNCE, "a mail daemon without words")]
    return []


def _automatic_signs(mail: EmailMessage, subject: str, reply: str) -> list[NoiseSign]:
    """Return signs of an automatic reply: RFC 3834 headers, older headers, subject and words."""
    found: list[NoiseSign] = []
    submitted = mime.header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        found.append(
            _sign(
                NoiseKind.AUTO_REPLY,
                f"Auto-Submitted: {submitted[:30]} (RFC 3834)",
                certain=submitted == "auto-replied",
            )
        )
    for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply"):
        if mime.header(mail, name):
            found.append(_sign(NoiseKind.AUTO_REPLY, name))
    if mime.header(mail, "Precedence").strip().lower() == "auto_reply":
        found.append(_sign(NoiseKind.AUTO_REPLY, "Precedence: auto_reply"))
    if AUTO_SUBJECT.search(subject):
        found.append(_sign(NoiseKind.AUTO_REPLY, "the subject of an automatic reply"))
    if AUTO_BODY.search(reply[:1500]):
        found.append(_sign(NoiseKind.AUTO_REPLY, "the words of an automatic reply"))
    return found


def _traffic_signs(mail: EmailMessage) -> list[NoiseSign]:
    """Return signs of loops (RFC 5321 section 6.3), lists (RFC 2919, RFC 2369) and a filter's verdict."""
    found: list[NoiseSign] = []
    if len(mime.headers(mail, "Received")) > MOST_HOPS:
        found.append(_sign(NoiseKind.LOOP, f"more than {MOST_HOPS} hops"))
    if mime.header(mail, "X-Loop"):
        found.append(_sign(NoiseKind.LOOP, "X-Loop"))
    if mime.header(mail, "List-Id") or mime.header(mail, "List-Unsubscribe"):
        found.append(_sign(NoiseKind.LIST, "List-Id or List-Unsubscribe"))
    elif mime.header(mail, "Precedence").strip().lower() in ("bulk", "list", "junk"):
        found.append(_sign(NoiseKind.LIST, "Precedence: bulk"))
    if mime.header(mail, "X-Spam-Flag").strip().lower() == "yes":
        found.append(_sign(NoiseKind.SPAM, "X-Spam-Flag: yes"))
    return found
