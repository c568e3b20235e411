"""By which words do mail clients mark history, forwards, signatures and disclaimers, in eight languages?"""

import re

FROM = "From|Von|De|Van|Da|Od|Expéditeur|Mittente|Remitente|Afzender|Nadawca|Absender"
SENT = (
    "Sent|Date|Gesendet|Datum|Envoyé|Envoyé le|Verzonden|Enviado|Enviado el|Enviada em|Fecha|Data|Inviato|Wysłano|"
    "Data invio|Date d'envoi|Verzonden op|Wysłane|Enviado em"
)
TO = "To|An|À|A|Aan|Para|Do|Destinataire|Destinatario|Cc|Kopie|Pour"
SUBJECT = "Subject|Betreff|Objet|Onderwerp|Asunto|Oggetto|Assunto|Temat|Betr\\.?"

HEADER_FIELD = re.compile(
    rf"^[>\s*_|]*(?P<name>{FROM}|{SENT}|{TO}|{SUBJECT})\s*[*_]*\s*:\s*[*_]*\s*(?P<value>.*)$", re.IGNORECASE
)
FROM_FIELD = re.compile(rf"^[>\s*_|]*(?:{FROM})\s*[*_]*\s*:", re.IGNORECASE)

# "On Tue, 3 Mar 2026 at 10:12, Anna <a@b> wrote:" and its sisters; may be wrapped over three lines
WROTE = re.compile(
    r"^[>\s]*(?:"
    r"On\s.{6,200}?\bwrote\s*:"
    r"|Am\s.{6,200}?\bschrieb\b.{0,120}?:"
    r"|.{6,160}?\bschrieb\s+am\b.{6,80}?:"
    r"|Le\s.{6,200}?\ba\s+écrit\s*:"
    r"|Op\s.{6,200}?\b(?:schreef|geschreven)\b.{0,120}?:"
    r"|El\s.{6,200}?\b(?:escribió|escribio)\b\s*:"
    r"|Il\s.{6,200}?\bha\s+scritto\s*:"
    r"|Em\s.{6,200}?\bescreveu\b\s*:"
    r"|A\s.{6,200}?\bescreveu\s*:"
    r"|(?:W\s+dniu|Dnia|\w{2,4}\.?,)\s.{6,200}?\b(?:napisał|napisała|napisał\(a\)|pisze|użytkownik)\b.{0,120}?:"
    r"|.{3,120}\bhat\s+am\s.{6,80}?\bgeschrieben\s*:"
    r")\s*$",
    re.IGNORECASE | re.DOTALL,
)
WROTE_BEGINS = re.compile(r"^[>\s]*(?:On|Am|Le|Op|El|Il|Em|A|W dniu|Dnia|\w{2,4}\.?,)\s", re.IGNORECASE)

ORIGINAL = re.compile(
    r"^[>\s]*[-_=*]{2,}\s*(?:Original\s+(?:Message|Appointment)|Ursprüngliche\s+Nachricht|Originalnachricht|Message\s+d['’]origine|"
    r"Message\s+original|Oorspronkelijk\s+bericht|Mensaje\s+original|Messaggio\s+originale|Mensagem\s+original|"
    r"Wiadomość\s+oryginalna|Oryginalna\s+wiadomość|Reply\s+message)\s*[-_=*]*\s*$",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"^[>\s]*(?:[-_=*]{2,}\s*)?(?:Forwarded\s+(?:message|by)|Begin\s+forwarded\s+message|Weitergeleitete\s+Nachricht|"
    r"Anfang\s+der\s+weitergeleiteten|Message\s+(?:transféré|transmis)|Début\s+du\s+message\s+(?:réexpédié|transféré)|"
    r"Doorgestuurd\s+bericht|Begin\s+doorgestuurd\s+bericht|Mensaje\s+reenviado|Inicio\s+del\s+mensaje\s+reenviado|"
    r"Messaggio\s+inoltrato|Inizio\s+messaggio\s+inoltrato|Mensagem\s+(?:encaminhada|reencaminhada)|"
    r"Início\s+da\s+mensagem\s+reencaminhada|Wiadomość\s+przekazana|Przekazana\s+wiadomość|"
    r"Początek\s+przekazanej\s+wiadomości|Treść\s+przekazanej\s+wiadomości)\b.{0,120}$",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|wg|tr|doorst|rv|i|enc|pd|fw)\s*:", re.IGNORECASE)
