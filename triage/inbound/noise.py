"""Did a person write this? Signs of bounces, automatic replies, loops, lists and spam, each with its reason."""

import re
from dataclasses import dataclass
from email.message import EmailMessage

from triage.domain.message import Address, NoiseKind, NoiseSign
from triage.inbound import mime

DAEMON = re.compile(
    r"^[\"'<\s]{0,5}(?:mailer[-_.]?daemon|post[-_.]?master|mail-?(?:delivery|daemon|system)|mdaemon|mmdf|bounces?|delivery|double-bounce)(?:[+\-_.=\\\s].{0,200})?(?:@|$)",
    re.IGNORECASE,
)
ANSWER_SUBJECT = re.compile(
    r"^\s*(?:re|aw|fwd?|wg|tr|rv|antw|sv|odp|pd|enc|res|r|i|rif)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
BOUNCE_SUBJECT = re.compile(
    r"undeliver(?:ed|able)|delivery\s+(?:status\s+notification|failure|failed|has\s+failed|problem|report|delayed|warning|error)|mail\s+delivery\s+(?:failed|system|failure|subsystem|warning)|failure\s+delivery|"
    r"returned\s+mail|returning\s+(?:message|to\s+sender)|failure\s+notice|failed\s+mail|mail\s+(?:system\s+)?(?:error|failure|failed)|mail\s+undelivered|non-?delivery|delivery\s+(?:of\s+)?(?:your\s+)?(?:message|mail)|message\s+(?:delivery|delayed|not\s+delivered|blocked)|"
    r"(?:could|can)\s?not\s+be\s+delivered|couldn['’]t\s+be\s+delivered|not\s+(?:yet\s+)?been\s+delivered|(?:message|mail)\s.{0,60}\bdelayed\b|could\s+not\s+send\s+message|automatically\s+rejected|processing\s+error|smtp\s+server:\s+errors|"
    r"non\s+remis|(?:échec|impossible)\s+de\s+(?:(?:la\s+)?(?:remise|distribution)|remettre)|message\s+(?:retardé|bloqué)|état\s+de\s+remise|retour\s+à\s+l['’]expéditeur|"
    r"unzustellbar|zustellung\s+(?:fehlgeschlagen|nicht)|nicht\s+zugestellt|nicht\s+zustellbar|nachricht\s+wurde\s+abgewiesen|zustellung\s+verzögert|übermittlungsfehler|"
    r"onbestelbaar|niet\s+(?:te\s+)?(?:bezorgd|bezorgen|afgeleverd)|bericht\s+vertraagd|geweigerd\s+door|"
    r"no\s+se\s+(?:puede|pudo)\s+entregar|no\s+entregado|entrega\s+fallida|estado\s+de\s+entrega|mensaje\s+(?:demorado|rechazado)|no\s+ha\s+podido\s+ser\s+(?:entregado|distribuido)|"
    r"mancat[oa]\s+(?:recapito|consegna)|non\s+recapitabile|impossibile\s+(?:recapitare|consegnare)|messaggio\s+(?:rifiutato|in\s+ritardo|non\s+consegnato)|stato\s+(?:della\s+|di\s+)?consegna|"
    r"não\s+(?:foi\s+)?entregue|falha\s+na\s+entrega|aviso\s+de\s+falha|não\s+foi\s+possível\s+entregar|mensagem\s+(?:rejeitada|devolvida|ainda\s+não)|entrega\s+adiada|"
    r"niedostarczon|nie\s+(?:można|udało\s+się)\s+dostarczyć|stanie\s+dostarczenia|odrzucon[ay]\s+przez|не\s+доставлено|メールエラー|邮件.{0,6}失败|退信",
    re.IGNORECASE,
)
BOUNCE_BODY = re.compile(
    r"(?:could|can)\s?not\s+be\s+(?:sent|delivered)|couldn['’]t\s+be\s+delivered|wasn['’]t\s+able\s+to\s+(?:deliver|establish)|unable\s+to\s+deliver|not\s+(?:yet\s+)?been\s+delivered|delivery\s+(?:of\s+e?-?mail\s+)?to\s+(?:this|the\s+following)|"
    r"(?:delivery|permanent)\s+(?:to\s+the\s+following\s+recipients?\s+)?(?:failed|failure|fatal|error)|user\s+unknown|unknown\s+user|no\s+such\s+user|invalid\s+user|no\s+valid\s+recipients?|(?:mailbox|inbox|mail\s+box)\s+(?:is\s+)?(?:full|unavailable|not\s+found|space)|their\s+mailbox\s+is\s+full|"
    r"(?:recipient|address|domain)\s+(?:address\s+|name\s+)?(?:rejected|unknown|not\s+found)|over\s+quota|quota\s+exceeded|undeliverable|host\s+(?:unknown|not\s+found|or\s+domain)|\b[45]\d\d[\s#:-]{1,3}[45]\.\d{1,3}\.\d{1,3}|Status:\s*[45]\.\d+\.\d+|Diagnostic-Code|Final-Recipient|"
    r"requested\s+action\s+not\s+taken|automatically\s+rejected|resources\s+temporarily\s+unavailable|(?:mail|message)\s+has\s+been\s+returned\s+because|maximum\s+delivery\s+attempts|transcript\s+of\s+(?:the\s+)?session|has\s+been\s+postponed|mail\s+delivery\s+software|qmail-send|this\s+is\s+a\s+warning\s+message\s+only|"
    r"konnten?\s+(?:.{0,40}\s)?nicht\s+(?:zugestellt|übermittelt)|nicht\s+ausliefern|n['’]a\s+pas?\s+(?:encore\s+)?pu\s+être\s+(?:remis|délivré|livré)|n['’]a\s+pu\s+être\s+(?:remis|délivré)|n['’]a\s+donc\s+pas\s+été\s+distribué|kon\s+niet\s+worden\s+(?:bezorgd|afgeleverd)|definitief\s+mislukt|"
    r"no\s+(?:se\s+)?ha\s+podido\s+(?:ser\s+)?entrega|no\s+pudo\s+ser\s+entregado|non\s+è\s+stato\s+(?:possibile\s+)?(?:recapitare|consegnare|consegnato|recapitato)|non\s+ha\s+raggiunto\s+.{0,20}destinatari|"
    r"não\s+(?:pôde\s+ser|foi)\s+entregue|nie\s+mogła?\s+zostać\s+dostarczon|nie\s+dostarczono|не\s+может\s+быть\s+доставлено|送信できませんでした|邮件无法发送",
    re.IGNORECASE,
)
COMPLAINT_SUBJECT = re.compile(
    r"^\s*(?:complaint\s+about\s+message\s+from|abuse\s+report\b|email\s+feedback\s+report|fbl\s*:|spam\s+complaint\b)",
    re.IGNORECASE,
)
AUTO_SUBJECT = re.compile(
    r"^\s*(?:(?:read|gelesen|lu|leído|letto|lida|gelezen|przeczytano)\s?:\s|auto(?:mat(?:ic|isch|ico|ique|yczn\w*|isk|ico))?\.?\s*:\s|(?:read\s+receipt|lesebestätigung|accusé\s+de\s+lecture|confirmación\s+de\s+lectura|conferma\s+di\s+lettura|leesbevestiging|potwierdzenie\s+(?:odczytu|przeczytania))|"
    r"autom?\.?\s+antwort|rép\.?\s+auto|automatische\s+reactie|automatic\s+reply|auto(?:matic)?[\s-]*(?:reply|response|resp)|autoreply|out\s+of\s+(?:the\s+)?office|ooo\b|on\s+(?:vacation|leave)|vacation\s+(?:reply|notice)|away\s+from|"
    r"automatische\s+antwort|abwesenheit|(?:ich\s+bin\s+)?(?:nicht\s+im\s+büro|im\s+urlaub)|auto-?antwort|réponse\s+automatique|absence\s+du\s+bureau|absent|"
    r"automatisch\s+antwoord|afwezig|respuesta\s+automática|fuera\s+de\s+(?:la\s+)?oficina|ausencia|risposta\s+automatica|fuori\s+(?:ufficio|sede)|assente|"
    r"resposta\s+automática|fora\s+do\s+escritório|ausência|automatyczna\s+odpowiedź|odpowiedź\s+automatyczna|nieobecność|autoodpowiedź)",
    re.IGNORECASE,
)
AUTO_BODY = re.compile(
    r"\b(?:i\s+am|i['’]m)\s+(?:currently\s+)?(?:out\s+of\s+(?:the\s+)?office|on\s+(?:annual\s+|maternity\s+|sick\s+)?(?:leave|holiday|vacation))|(?:we\s+have|has\s+been)\s+received.{0,40}(?:ticket|request|case).{0,60}(?:number|created|assigned)|"
    r"this\s+is\s+an?\s+auto(?:matic|mated)[\s\w-]{0,20}(?:reply|response|message|e-?mail)|do\s+not\s+reply\s+to\s+this|your\s+message\s+was\s+read\s+on|"
    r"(?:bitte\s+antworten\s+sie\s+nicht|ne\s+(?:pas\s+)?répond(?:ez|re)\s+pas?\s+à\s+ce|merci\s+de\s+ne\s+pas\s+(?:y\s+)?répondre|por\s+favor,?\s+no\s+responda|não\s+responda\s+a\s+est|non\s+rispondere\s+a\s+quest|niet\s+op\s+(?:dit\s+bericht|deze\s+(?:e-?)?mail)\s+(?:te\s+)?(?:reageren|antwoorden)|(?:prosimy\s+)?nie\s+odpowiada(?:j|ć)\s+na\s+tę)|"
    r"ich\s+(?:bin|befinde\s+mich)\s+(?:.{0,30}\s)?in\s+(?:elternzeit|karenz|mutterschutz)|(?:licen[cç][ai](?:a)?|congé|congedo|baja)[\s-]+(?:de\s+|di\s+)?(?:maternité|maternidade|maternidad|maternità|parentale)|"
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
MOST_PARTS = 100
LOOKED_AT = 6_000  # characters in which a report says what it is
REPORT_PARTS = frozenset({"message/delivery-status", "message/feedback-report", "message/global-delivery-status"})


@dataclass(frozen=True, slots=True)
class Said:
    """What is said, and by whom: subject, newest words, and the whole text."""

    subject: str
    reply: str
    text: str
    sender: Address | None


def list_signs(mail: EmailMessage, said: Said) -> tuple[NoiseSign, ...]:
    """List the signs that nobody wrote this, strongest first. Whether content remains is for the reader to say."""
    found = [
        *_bounce_signs(mail, said),
        *_automatic_signs(mail, said),
        *_traffic_signs(mail),
    ]
    return tuple(sorted(found, key=lambda sign: not sign.certain))


def _sign(kind: NoiseKind, reason: str, *, certain: bool = False) -> NoiseSign:
    return NoiseSign(kind=kind, reason=reason, certain=certain)


def _bounce_signs(mail: EmailMessage, said: Said) -> list[NoiseSign]:
    """Return signs of a delivery report: RFC 3464, RFC 5965, an empty return path, a daemon's name and words."""
    by_form = _report_signs(mail, said) or _complaint_signs(mail, said)
    if by_form:
        return by_form
    raw_sender = said.sender.email if said.sender else mime.header(mail, "From").strip().lower()
    daemon = bool(DAEMON.match(raw_sender) or "mailer-daemon" in raw_sender)
    empty_path = mime.header(mail, "Return-Path").strip() == "<>"
    answer = ANSWER_SUBJECT.match(said.subject) is not None
    by_subject = BOUNCE_SUBJECT.search(said.subject) is not None and (daemon or not answer)
    by_body = BOUNCE_BODY.search(said.text[:LOOKED_AT] if daemon or by_subject else said.reply[:LOOKED_AT]) is not None
    if (daemon and (by_subject or by_body)) or (by_subject and by_body) or (empty_path and by_subject):
        return [_sign(NoiseKind.BOUNCE, "a mail daemon's name and words", certain=daemon or empty_path)]
    if daemon and not said.reply.strip():
        return [_sign(NoiseKind.BOUNCE, "a mail daemon without words")]
    return []


def _report_signs(mail: EmailMessage, said: Said) -> list[NoiseSign]:
    """Return what the form of the message says: a report's type, a report among its parts, a daemon's header."""
    kind, report = mail.get_content_type(), mime.parameter(mail, "report-type")
    if report == "disposition-notification":
        rejected = BOUNCE_BODY.search(said.text[:LOOKED_AT]) and BOUNCE_SUBJECT.search(said.subject)
        sort = NoiseKind.BOUNCE if rejected else NoiseKind.AUTO_REPLY
        return [_sign(sort, "disposition notification (RFC 8098)", certain=True)]
    if kind == "multipart/report" and report in ("delivery-status", "feedback-report", ""):
        return [_sign(NoiseKind.BOUNCE, f"multipart/report {report} (RFC 3464)", certain=True)]
    part = next((part for part in _own_parts(mail) if part in REPORT_PARTS), "")
    if part:
        return [_sign(NoiseKind.BOUNCE, f"a part {part}", certain=True)]
    if mime.header(mail, "X-Failed-Recipients"):
        return [_sign(NoiseKind.BOUNCE, "X-Failed-Recipients", certain=True)]
    return []


def _complaint_signs(mail: EmailMessage, said: Said) -> list[NoiseSign]:
    """Return signs of a complaint about our own mail: X-ARF, and providers that write no RFC 5965 report."""
    for name in ("X-ARF", "X-XARF"):
        if mime.header(mail, name):
            return [_sign(NoiseKind.BOUNCE, f"{name}: a feedback report", certain=True)]
    if COMPLAINT_SUBJECT.match(said.subject) and "message/rfc822" in _own_parts(mail):
        return [_sign(NoiseKind.BOUNCE, "a complaint with the message complained about", certain=True)]
    return []


def _own_parts(mail: EmailMessage) -> list[str]:
    """List the kinds of the message's own parts, without those of a message in it."""
    kinds: list[str] = []
    stack = [mail]
    while stack and len(kinds) < MOST_PARTS:
        part = stack.pop()
        kinds.append(part.get_content_type())
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            stack.extend(child for child in payload if isinstance(child, EmailMessage))
    return kinds


def _automatic_signs(mail: EmailMessage, said: Said) -> list[NoiseSign]:
    """Return signs of an automatic reply: RFC 3834 headers, older headers, subject and words."""
    found: list[NoiseSign] = []
    if mime.header(mail, "X-Apple-Unsubscribe"):
        found.append(_sign(NoiseKind.AUTO_REPLY, "X-Apple-Unsubscribe", certain=True))
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
    if AUTO_SUBJECT.search(said.subject):
        found.append(_sign(NoiseKind.AUTO_REPLY, "the subject of an automatic reply"))
    if AUTO_BODY.search(said.reply[:1500]):
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
