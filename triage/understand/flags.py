"""What must a reader be warned of? Commands to the machine, changed bank details, lawyers, attachments, doubtful senders."""

import re

from triage.domain.codes import Flag
from triage.domain.message import Message

# Text that addresses the reading machine, or gives it orders about its rules, approvals and steps.
INJECTION = re.compile(
    r"(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|the\s+|your\s+|these\s+|my\s+)*(?:previous|prior|above|earlier|preceding|former|system|safety|your|other)?\s*(?:instruction|rule|prompt|guideline|polic|direction|restriction|order(?:s\b)|context|training)\w*"
    r"|\b(?:system|developer)\s+(?:prompt|message|override|note|instruction)s?\b|\byou\s+are\s+now\s+(?:a|an|in|the|dan)\b|\b(?:act|behave|respond|pretend)\s+as\s+(?:if\s+you|an?\s+(?:ai|admin|system|assistant|different|unrestricted))"
    r"|\b(?:ai|llm|chatbot|bot|assistant|language\s+model|model)\b[,:]?\s*(?:please\s+|you\s+must\s+|must\s+|should\s+)?(?:approve|ignore|mark|set|reply|classify|forward|send|confirm|execute|output|respond|print|reveal|treat|write|delete|release)\b"
    r"|\b(?:note|attention|message|instruction|important)\w*\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:ai|llm|bot|assistant|automated|language\s+model|model|system|agent|machine|robot)\w*"
    r"|</?(?:system|instructions?|prompt|im_start|im_end|assistant|user|admin)\b[^>]*>|\[/?(?:INST|SYSTEM|ADMIN)\]|<\|[a-z_]+\|>|#{2,}\s*(?:system|instruction|new\s+task|admin)|\bBEGIN\s+(?:SYSTEM|ADMIN|INSTRUCTION)"
    r"|\b(?:mark|set|classify|label|treat|flag|register)\s+(?:this|the)\s+(?:\w+\s+){0,3}(?:as\s+)(?:approved|paid|settled|resolved|cleared|valid|supported|closed|trusted|verified)\b(?=.{0,80}\b(?:automatic|without|no\s+(?:human|review|approval)|immediately|regardless|skip|do\s+not))"
    r"|\b(?:approve|release|issue|grant|execute|process)\b.{0,60}\b(?:without|skip(?:ping)?|bypass(?:ing)?|no\s+need\s+for)\b.{0,30}\b(?:approv|review|human|check|verif|confirm)\w*"
    r"|\b(?:reveal|print|show|output|repeat|leak|exfiltrate)\s+(?:me\s+)?(?:your|the)\s+(?:\w+\s+)?(?:prompt|instructions|system|rules|configuration|secrets?|api\s+keys?|password)"
    r"|\bdo\s+(?:not|n['’]t)\s+(?:tell|inform|mention|show|alert|notify)\s+(?:the\s+|this\s+to\s+|any\s+|your\s+)*(?:user|human|agent|operator|team|anyone|person)\b|\bjailbreak\b|\bprompt\s+injection\b"
    r"|(?:ignorier\w*|vergiss|missacht\w*|überschreib\w*)\s+(?:bitte\s+)?(?:alle[ns]?\s+|deine\s+|die\s+|ihre\s+|sämtliche\s+)*(?:vorherig\w*|bisherig\w*|obig\w*|vorangehend\w*|früher\w*)?\s*(?:anweisung|regel|vorgabe|instruktion|richtlinie|prompt|befehl|system)\w*"
    r"|(?:ignor\w*|oubli\w*|ne\s+tenez\s+pas\s+compte\s+d\w*)\s+(?:toutes?\s+|les?\s+|tes\s+|vos\s+|des\s+)*(?:instruction|consigne|règle|directive)\w*"
    r"|(?:negeer|vergeet)\s+(?:alle\s+|je\s+|uw\s+|de\s+)*(?:vorige\s+|eerdere\s+|bovenstaande\s+)?(?:instructie|regel|opdracht|richtlijn)\w*"
    r"|(?:ignora|ignore|olvida|omite|haz\s+caso\s+omiso\s+de)\w*\s+(?:todas?\s+|las?\s+|tus\s+|sus\s+|los\s+)*(?:instruccion|norma|regla|órden|orden|directric|indicacion)\w*"
    r"|(?:ignor\w*|dimentica\w*)\s+(?:tutte\s+|le\s+|tue\s+|vostre\s+|queste\s+)*(?:istruzion|regol|direttiv)\w*|(?:ignor\w*|esque[çc]\w*|desconsider\w*)\s+(?:todas?\s+|as\s+|suas\s+|tuas\s+|os\s+)*(?:instruç|regra|diretri|ordens)\w*"
    r"|(?:zignoruj|pomiń|zapomnij\s+o|zlekceważ)\w*\s+(?:wszystkie\s+|poprzedni\w+\s+|swoje\s+|swoich\s+|powyższ\w+\s+|te\s+)*(?:instrukcj|polece|reguł|zasad|wytyczn)\w*",
    re.IGNORECASE | re.DOTALL,
)
BANK = (
    r"bank\s?(?:account|details?|data|information|coordinates)|account\s+(?:number|details)|iban|bic|swift|sort\s+code|routing\s+number|banking\s+(?:details|information)|bankverbindung(?:en)?|kontoverbindung|kontonummer|bankdaten|kontodaten|unser(?:e|em)?\s+konto|"
    r"coordonnées\s+bancaires|compte\s+bancaire|\brib\b|bankgegevens|rekeningnummer|bankrekening|datos\s+bancarios|cuenta\s+bancaria|número\s+de\s+cuenta|\bccc\b|\bcbu\b|\bclabe\b|coordinate\s+bancarie|conto\s+corrente|conto\s+bancario|"
    r"dados\s+bancários|conta\s+bancária|\bnib\b|chave\s+pix|numer\w*\s+(?:rachunku|konta)|rachun\w+\s+bankow\w+|konto\s+bankowe|dan\w+\s+bankow\w+"
)
CHANGE = (
    r"new|chang\w*|updat\w*|switch\w*|moved|no\s+longer|different|from\s+now\s+on|effective|neue[rsnm]?|geänder\w*|änder\w*|gewechselt|wechsel\w*|ab\s+sofort|umgestellt|nouve\w*|chang\w*|modifi\w*|désormais|dorénavant|nieuw\w*|gewijzigd\w*|wijzig\w*|veranderd|voortaan|"
    r"nuev[oa]s?|cambi\w*|modific\w*|actualiz\w*|a\s+partir\s+de|nuov[oaie]|variat\w*|variazione|aggiornat\w*|d['’]ora\s+in\s+poi|nov[oa]s?|alter\w*|mud\w*|atualiz\w*|now[yeaąi]\w*|zmian\w*|zmieni\w*|od\s+teraz|od\s+dziś"
)
BANK_CHANGE = re.compile(
    rf"(?:{CHANGE})\W+(?:\S+\W+){{0,7}}?(?:{BANK})|(?:{BANK})\W+(?:\S+\W+){{0,8}}?(?:{CHANGE})", re.IGNORECASE
)
LEGAL = re.compile(
    r"\b(?:solicitors?|attorneys?|lawyers?|law\s+firm|legal\s+(?:action|proceedings|counsel|department|steps)|court|lawsuit|sue\b|insolven\w*|bankrupt\w*|administrat(?:or|ion)\s+(?:of|has|was)|in\s+administration|receivership|liquidat\w*|chapter\s+(?:7|11)|winding[- ]up|"
    r"rechtsanw\w*|anwalt\w*|kanzlei|klage\b|gericht\w*|mandant\w*|insolvenz\w*|konkurs\w*|masseverwalter|nachlassstundung|avocat\w*|huissier|tribunal|redressement\s+judiciaire|liquidation\s+judiciaire|mandataire\s+judiciaire|sauvegarde|procédure\s+collective|mise\s+en\s+demeure|"
    r"advoca(?:at|ten)\w*|rechtbank|faillissement\w*|failliet|curator|surseance|deurwaarder|wcc|abogad\w*|juzgado|demanda\s+judicial|concurso\s+(?:de\s+acreedores|mercantil)|administrador\w*\s+concursal\w*|burofax|avvocat\w*|studio\s+legale|tribunale|fallimento|concordato\s+preventivo|liquidazione\s+giudiziale|curatore|diffid\w*|"
    r"advogad\w*|tribunal|insolvência|recuperação\s+judicial|falência|administrador\w*\s+(?:judicial|de\s+insolvência)|massa\s+insolvente|\bper\b(?=\s)|adwokat\w*|radc\w+\s+prawn\w+|kancelari\w+|sąd\w*|pozew|upadłoś\w*|restrukturyzac\w*|syndyk\w*|komornik\w*)\b",
    re.IGNORECASE,
)
ATTACHMENT = re.compile(
    r"\battach(?:ed|ment|ments|ing)?\b|\benclos(?:ed|ure)\b|\banbei\b|\bim\s+anhang\b|\banhang\b|\bbeiliegend\w*|\banlage\b|\bbeigefügt\w*|\bangehängt\w*|\bci-?joint\w*|\ben\s+pièces?\s+jointes?\b|\bp\.?j\.?\b|\ben\s+annexe\b|\bbijlage\b|\bbijgevoegd\w*|\bin\s+de\s+bijlage\b|\badjunt\w+|\bal\s+adjunto\b|\banexo\b|\ballegat\w+|\bin\s+allegato\b|\bem\s+anexo\b|\banex[oa]s?\b|\bsegue\s+foto\b|\bw\s+załącz\w+|\bzałącz\w+",
    re.IGNORECASE,
)