RULE = re.compile(r"^\s*(?:_{10,}|-{10,}|={10,}|\*{10,})\s*$")

MOBILE = re.compile(
    r"^\s*(?:Sent\s+(?:from|with|via)\s+(?:my\s+)?\S.{0,60}|Get\s+Outlook\s+for\s+.{1,20}|Von\s+meinem\s+.{2,40}\s+gesendet\.?|"
    r"Gesendet\s+(?:von|mit)\s+.{2,60}|Envoyé\s+(?:de|depuis|à partir de)\s+mon\s+.{2,40}|Envoyé\s+depuis\s+.{2,40}|Télécharger\s+Outlook\s+pour.{1,20}|"
    r"Verzonden\s+(?:vanaf|met|via)\s+.{2,40}|Verstuurd\s+vanaf\s+.{2,40}|Enviado\s+(?:desde|do|de)\s+(?:mi|meu)?\s*.{2,40}|"
    r"Inviato\s+da(?:l\s+mio)?\s+.{2,40}|Wysłane?\s+z\s+.{2,40}|Outlook\s+für\s+\w+\s+beziehen|Obtener\s+Outlook\s+para.{1,20})\s*$",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^\s*(?:(?:kind|best|warm|many)\s+regards|regards|best|cheers|sincerely|yours\s+(?:sincerely|faithfully|truly)|thanks\s+and\s+regards|"
    r"many\s+thanks|thanks(?:\s+again)?|thank\s+you|br|rgds|kr|"
    r"mit\s+freundlichen\s+grü(?:ß|ss)en|freundliche\s+grü(?:ß|ss)e|(?:viele|beste|liebe|herzliche|schöne)\s+grü(?:ß|ss)e|mfg|vg|lg|gru(?:ß|ss)|hochachtungsvoll|"
    r"(?:bien\s+)?cordialement|(?:bien\s+)?à\s+vous|salutations(?:\s+distinguées)?|sincères\s+salutations|cdt|bonne\s+(?:journée|réception)|"
    r"met\s+vriendelijke\s+groet(?:en)?|vriendelijke\s+groet(?:en)?|mvg|groet(?:en|jes)?|hoogachtend|"
    r"(?:un\s+)?(?:cordial\s+)?saludo[s]?(?:\s+cordiales)?|atentamente|(?:muy\s+)?atte\.?|reciba\s+un\s+cordial\s+saludo|"
    r"(?:cordiali|distinti|cari)\s+saluti|saluti|cordialmente|"
    r"(?:com\s+os\s+)?(?:melhores\s+)?cumprimentos|atenciosamente|att\.?|abraço|obrigad[oa]|"
    r"z\s+poważaniem|(?:serdecznie\s+)?pozdrawiam(?:y)?|z\s+wyrazami\s+szacunku|pozdrowienia)\s*[,.!;–-]*\s*$",
    re.IGNORECASE,
)
CONTACT_LINE = re.compile(
    r"(?:\b(?:tel|phone|fon|mobil|mobile|cell|fax|tél|port|móvil|cell|kom|tlf|telefoon|telefon|telefono|teléfono)\b\.?\s*[:.]?\s*[+(\d])|"
    r"(?:^\s*[+(]?\d[\d\s()/.-]{7,}$)|(?:https?://|www\.)\S+|\b\S+@\S+\.\w{2,}\b|"
    r"\b(?:VAT|USt-?Id|UID|TVA|BTW|CIF|NIF|P\.?\s?IVA|Partita\s+IVA|NIP|KVK|SIRET|HRB|Amtsgericht|Geschäftsführer|Registered\s+(?:office|in))\b|"
    r"\b(?:GmbH|AG|Ltd|Limited|LLC|Inc|S\.?A\.?S?|S\.?r\.?l\.?|S\.?p\.?A\.?|B\.?V\.?|N\.?V\.?|Sp\.\s*z\s*o\.\s*o|Lda|S\.?L\.?)\b\.?\s*$",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"(?:this\s+(?:e-?mail|message|communication)(?:\s+and\s+any\s+(?:attachments?|files))?.{0,60}(?:confidential|intended|privileged)|"
    r"confidentiality\s+(?:notice|note)|please\s+consider\s+the\s+environment|think\s+before\s+you\s+print|"
    r"diese\s+(?:e-?mail|nachricht).{0,60}(?:vertraulich|bestimmt)|der\s+inhalt\s+dieser\s+e-?mail.{0,40}vertraulich|bitte\s+prüfen\s+sie,?\s+ob\s+diese\s+(?:e-?)?mail|"
    r"ce\s+(?:message|courriel|mail).{0,80}(?:confidentiel|destiné)|pensez\s+à\s+l['’]environnement|n['’]imprimez\s+ce|"
    r"dit\s+(?:e-?mail)?bericht.{0,60}(?:vertrouwelijk|bestemd)|deze\s+e-?mail.{0,60}(?:vertrouwelijk|bestemd)|"
    r"este\s+(?:mensaje|correo|e-?mail).{0,80}(?:confidencial|dirig)|aviso\s+(?:legal|de\s+confidencialidad)|antes\s+de\s+imprimir|"
    r"(?:questo\s+messaggio|la\s+presente\s+(?:e-?mail|comunicazione)|le\s+informazioni\s+contenute).{0,90}(?:riservat|confidenzial|destinat)|"
    r"esta\s+mensagem.{0,80}(?:confidencial|destina)|"
    r"(?:niniejsza|ta)\s+wiadomość.{0,80}(?:poufn|przeznaczon))",
    re.IGNORECASE,
)
POINTER = re.compile(
    r"^\s*(?:(?:please\s+)?(?:see|find)\s+(?:below|attached|the\s+(?:mail|message)\s+below)|fyi|for\s+(?:your\s+)?(?:info(?:rmation)?|action|attention)|"
    r"s(?:iehe)?\.?\s+unten|zur\s+(?:info(?:rmation)?|kenntnis(?:nahme)?|weiteren\s+bearbeitung)|z\.?\s?k\.?|zk|voir\s+(?:ci-dessous|plus\s+bas)|pour\s+(?:info(?:rmation)?|suite\s+à\s+donner)|"
    r"zie\s+(?:onder|hieronder|onderstaand.{0,20})|ter\s+info(?:rmatie)?|t\.k\.n\.|ver\s+(?:abajo|más\s+abajo|abaixo|em\s+baixo)|para\s+(?:tu|su|vuestra)?\s*(?:información|info|conhecimento)|"
    r"(?:vedi|si\s+veda)\s+sotto|per\s+(?:conoscenza|competenza|info)|(?:patrz|proszę\s+zobaczyć)\s+poniżej|do\s+wiadomości|w\s+załączeniu|"
    r"can\s+you\s+(?:help|check|look\s+at\s+this)\W*|bitte\s+(?:um\s+)?(?:prüf\w+|bearbeit\w+|klär\w+)|merci\s+de\s+traiter|grazie|thanks|danke|merci|dank\s+u|gracias|obrigad[oa]|dziękuję)\s*[.!:,]*\s*$",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^\s*(?:hi|hello|dear|good\s+(?:morning|afternoon|day)|hallo|guten\s+(?:tag|morgen)|moin|sehr\s+geehrte|bonjour|madame|dag|beste|geachte|goedemorgen|goedemiddag|"
    r"hola|buen(?:os|as)\s+(?:días|tardes)|estimad[oa]s?|buongiorno|salve|gentile|spett\w*|bom\s+dia|boa\s+tarde|olá|exm|prezad|dzień\s+dobry|witam|szanown|team|all|both|colleagues|kolleg)\b.{0,60}$",
    re.IGNORECASE,
)
