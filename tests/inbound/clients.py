"""How do mail clients put history below new words? Attributions, header blocks, forwards and device lines."""

LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pt", "pl")

GMAIL = {
    "en": "On Tue, 3 Mar 2026 at 10:12, Ledger Desk <ledger@supplier.example> wrote:",
    "de": "Am Di., 3. März 2026 um 10:12 Uhr schrieb Ledger Desk <ledger@supplier.example>:",
    "fr": "Le mar. 3 mars 2026 à 10:12, Ledger Desk <ledger@supplier.example> a écrit :",
    "nl": "Op di 3 mrt 2026 om 10:12 schreef Ledger Desk <ledger@supplier.example>:",
    "es": "El mar, 3 mar 2026 a las 10:12, Ledger Desk (<ledger@supplier.example>) escribió:",
    "it": "Il giorno mar 3 mar 2026 alle ore 10:12 Ledger Desk <ledger@supplier.example> ha scritto:",
    "pt": "Ledger Desk <ledger@supplier.example> escreveu (terça, 3/03/2026 à(s) 10:12):",
    "pl": "wt., 3 mar 2026 o 10:12 Ledger Desk <ledger@supplier.example> napisał(a):",
}
APPLE = {
    "en": "On 3 Mar 2026, at 10:12, Ledger Desk <ledger@supplier.example> wrote:",
    "de": "Am 03.03.2026 um 10:12 schrieb Ledger Desk <ledger@supplier.example>:",
    "fr": "Le 3 mars 2026 à 10:12, Ledger Desk <ledger@supplier.example> a écrit :",
    "nl": "Op 3 mrt 2026, om 10:12 heeft Ledger Desk <ledger@supplier.example> het volgende geschreven:",
    "es": "El 3 mar 2026, a las 10:12, Ledger Desk <ledger@supplier.example> escribió:",
    "it": "Il giorno 3 mar 2026, alle ore 10:12, Ledger Desk <ledger@supplier.example> ha scritto:",
    "pt": "No dia 03/03/2026, às 10:12, Ledger Desk <ledger@supplier.example> escreveu:",
    "pl": "Wiadomość napisana przez Ledger Desk <ledger@supplier.example> w dniu 3 mar 2026, o godz. 10:12:",
}
THUNDERBIRD = {
    "en": "On 03/03/2026 10:12, Ledger Desk wrote:",
    "de": "Am 03.03.26 um 10:12 schrieb Ledger Desk:",
    "fr": "Le 03/03/2026 à 10:12, Ledger Desk a écrit :",
    "nl": "Op 03-03-2026 om 10:12 schreef Ledger Desk:",
    "es": "El 3/3/26 a las 10:12, Ledger Desk escribió:",
    "it": "Il 03/03/2026 10:12, Ledger Desk ha scritto:",
    "pt": "Às 10:12 de 03/03/2026, Ledger Desk escreveu:",
    "pl": "W dniu 3.03.2026 o 10:12, Ledger Desk pisze:",
}
NOTES = {
    "en": "Ledger Desk/SUP/EX wrote on 03/03/2026 10:12:45 AM:",
    "de": "Ledger Desk/SUP/EX schrieb am 03.03.2026 10:12:45:",
    "fr": "Ledger Desk/SUP/EX a écrit sur 03/03/2026 10:12:45 :",
    "nl": "Ledger Desk/SUP/EX schreef op 03-03-2026 10:12:45:",
    "es": "Ledger Desk/SUP/EX escribió el 03/03/2026 10:12:45:",
    "it": "Ledger Desk/SUP/EX ha scritto il 03/03/2026 10:12:45:",
    "pt": "Ledger Desk/SUP/EX escreveu em 03/03/2026 10:12:45:",
    "pl": "Ledger Desk/SUP/EX napisał(a) w dniu 03.03.2026 10:12:45:",
}
# From, Sent, To, Subject, with the day as each language writes it
FIELDS = {
    "en": ("From", "Sent", "To", "Subject", "Tuesday, 3 March 2026 10:12"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Dienstag, 3. März 2026 10:12"),
    "fr": ("De", "Envoyé", "À", "Objet", "mardi 3 mars 2026 10:12"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp", "dinsdag 3 maart 2026 10:12"),
    "es": ("De", "Enviado el", "Para", "Asunto", "martes, 3 de marzo de 2026 10:12"),
    "it": ("Da", "Inviato", "A", "Oggetto", "martedì 3 marzo 2026 10:12"),
    "pt": ("De", "Enviada", "Para", "Assunto", "3 de março de 2026 10:12"),
    "pl": ("Od", "Wysłane", "Do", "Temat", "wtorek, 3 marca 2026 10:12"),
}
ORIGINAL = {
    "en": "Original Message",
    "de": "Ursprüngliche Nachricht",
    "fr": "Message d'origine",
    "nl": "Oorspronkelijk bericht",
    "es": "Mensaje original",
    "it": "Messaggio originale",
    "pt": "Mensagem original",
    "pl": "Oryginalna wiadomość",
}
FORWARDED = {
    "en": "Forwarded message",
    "de": "Weitergeleitete Nachricht",
    "fr": "Message transféré",
    "nl": "Doorgestuurd bericht",
    "es": "Mensaje reenviado",
    "it": "Messaggio inoltrato",
    "pt": "Mensagem encaminhada",
    "pl": "Przekazana wiadomość",
}
APPLE_FORWARDED = {
    "en": "Begin forwarded message:",
    "de": "Anfang der weitergeleiteten Nachricht:",
    "fr": "Début du message réexpédié :",
    "nl": "Begin doorgestuurd bericht:",
    "es": "Inicio del mensaje reenviado:",
    "it": "Inizio messaggio inoltrato:",
    "pt": "Início da mensagem encaminhada:",
    "pl": "Początek przekazanej wiadomości:",
}
DEVICE = {
    "en": "Sent from my iPhone",
    "de": "Von meinem iPhone gesendet",
    "fr": "Envoyé de mon iPhone",
    "nl": "Verstuurd vanaf mijn iPhone",
    "es": "Enviado desde mi iPhone",
    "it": "Inviato da iPhone",
    "pt": "Enviado do meu iPhone",
    "pl": "Wysłane z iPhone'a",
}
PHONE_OUTLOOK = {
    "en": "Get Outlook for Android",
    "de": "Outlook für Android beziehen",
    "fr": "Télécharger Outlook pour Android",
    "nl": "Outlook voor Android downloaden",
    "es": "Obtener Outlook para Android",
    "it": "Ottieni Outlook per Android",
    "pt": "Obter o Outlook para Android",
    "pl": "Pobierz program Outlook dla systemu Android",
}
NEW = {
    "en": "Two of the nine rolls are torn at the edge.\nWho collects them?",
    "de": "Zwei der neun Rollen sind am Rand eingerissen.\nWer holt sie ab?",
    "fr": "Deux des neuf rouleaux sont déchirés sur le bord.\nQui vient les reprendre ?",
    "nl": "Twee van de negen rollen zijn aan de rand gescheurd.\nWie haalt ze op?",
    "es": "Dos de los nueve rollos llegaron rasgados por el borde.\n¿Quién los recoge?",
    "it": "Due dei nove rotoli sono strappati sul bordo.\nChi viene a ritirarli?",
    "pt": "Dois dos nove rolos vieram rasgados na borda.\nQuem os recolhe?",
    "pl": "Dwie z dziewięciu rolek są naderwane na brzegu.\nKto je odbierze?",
}
OLD = {
    "en": "Kindly settle the 640.00 still open on your account.",
    "de": "Bitte gleichen Sie die noch offenen 640,00 aus.",
    "fr": "Merci de régler les 640,00 encore ouverts sur votre compte.",
    "nl": "Graag de nog openstaande 640,00 voldoen.",
    "es": "Le rogamos liquide los 640,00 aún abiertos.",
    "it": "Vi preghiamo di saldare i 640,00 ancora aperti.",
    "pt": "Pedimos que liquide os 640,00 ainda em aberto.",
    "pl": "Prosimy o uregulowanie zaległych 640,00.",
}
CLOSING = {
    "en": "Kind regards",
    "de": "Mit freundlichen Grüßen",
    "fr": "Cordialement",
    "nl": "Met vriendelijke groet",
    "es": "Un saludo",
    "it": "Cordiali saluti",
    "pt": "Com os melhores cumprimentos",
    "pl": "Z poważaniem",
}
LEGAL = {
    "en": (
        "This e-mail and any attachments are confidential and intended only for the "
        "person they are addressed to, and for nobody else."
    ),
    "de": (
        "Diese E-Mail ist vertraulich und nur für den genannten Empfänger bestimmt; jede "
        "Weitergabe an Dritte ist untersagt."
    ),
    "fr": (
        "Ce message est confidentiel et destiné au seul destinataire nommé ci-dessus ; "
        "toute diffusion est interdite sans accord."
    ),
    "nl": (
        "Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde; "
        "verspreiding aan derden is zonder toestemming verboden."
    ),
    "es": (
        "Este mensaje es confidencial y se dirige exclusivamente a su destinatario; "
        "queda prohibida toda difusión sin autorización previa."
    ),
    "it": (
        "Questo messaggio è riservato ed è destinato esclusivamente al destinatario "
        "indicato; ogni diffusione senza consenso è vietata."
    ),
    "pt": (
        "Esta mensagem é confidencial e destina-se apenas ao destinatário indicado; é "
        "proibida a sua divulgação sem autorização prévia."
    ),
    "pl": (
        "Ta wiadomość jest poufna i przeznaczona wyłącznie dla wskazanego adresata; "
        "rozpowszechnianie jej bez zgody jest zabronione."
    ),
}


def header_block(language: str, *, bold: bool = False) -> str:
    """Return the header lines that Outlook puts above an older message."""
    sender, sent, to, subject, day = FIELDS[language]
    gap = " :" if language == "fr" else ":"
    values = (
        (sender, "Ledger Desk <ledger@supplier.example>"),
        (sent, day),
        (to, "Vera Holt"),
        (subject, "Account 5519"),
    )
    mark = "*" if bold else ""
    return "\n".join(f"{mark}{name}{gap}{mark} {value}" for name, value in values)


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))
