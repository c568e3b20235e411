"""By which words do mail clients mark history, forwards, signatures and disclaimers, in eight languages?"""

import re

FROM = "From|Von|De|Van|Da|Od|Expéditeur|Mittente|Remitente|Remetente|Afzender|Nadawca|Absender"
SENT_WORDS = (
    "Sent|Gesendet(?:\\s+am)?|Envoyée?(?:\\s+le)?|Date\\s+d['’]envoi|Verzonden(?:\\s+op)?|Verstuurd|Enviad[oa](?:\\s+(?:el|em))?|"
    "Inviat[oa](?:\\s+il)?|Data\\s+(?:invio|de\\s+envio)|Wysłan[oeay]"
)
DATE_WORDS = "Date|Datum|Fecha|Data"
TO = "To|An|À|A|Aan|Para|Do|Destinataire|Destinatario|Destinatário|Adressat|Pour|Cc|CC|Kopie|Copie|DW|Kopia"
SUBJECT = "Subject|Betreff|Objet|Onderwerp|Asunto|Oggetto|Assunto|Temat|Betr\\.?"
NAMES = rf"(?P<from>{FROM})|(?P<sent>{SENT_WORDS})|(?P<date>{DATE_WORDS})|(?P<subject>{SUBJECT})|(?P<to>{TO})"

