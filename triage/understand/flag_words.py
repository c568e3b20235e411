"""Which words warn of changed bank details, of lawyers and courts, or name an attachment?"""

import re

from triage.understand.lexicon import any_of, whole

_BANK = any_of(
    r"""bank_?(?:account|details?|data|information|coordinates) account_(?:number|details) iban bic swift sort_code
    routing_number banking_(?:details|information) remit-?to bankverbindung(?:en)? kontoverbindung kontonummer
    bankdaten kontodaten zahlungsverbindung coordonnées_bancaires compte_bancaire rib bankgegevens rekeningnummer
    bankrekening datos_bancarios cuenta_bancaria número_de_cuenta cbu clabe coordinate_bancarie conto_corrente
    conto_bancario dados_bancários conta_bancária nib chave_pix numer\w{0,3}_(?:rachunku|konta)
    rachun\w{1,3}_bankow\w{1,3} konto_bankowe dan\w{1,3}_bankow\w{1,3}"""
)
_CHANGE = any_of(
    r"""new changed? changes changing switch\w* moved no_longer different from_now_on effective neue[rsnm]?
    geänder\w* änder\w* gewechselt wechsel\w* ab_sofort umgestellt künftig nouve\w* change[nrzs]?\w{0,3} modifi\w*
    désormais dorénavant nieuw\w* gewijzigd\w* wijzig\w* veranderd voortaan nuev[oa]s? cambi\w* modific\w*
    a_partir_de nuov[oaie] variat\w* variazione d['’]ora_in_poi nov[oa]s? alter\w* mud\w* now[yeaąi]\w* zmian\w*
    zmieni\w* od_teraz od_dziś"""
)
# An account is new, another or closed: said in so many words.
_ACCOUNT = any_of(
    r"""(?:new|different|another|other|old|correct|current)_(?:bank|account)
    account_(?:is|was|has_been|will_be)_(?:closed|blocked|changed)
    (?:changed|switched|moved|moved_to)_(?:our_)?(?:bank|banks|account) another_bank account_in_\w+ia lockbox
    (?:neue[snm]?|andere[snm]?|alte[snm]?|bisherige[snm]?)_(?:bank|konto|verbindung)
    konto_(?:ist_)?(?:geändert|gesperrt|gewechselt|aufgelöst) bank_(?:gewechselt|wechsel\w*) bankwechsel
    konto_in_\w+en geändertes_konto andere_bank (?:nouveau|nouvel|autre|ancien)_compte nouvelle_banque
    changé_de_banque changement_de_(?:banque|rib|compte|domiciliation) banque,_elle,_change rouvert_un_compte
    compte_(?:est_)?(?:clos|clôturé|fermé) affacturage notre_factor
    (?:nieuwe?|andere?|oude)_(?:bank|rekening|bankrekening|iban)
    (?:van|veranderd_van)_bank_(?:veranderd|gewisseld|gewijzigd)
    rekening_(?:is_)?(?:gewijzigd|opgeheven|geblokkeerd) overgestapt_naar_een_andere_bank
    (?:nueva|otra|antigua|vieja)_cuenta nuevo_iban (?:cambi\w+|pasado_a_otro)(?:_de)?_banco otro_banco
    cuenta_(?:en|de)_\w+nia cuenta_(?:está_)?(?:cerrada|bloqueada|cancelada) (?:nuovo|altro|vecchio)_(?:conto|iban)
    cambi\w+_banca cambio_(?:di_)?(?:banca|iban) banca(?:_\w+){0,2}_cambia nuova_banca iban_lituano
    conto_(?:è_)?(?:chiuso|bloccato) conto_in_\w+nia (?:nova|outra|antiga)_conta novo_(?:iban|nib|banco)
    (?:mud\w+|troc\w+|alter\w+)_de_banco mudança_de_banco outro_banco conta_(?:na|em)_\w+nia
    conta_(?:foi_)?(?:encerrada|bloqueada)
    (?:nowe|nowy|inne|inny|stare|nowego)_(?:konto|rachunek|bank|konta|rachunku)
    zmieni\w+_(?:bank|konto|rachunek|numer_konta) zmian\w+_(?:banku|konta|rachunku) konto_na_\w+wie faktoring\w*
    cesj\w+"""
)
_FEW = r"\W{1,3}(?:[^\s]{1,25}\s{1,3}){0,6}?"
BANK_CHANGE = re.compile(
    rf"(?<!\w)(?:{_CHANGE})(?!\w){_FEW}(?:{_BANK})(?!\w)|(?<!\w)(?:{_BANK})(?!\w){_FEW}(?:{_CHANGE})(?!\w)|(?<!\w)(?:{_ACCOUNT})(?!\w)",
    re.IGNORECASE,
)
UNCHANGED = whole(
    r"""unchanged not_changed has_not_changed have_not_changed (?:all_)?remain\w* same_(?:as|account|bank)
    unverändert wie_immer hat_sich_nicht_geändert nicht_geändert inchangé\w* pas_changé ne_change_pas même_compte
    ongewijzigd niet_gewijzigd zelfde_rekening sin_cambios no_ha_cambiado no_cambia misma_cuenta sigue_siendo
    invariat\w* non_(?:è|sono)_cambiat\w* sempre_quello inalterad\w* não_mud\w+ mesma_conta bez_zmian nie_zmieni\w+
    ten_sam"""
)
LEGAL = whole(
    r"""solicitors? attorneys? lawyers? law_firm legal_(?:action|proceedings|counsel|department|steps)
    letter_before_action (?:county|high|district|bankruptcy|federal|small_claims)_court
    court_(?:order|proceedings|action|of_law) in_court the_court lawsuit sue_(?:you|them) to_sue insolven\w+
    bankrupt\w* in_administration notice_of_administration administrators?_(?:were|was|of|has|have|appointed)
    receivership official_receiver receivers?_appointed liquidators? (?:in|into|voluntary|compulsory)_liquidation
    chapter_(?:7|11) winding[-_]up voluntary_arrangement assignment_for_the_benefit
    (?:we['’]?re|we_are|been)_instructed_by on_behalf_of_(?:our|my)_client proof_of_(?:debt|claim) rechtsanw\w+
    anwält\w+ anwalt\w* rechtsabteilung kanzlei klage klageweg amtsgericht\w* gerichtlich\w* gerichts\w+ vor_gericht
    das_gericht mandant\w* mandantschaft insolvenz\w* konkurs(?:verfahren|eröffnung|amt|masse)\w* masseverwalter\w*
    masseunzulänglichkeit nachlassstundung sanierungsverfahren pleite avocate?s? huissier tribunal_(?:de|judiciaire)
    redressement_judiciaire liquidation_judiciaire mandataire_judiciaire procédure_collective
    procédure_de_sauvegarde plan_de_sauvegarde dépôt_de_bilan déposé_le_bilan faillite insolvabilité syndic_autorisé
    curatelle sursis_concordataire (?:ma|mon)_client\w{0,2} conseil_de_(?:m|mme|la|l) créanciers
    office_des_(?:faillites|poursuites) advoca(?:at|ten)\w* rechtbank faillissement\w* failliet curator surseance
    deurwaarder\w* wcc wco whoa\S* schuldsanering raadsman raadsvrouw mijn_cliënte?
    gerechtelijke_(?:reorganisatie|procedure) ingebrekestelling dagvaard\w+ abogad\w+ juzgado demanda_judicial
    concurso_(?:de_acreedores|mercantil|voluntario|necesario) preconcurso concursal\w* burofax quiebra
    reorganización_empresarial ley_1116 liquidador\w* mi_representad\w+ administra\w+_concursal avvocat\w+
    studio_legale tribunale fallimento concordato_preventivo concordataria liquidazione_giudiziale curatore
    composizione_negoziata crisi_d['’]impresa (?:mi[ao]|nostr[ao])_assistit[ao] mia_cliente pretura advogad\w+
    escritório_de_advocacia insolvência recuperação_judicial recuperação_de_empresas falência
    administrador\w*_(?:judicial|de_insolvência|da_insolvência) massa_insolvente (?:meu|minha)_constituinte
    procurador\w*_de defensor_público jurídico revitalização adwokat\w* adw\. radc\w+_prawn\w+ r\.?pr\.
    kancelari\w+_(?:prawn|adwokac|radc)\w+ sąd sądu sądem sądzie sądow\w+ pozew pozwu pozwem upadłoś\w+
    postępowani\w+_restrukturyzacyjn\w+ sanacyjn\w+ syndyk\w* komornik\w* mocodawc\w+ nadzorca_układu
    układ\w*_częściow\w* postępowani\w+_(?:układow\w+|sanacyjn\w+|upadłościow\w+) krz"""
)
ATTACHMENT = whole(
    r"""attach(?:ed|ment|ments|ing)? enclos(?:ed|ure|ures|ing) anbei im_anhang anhang anhänge beiliegend\w*
    liegt_bei anlage anlagen beigefügt\w* angehängt\w* füge_bei ci-?joint\w* ci-?annexé\w* pièces?_jointes? p\.?j\.
    pj en_annexe en_pj joint\w? ci-inclus\w* joins bijlagen? bijgevoegd\w* bijgaand\w* ingesloten adjunt\w+
    al_adjunto anexo anexos anexas? en_adjunto allegat\w+ in_allegato alleg[ho]\w* accludo acclus\w* em_anexo
    segue[m]?_(?:foto|fotos|anexo|em_anexo|fotografias) anexo\w* w_załącz\w+ załącz\w+ przesyłam_w_załączeniu
    dołącz\w+"""
)
