"""How does text try to command a reading machine? Overrides, addresses, orders and tags in eight languages."""

import re

from triage.understand.lexicon import any_of

_GAP = r"(?:\W{1,3}[\w'’]{1,18}){0,5}?\W{1,3}"
# Somebody's own earlier words may be taken back: "please ignore my previous instructions".
_NOT_OWN = (
    r"(?!"
    + _GAP.replace("{0,5}", "{0,3}")
    + r"(?:my|our|meine?n?|unsere?n?|mes|nos|mijn|onze|mis|nuestr[ao]s|mie|nostre|minhas|nossas|moje|nasze)\b)"
)
_FORGET = any_of(
    r"""ignore disregard forget override bypass ignorier\w* vergiss vergesse?n?\b missacht\w* überschreib\w*
    setz\w*_dich ignorez oublie[rz]?\b oublie ne_tiens_pas_compte ne_tenez_pas_compte outrepasse\w* negeer\w*
    vergeet omzeil ignora ignore[ns]? olvida\w* omite haz_caso_omiso ignorat\w* ignori dimentica\w* scorda\w*
    trascura ignorem esqueç\w+ esquece desconsider\w+ desconsidera zignoruj\w* ignoruj\w* pomiń\w* zapomnij\w*
    zlekceważ\w* obejdź"""
)
_RULES = any_of(
    r"""instructions? rules? prompts? guidelines? polic(?:y|ies) directions? restrictions? training safeguards?
    context_above system_message anweisung\w* regeln? vorgaben? instruktion\w* richtlinien? systemprompt befehle?
    anordnung\w* consignes? règles? directives? invite_système instructies? regels? opdrachten? richtlijnen
    instrucciones? normas? reglas? órdenes directrices indicaciones istruzion[ei] regol[ae] direttiv[ae] indicazioni
    instruç\w{2,4} regras? diretri\w{2,4} orientaç\w{2,4} instrukcj\w* polece\w* reguł\w* zasad\w* wytyczn\w*
    komend\w* told_before was_told stato_detto wurde_gesagt"""
)
_MACHINE = any_of(
    r"""ai ki ia llm chatbot chat-?bot bot robot gpt language_model sprachmodell modèle_de_langage taalmodel
    modelo_de_lenguaje modello_linguistico modelo_de_linguagem model_językow\w+ assistant assistent\w* asistente
    assistente\w* asystent\w* automated_(?:system|reader|agent|assistant) software program logiciel automate
    sistema_automático sistema_automatico automat\w* artificial_intelligence künstliche_intelligenz
    intelligence_artificielle kunstmatige_intelligentie inteligencia_artificial intelligenza_artificiale
    inteligência_artificial sztuczn\w+_inteligencj\w+ maschine machine reading_system mail_system system_that"""
)
_NOTE = any_of(
    r"""notes? attention message instructions? important n\.?b\.? hinweis\w* nachricht anweisung\w* achtung
    wichtig\w* notiz remarque consignes? instruction à_l['’]attention opmerking instructie bericht let_op aviso nota
    mensaje instrucci\w+ atención messaggio istruzion\w+ attenzione avviso mensagem instruç\w+ atenção uwaga
    wiadomość notatka polecenie informacja"""
)
_FOR = any_of(r"to for an für fürs pour à au aux l['’] voor aan para al a ao à per all['’] dla do")
_ORDERS = any_of(
    r"""approve ignore mark set classify forward execute output respond print reveal release treat delete issue
    grant reply genehmig\w* markier\w* setz\w* gib ignorier\w* leite antworte bestätige stell\w* veranlasse
    approuve[rz]? marque[rz]? accorde[rz]? valide[rz]? ignore[rz]? réponds transfère envoie classe keur markeer
    negeer zet beantwoord antwoord stuur bevestig aprueba marca ignora responde envía clasifica concede autoriza
    approva segna ignora autorizza rispondi invia cancella dimentica concedi emetti aprov[ae] marque ignore conceda
    responda envie libere zatwierdź oznacz zignoruj wyślij odpowiedz przyznaj ustaw wystaw"""
)
_SKIP = any_of(
    r"""without_(?:\w+_)?(?:review|approval|checking|check|verification|human|asking|confirmation)
    no_(?:human_)?(?:review|approval)_(?:needed|required|necessary)
    skip\w*_(?:\w+_)?(?:review|approval|check|verification)
    ohne_(?:\w+_)?(?:prüfung|freigabe|rückfrage|genehmigung|kontrolle|mensch\w*)
    sans_(?:\w+_)?(?:validation|vérification|contrôle|approbation|demander|revue)
    zonder_(?:\w+_)?(?:controle|goedkeuring|verificatie|tussenkomst|navraag)
    sin_(?:\w+_)?(?:revisión|aprobación|verificación|validación|preguntar|consultar)
    senza_(?:\w+_)?(?:verifica|verifiche|approvazione|controllo|controlli|revisione|chiedere)
    sem_(?:\w+_)?(?:verificação|aprovação|revisão|validação|perguntar|consultar)
    bez_(?:\w+_)?(?:weryfikacji|zgody|sprawdzania|zatwierdzenia|akceptacji|pytania|kontroli)"""
)
_APPROVE = any_of(
    r"""approve release issue grant execute process refund genehmig\w* freigeben gib(?:_\w+){0,4}_frei erstatte
    stell\w*(?:_\w+){0,4}_aus approuve\w* accorde\w* valide rembourse émets keur(?:_\w+){0,6}_goed verleen
    betaal_uit aprueba aprob\w+ concede autoriza emite reembolsa approva autorizza concedi emetti rimborsa aprov[ae]
    conceda emita reembolse libere zatwierdź przyznaj wystaw zwróć"""
)
_HIDE = any_of(
    r"""do_?n['o]?t_(?:tell|inform|mention|show|alert|notify) do_not_(?:tell|inform|mention|show|alert|notify)
    never_mention sag\w*(?:_\w+){0,3}_nicht erwähn\w*(?:_\w+){0,3}_nicht informier\w*(?:_\w+){0,3}_nicht
    ne_(?:dis|dites|préviens|prévenez|mentionne|mentionnez|signale)\w* vertel(?:_\w+){0,3}_niet
    meld(?:_\w+){0,3}_niet no_(?:avises|informes|menciones|digas|notifiques)
    non_(?:dire|avvisare|informare|menzionare|segnalare) não_(?:avise|informe|mencione|diga|notifique)
    nie_(?:powiadamiaj|mów|informuj|wspominaj|zgłaszaj)"""
)
_PEOPLE = any_of(
    r"""user humans? agent operator team_leader person reviewer supervisor mensch\w* benutzer mitarbeiter\w*
    sachbearbeiter\w* prüfer humain\w* utilisateur opérateur personne mens\w* gebruiker medewerker\w* human[oa]s?
    usuario operador persona person[ae]? uman[oi] utente operatore pessoa utilizador usuário człowiek\w*
    użytkownik\w* operator\w* pracownik\w*"""
)
_NOW = any_of(
    r"""you_are_now from_now_on_you ab_(?:jetzt|sofort)_bist_du du_bist_(?:jetzt|nun|ab_sofort)
    tu_es_(?:maintenant|désormais) désormais_tu_es à_partir_de_maintenant_tu vanaf_nu_ben_je je_bent_(?:nu|vanaf_nu)
    a_partir_de_ahora_eres ahora_eres d['’]ora_in_poi_sei ora_sei_(?:un|il) a_partir_de_agora_(?:és|é|você)
    agora_(?:és|você_é) od_teraz_jesteś jesteś_teraz"""
)
_ONLY = any_of(
    r"""(?:reply|answer|respond)_only_with antwort\w*_(?:nur|ausschließlich|lediglich)_mit
    réponds_(?:uniquement|seulement|juste) répondez_uniquement_par antwoord_(?:alleen|uitsluitend)_met
    responde_(?:solo|sólo|únicamente|só|apenas) rispondi_(?:solo|soltanto|unicamente) responda_(?:apenas|só|somente)
    odpowiedz_(?:tylko|wyłącznie)"""
)
_MODE = any_of(
    r"""developer_mode debug_mode admin_mode god_mode jailbreak(?:ed|ing)?_(?:mode|prompt|now) prompt_injection
    system_(?:prompt|override|instruction) administrator_override entwicklermodus systemanweisung mode_développeur
    modo_(?:desarrollador|desenvolvedor|administrador) modalità_sviluppatore
    tryb_(?:deweloperski|programisty|administratora) ontwikkelaarsmodus"""
)
COMMAND = re.compile(
    rf"(?<!\w)(?:{_FORGET})(?!\w){_NOT_OWN}{_GAP}(?:{_RULES})(?!\w)"
    rf"|(?<!\w)(?:{_NOTE})\W{{0,3}}\s?(?:{_FOR})(?:\s(?:the|any|all|die|das|den|alle|la|le|les|de|het|el|il|lo|o|a|wszystk\w+))?\s?(?:l['’])?(?:{_MACHINE})(?!\w)"
    rf"|(?:^|\n)\s{{0,5}}(?:\W{{0,4}})(?:(?:{_MACHINE}|syste\w*|systém|système|sistema)(?:\s?[:,]|\s-)\s{{0,3}}(?:please\s|bitte\s|you\smust\s)?(?:{_ORDERS}))(?!\w)"
    rf"|(?<!\w)(?:ai|ki|ia|llm|chatbot|bot|assistant|language\smodel),?\s(?:please\s|you\smust\s|must\s|should\s|will\s)(?:{_ORDERS})(?!\w)"
    rf"|(?<!\w)(?:{_APPROVE})(?!\w).{{0,90}}?(?<!\w)(?:{_SKIP})(?!\w)"
    rf"|(?<!\w)(?:{_HIDE})(?!\w){_GAP}(?:{_PEOPLE})(?!\w)"
    rf"|(?<!\w)(?:{_NOW}|{_ONLY}|{_MODE})(?!\w)"
    r"|</?(?:system|instructions?|prompt|im_start|im_end|assistant|user|admin)\b[^>]{0,80}>|\[/?(?:INST|SYSTEM|ADMIN|SYS)\]|<\|[a-z_]{1,30}\|>"
    r"|(?<!#)#{2,8}\s{0,3}(?:system|instruction|new\stask|admin|assistant)|\bBEGIN\s(?:SYSTEM|ADMIN|INSTRUCTION)"
    r"|\b(?:act|behave|respond)\sas\s(?:if\syou|an?\s(?:ai|admin|system|assistant|different|unrestricted))"
    r"|\b(?:mark|set|classify|label|treat|flag|register)\s(?:this|the)\s(?:\w{1,20}\s){0,3}as\s(?:approved|paid|settled|resolved|cleared|valid|supported|closed|trusted|verified)\b"
    r"(?=.{0,80}\b(?:automatic|without|no\s(?:human|review|approval)|immediately|regardless|skip|do\snot))"
    r"|\b(?:reveal|print|show|output|repeat|leak|exfiltrate)\s(?:me\s)?(?:your|the)\s(?:\w{1,20}\s)?(?:prompt|instructions|system|rules|configuration|secrets?|api\skeys?|password)",
    re.IGNORECASE,
)