HEADER_FIELD = re.compile(
    rf"^[>\s*_|]{{0,40}}(?P<name>{NAMES})\s{{0,4}}[*_]{{0,3}}\s{{0,4}}:\s?[*_]{{0,3}}\s{{0,9}}(?P<value>.*)$",
    re.IGNORECASE,
)
FROM_FIELD = re.compile(rf"^[>\s*_|]{{0,40}}(?:{FROM})\s{{0,4}}[*_]{{0,3}}\s{{0,4}}:", re.IGNORECASE)
# the same on one line, where HTML lost its line ends
HEADERS_IN_A_LINE = re.compile(
    rf"^[>\s*_|]{{0,40}}(?:{FROM})\s?:\s.{{1,150}}?\s(?:{SENT_WORDS})\s?:\s.{{1,300}}?\s(?:{SUBJECT})\s?:",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")

# "On Tue, 3 Mar 2026 at 10:12, Anna <a@b> wrote:" and its sisters; may be wrapped over three lines
WROTE = re.compile(
    r"^[>\s]{0,40}(?:"
    r"On\s.{6,200}?\bwrote\s*:"
    r"|Am\s.{6,200}?\bschrieb\b.{0,120}?:"
    r"|.{2,160}?\bschrieb\s+am\b.{6,80}?:"
    r"|Le\s.{6,200}?\ba\s+écrit\s*:"
    r"|Op\s.{6,200}?\b(?:schreef|geschreven)\b.{0,120}?:"
    r"|El\s.{6,200}?\b(?:escribió|escribio)\b\s*:"
    r"|Il\s.{6,200}?\bha\s+scritto\s*:"
    r"|(?:Em|No\s+dia|Às?|A)\s.{6,200}?\bescreveu\b\s*:"
    r"|(?:W\s+dniu|Dnia|\w{2,4}\.?,)\s.{6,200}?\b(?:napisał|napisała|napisał\(a\)|pisze|użytkownik)(?!\w).{0,120}?:"
    r"|Wiadomość\s+napisana\s+przez\s.{2,160}?\bw\s+dniu\s.{6,80}?:"
    r"|.{3,120}\bhat\s+am\s.{6,80}?\bgeschrieben\s*:"
    # Notes and others put the name first: the day after it tells them from prose
    r"|.{2,160}?\b(?:wrote\s+on|a\s+écrit\s+(?:sur|le)|schreef\s+op|escribió\s+el|ha\s+scritto\s+il|escreveu\s+em|napisał(?:a|\(a\))?\s+w\s+dniu)\s.{0,30}?\d.{0,60}?:"
    r"|.{2,160}?\bescreveu\s*\(.{6,80}?\)\s*:"
    r"|.{0,120}?<\S{1,100}@\S{1,150}>\s*(?:wrote|schrieb|a\s+écrit|schreef|escribió|ha\s+scritto|escreveu|napisał(?:a|\(a\))?|pisze)\s*:"
    r")\s*$",
    re.IGNORECASE | re.DOTALL,
)
WROTE_BEGINS = re.compile(
    r"^[>\s]{0,40}(?:(?:On|Am|Le|Op|El|Il|Em|A|Às?|No dia|W dniu|Dnia|Wiadomość napisana|\w{2,4}\.?,)\s|.{2,120}<\S{1,100}@)",
    re.IGNORECASE,
)

ORIGINAL = re.compile(
    r"^[>\s]{0,40}[-_=*]{2,80}\s*(?:Original\s+(?:Message|Appointment)|Ursprüngliche\s+Nachricht|Originalnachricht|Message\s+d['’]origine|"
    r"Message\s+original|Oorspronkelijk\s+bericht|Mensaje\s+original|Messaggio\s+originale|Mensagem\s+original|"
    r"Wiadomość\s+oryginalna|Oryginalna\s+wiadomość|Reply\s+message)\s*[-_=*]{0,80}\s*$",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"^[>\s]{0,40}(?P<rule>[-_=*]{2,80}\s*)?(?:Forwarded\s+(?:message|by)|Begin\s+forwarded\s+message|Weitergeleitete\s+Nachricht|"
    r"Anfang\s+der\s+weitergeleiteten|Message\s+(?:transféré|transmis)|Début\s+du\s+message\s+(?:réexpédié|transféré)|"
    r"(?:Begin\s+)?(?:doorgestuurd|doorgezonden)\s+bericht|Mensaje\s+reenviado|Inicio\s+del\s+mensaje\s+reenviado|"
    r"Messaggio\s+inoltrato|Inizio\s+messaggio\s+inoltrato|Mensagem\s+(?:encaminhada|reencaminhada)|"
    r"Início\s+da\s+mensagem\s+(?:encaminhada|reencaminhada)|Messaggio\s+inoltrato\s+da|Weitergeleitet\s+von|Transféré\s+par|Réacheminé\s+par|Doorgestuurd\s+door|Reenviado\s+por|Inoltrato\s+da|Encaminhado\s+por|Przekazane\s+przez|Wiadomość\s+przekazana|Przekazana\s+wiadomość|"
    r"Początek\s+(?:przekazanej\s+wiadomości|wiadomości\s+przekazanej)|Treść\s+przekazanej\s+wiadomości)\b(?(rule).{0,120}|.{0,12}[:–-]{1,80}\s*)$",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|wg|tr|doorst|rv|i|enc|pd|fw)\s*:", re.IGNORECASE)
POINTS_BELOW = re.compile(
    r"\b(?:below|underneath|unten|untenstehend\w*|nachstehend\w*|darunter|ci-dessous|plus\s+bas|ci-après|hieronder|onderstaand\w*|abajo|más\s+abajo|a\s+continuación|"
    r"sotto|di\s+seguito|qui\s+sotto|abaixo|em\s+baixo|a\s+seguir|poniżej|niżej|forwarding|leite\s+.{0,30}weiter|transmets|transfère|stuur\s+.{0,30}door|reenvío|inoltro|encaminho|przekazuję|przesyłam\s+dalej)\b",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:_{10,}|-{10,}|={10,}|\*{10,})\s*$")

DEVICE = (
    r"(?:i-?phone|i-?pad|android|galaxy|samsung|huawei|xiaomi|blackberry|outlook|gmail|yahoo|pixel|nokia|windows|proton\s?mail|"
    r"mobiltelefon\w*|handy|smartphone\w*|smartfon\w*|tablet\w*|mobile|cell|phone|device|téléphone|portable|móvil|teléfono|telefono|"
    r"cellulare|celular|telemóvel|telefonu|telefoon|mobiel\w*|mail\s+(?:for|für|pour|para|per|voor)|web\.de|gmx|thunderbird|spark|nine|oneplus|motorola|fairphone)"
)
# a line that names a device and little else; "Sent from my desk is much easier" is text
MOBILE = re.compile(
    rf"^\s*(?:(?:Sent|Von\s+mein\w+|Gesendet|Diese\s+Nachricht\s+wurde|Envoyé|Verzonden|Verstuurd|Enviad[oa]|Inviat[oa]|Wysłan[aeoy])(?=\s)"
    rf"(?=[^,;:?!]{{0,60}}\b{DEVICE}\b)(?:\s+[^\s,;?!]+){{1,8}}|"
    r"(?:Get|Download)\s+Outlook\s+for\s+.{1,20}|Outlook\s+(?:für|voor)\s+\w+\s+(?:beziehen|herunterladen|downloaden)|(?:Télécharge[rz]|Obtenez|Téléchargez)\s+Outlook\s+pour.{1,20}|"
    r"(?:Download|Haal)\s+Outlook\s+voor.{1,20}|(?:Obtener|Descargar|Obter|Obtenha|Baixe|Transferir)\s+(?:o\s+)?Outlook\s+para.{1,20}|(?:Ottieni|Scarica)\s+Outlook\s+per.{1,20}|"
    r"Pobierz\s+(?:aplikację\s+|program\s+)?Outlook\s+dla.{1,30})\s*$",
    re.IGNORECASE,
)
# what a mailing list or a portal puts below everything
LIST_FOOTER = re.compile(
    r"^\s*(?:_{10,100}|—|–|--)\s*\n(?=(?:.{0,300}\n){0,5}?.{0,200}(?:mailing\s+list|mailman/listinfo|to\s+unsubscribe|you\s+are\s+receiving\s+this))",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^\s*(?:(?:with\s+)?(?:kind|kindest|best|warm|warmest|many)\s+(?:regards|wishes)|regards|best|cheers|sincerely|yours\s+(?:sincerely|faithfully|truly)|thanks\s+and\s+regards|"
    r"many\s+thanks|thanks(?:\s+again)?|thank\s+you|br|rgds|kr|"
    r"(?:mit\s+)?(?:freundlich|best|herzlich|kollegial)e[nmr]?\s+(?:grü(?:ß|ss|sz)en?|gru(?:ß|ss)|gruessen?)|mit\s+freundlichen\s+grü(?:ß|ss)en|freundliche\s+grü(?:ß|ss)e|(?:viele|beste|liebe|herzliche|schöne)\s+grü(?:ß|ss)e|mfg|vg|lg|gru(?:ß|ss)|hochachtungsvoll|"
    r"(?:bien\s+|très\s+)?cordialement|meilleures\s+salutations|cordiales\s+salutations|(?:bien\s+)?à\s+vous|salutations(?:\s+distinguées)?|sincères\s+salutations|cdt|bonne\s+(?:journée|réception)|"
    r"met\s+vriendelijke\s+groet(?:en)?|(?:vriendelijke|hartelijke|beste)\s+groet(?:en)?|mvg|groet(?:en|jes)?|hoogachtend|"
    r"(?:un\s+)?(?:cordial\s+)?saludo[s]?(?:\s+cordial(?:es)?)?|cordialmente|atentamente|(?:muy\s+)?atte\.?|reciba\s+un\s+cordial\s+saludo|"
    r"(?:cordiali|distinti|cari|migliori)\s+saluti|un\s+(?:cordiale\s+)?saluto|saluti|cordialmente|"
    r"(?:com\s+os\s+)?(?:meus\s+)?(?:melhores\s+)?cumprimentos|(?:cordiais|atenciosas)\s+saudações|atenciosamente|att\.?|abraço|obrigad[oa]|"
    r"z\s+poważaniem|z\s+pozdrowieniami|łączę\s+pozdrowienia|(?:serdecznie\s+)?pozdrawiam(?:y)?|z\s+wyrazami\s+szacunku|pozdrowienia)\s*[,.!;–-]*\s*$",
    re.IGNORECASE,
)
CONTACT_LINE = re.compile(
    r"(?:^\s*(?:x|ext\.?|extension|durchwahl|dw)[\s.:-]{0,3}\d{3,6}\s*$|\b(?:tel|phone|fon|mobil|mobile|cell|fax|tél|port|móvil|cell|kom|tlf|telefoon|telefon|telefono|teléfono)\b\.?\s*[:.]?\s*[+(\d])|"
    r"(?:^\s*[+(]?\d[\d\s()/.-]{7,40}$)|(?:https?://|www\.)\S+|\b[^\s@]{1,64}@[^\s@]{1,150}\.\w{2,20}\b|"
    r"\b(?:VAT|USt-?Id|UID|TVA|BTW|CIF|NIF|P\.?\s?IVA|Partita\s+IVA|NIP|KVK|SIRET|HRB|Amtsgericht|Geschäftsführer|Registered\s+(?:office|in))\b|"
    r"\b(?:GmbH|AG|Ltd|Limited|LLC|Inc|S\.?A\.?S?|S\.?r\.?l\.?|S\.?p\.?A\.?|B\.?V\.?|N\.?V\.?|Sp\.\s*z\s*o\.\s*o|Lda|S\.?L\.?)\b\.?\s*$",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"(?:this\s+(?:e-?mail|message|communication)(?:\s+and\s+any\s+(?:attachments?|files))?.{0,60}(?:confidential|intended|privileged)|"
    r"(?P<short>confidentiality\s+(?:notice|note)|please\s+consider\s+the\s+environment|think\s+before\s+(?:you\s+)?print|pensez\s+à\s+l['’]environnement|n['’]imprimez\s+ce|"
    r"aviso\s+(?:legal|de\s+confidencialidad(?:e)?)\s*[:.]?\s*$|antes\s+de\s+imprimir|denk\s+aan\s+het\s+milieu|bitte\s+denken\s+sie\s+an\s+die\s+umwelt|bitte\s+prüfen\s+sie,?\s+ob\s+diese\s+(?:e-?)?mail|"
    r"disclaimer\s*[:.]?\s*$|pensi?\s+all['’]ambiente|prima\s+di\s+stampare|zanim\s+wydrukujesz)|"
    r"diese\s+(?:e-?mail|nachricht).{0,60}(?:vertraulich|bestimmt)|der\s+inhalt\s+dieser\s+e-?mail.{0,40}vertraulich|"
    r"ce\s+(?:message|courriel|mail).{0,80}(?:confidentiel|destiné)|"
    r"dit\s+(?:e-?mail)?bericht.{0,60}(?:vertrouwelijk|bestemd)|deze\s+e-?mail.{0,60}(?:vertrouwelijk|bestemd)|"
    r"este\s+(?:mensaje|correo|e-?mail).{0,80}(?:confidencial|dirig)|"
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
    r"(?:please\s+)?see\s+(?:my\s+)?(?:comments?|answers?|remarks?|repl(?:y|ies))\s+(?:below|inline|in\s+(?:red|blue|the\s+text))|(?:meine\s+)?(?:antwort(?:en)?|kommentare?|anmerkungen)\s+(?:siehe\s+)?(?:unten|im\s+text|in\s+(?:rot|blau))|"
    r"can\s+you\s+(?:help|check|look\s+at\s+this)\W*|bitte\s+(?:um\s+)?(?:prüf\w+|bearbeit\w+|klär\w+)|merci\s+de\s+traiter|grazie|thanks|danke|merci|dank\s+u|gracias|obrigad[oa]|dziękuję)\s*[.!:,]*\s*$",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"^\s*(?:many\s+thanks|thanks(?:\s+again)?|thank\s+you|cheers|obrigad[oa])\s*[,.!;–-]*\s*$", re.IGNORECASE
)
# 1 to 4 words that each begin with a capital: a name, perhaps with a dash in front
NAME_LINE = re.compile(r"^\s*[-–—]?\s?(?:[A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻ][\w.'’-]{0,30}\s?){1,4},?\s*$")
DASHED_NAME = re.compile(
    r"^\s*[-–—][A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻ][^\W\d_]{1,30}(?:\s[A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻ][\w.'’-]{0,30}){0,2}\s*$"
)
GREETING = re.compile(
    r"^\s*(?:hi|hello|dear|good\s+(?:morning|afternoon|day)|hallo|guten\s+(?:tag|morgen)|moin|sehr\s+geehrte|bonjour|madame|dag|beste|geachte|goedemorgen|goedemiddag|"
    r"hola|buen(?:os|as)\s+(?:días|tardes)|estimad[oa]s?|buongiorno|salve|gentile|spett\w*|bom\s+dia|boa\s+tarde|olá|exm|prezad|dzień\s+dobry|witam|szanown|team|all|both|colleagues|kolleg)\b.{0,60}$",
    re.IGNORECASE,
)