def find_injection(text: str) -> re.Match[str] | None:
    """Find text that tries to command the reader, in any of the eight languages."""
    return INJECTION.search(text)


def find_commands(text: str) -> list[tuple[int, int]]:
    """List the places of all text that tries to command the reader."""
    return [match.span() for match in INJECTION.finditer(text)]


def list_flags(message: Message) -> tuple[Flag, ...]:
    """List the warnings of a message, in a fixed order.

    The newest words, the subject and attachments' text are looked at for commands; a sender is
    unverified where no trusted gateway authenticated it (RFC 8601: DMARC passed, or SPF and DKIM).
    """
    words = message.words
    everything = "\n".join((words, *(attachment.text for attachment in message.attachments)))
    seen = {
        Flag.INJECTION: find_injection(everything) is not None,
        Flag.BANK_CHANGE: BANK_CHANGE.search(words) is not None,
        Flag.LEGAL: LEGAL.search(words) is not None,
        Flag.ATTACHMENT_MENTIONED: ATTACHMENT.search(words) is not None,
        Flag.SENDER_UNVERIFIED: not _is_verified(message),
    }
    return tuple(flag for flag, is_set in seen.items() if is_set)


def _is_verified(message: Message) -> bool:
    checks = message.authentication
    return checks.dmarc == "pass" or (checks.spf == "pass" and checks.dkim == "pass")
