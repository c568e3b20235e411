"""What is a day said to be: paid, promised, due, delivered, ordered, invoiced, or of no matter here?"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from triage.domain.codes import DateRole, Intent
from triage.understand.lexicon import any_of
from triage.understand.roles import NamedDay, pull_of

# "pay" is any talk of payment: the day itself tells whether it was paid or is promised. "none" is no matter of ours.
TOPICS: tuple[tuple[str, str], ...] = (
    (
        "none",
        r"""cancel\w* agreement statement account_as remind\w* reminder letter called? spoke wrote e-?mail(?:ed)? since
        until_further away\b absent leave\b back_(?:in|on) office court judge?ment appointed opened meeting returned
        back_to_you promised_credit storn\w* gekündigt annull\w* vereinbarung abgesprochen telefon\w* schreiben_vom
        mahnung_vom mail_vom erinnerung_vom seit\b abwesend urlaub wieder_(?:da|im) eröffnet beschluss termin_bei
        gericht kontoauszug antwort anruf\w* annul\w* accord_(?:du|entre) relevé rappel_du rappels?\b
        mise_en_demeure courrier\b mail_du téléphon\w* depuis absent\w* congé\w* retour_le jugement tribunal
        ouvert\w* arrêté_au réunion rendez-vous commandes_passées valable_jusqu geannuleerd afspraak_van brief_van
        mail_van herinnering_van gebeld sinds afwezig vakantie vonnis uitgesproken rekeningoverzicht teruggestuurd
        retour\b anula\w* cancel\w* acuerdo_de extracto carta_del? correo_del? llam\w* desde ausente vacaciones
        auto_de juzgado devolv\w* devuelt\w* annullat\w* accordo_del estratto_conto lettera_del mail_del
        telefonat\w* sollecito_del da(?:l)?_quando assente ferie sentenza tribunale tornat\w* reso\b scoperte_al
        saldo_al decorrere cancelad\w* acordo_de extra[ct]to carta_de email_de telefon\w* desde ausente férias
        sentença devolvid\w* devolução conta_corrente_a anulowa\w* odwoła\w* porozumieni\w* monit_z pismo_z mail_z
        od_dnia nieobecn\w* urlop\w* sąd\w* głosowani\w* postanowieni\w* zwrócon\w* saldo_na zwrot\w*_z na_dzień
        approved freigegeben approuv\w* validé\w* goedgekeurd aprobad\w* approvat\w* aprovad\w* zatwierdz\w*
        podpisan\w* wpłynął""",
    ),
    (
        "paid",
        r"""(?<!un)(?<!not\s)(?<!be\s)paid\b have_(?:just_|now_)?(?:sent|transferred|wired|settled|remitted) transferred
        wired remitted sent\b mailed cleared debited collected payment_(?:date|of|made) value_date went_out left_our
        paid_on deducted_from deposited swift\b überwiesen bezahlt gezahlt angezahlt angewiesen beglichen belastet
        abgebucht eingezahlt valuta zahlungsdatum echtzeitüberweisung geschickt raus_gegangen rausgegangen abgezogen
        abgesetzt lastschrift\b eingezogen payée?s?\b réglée?s?\b virée?s?\b versée?s?\b débitée?s?\b prélevée?s?\b
        virement_(?:effectué|émis|exécuté) exécuté\w* effectué\w* date_de_valeur déposée?\b dépôt_direct_effectué
        glissé encaiss\w* posté\w* betaald overgemaakt voldaan afgeschreven gestort valutadatum geïncasseerd
        overgeboekt pagad[oa]s? pagué pagamos_el se_pagó transferid\w* transfirió transferí abonad[oa]s? ordenad[oa]
        girad[oa] depositad\w* cobrad[oa]s? se_abonó fecha_valor hicimos_(?:la_)?transferencia ingresad\w*
        pagat[oaie] bonificat\w* versat\w* saldat\w* addebitat\w* bonifico_(?:eseguito|effettuato|in_data)
        data_esecuzione eseguit[oa] valuta\b fatt[oa]\b spedit[oa]_il_bonifico disposto_il mandat[oa]\b uscit[oa]
        foi_pag\w* quitad\w* seguiu\b seguiram pagámos paguei pag[oa]_(?:a|em|no|dia) liquidad\w* debitad\w*
        transferi(?:mos)?\b transferência_(?:efetuada|feita) depositei data-valor compensado wpłynę\w*
        zapłac(?:ono|iliśmy|one|ona|iłem|iłam) opłac(?:ił\w*|on\w*) przelan\w* przelew_z przelaliśmy przelałem
        przelałam wpłaci(?:liśmy|łem|łam) wpłacono uregulowa\w* data_płatności poszł[oay] wyszedł wyszł[oay]
        wysła(?:łam|łem|liśmy) obciąż\w* zlecon\w*""",
    ),
    (
        "promised",
        r"""will_(?:\w+_)?(?:pay|paid|transfer|send|settle|wire|go|release|clear|follow|have)
        ['’]ll_(?:pay|send|transfer|settle|have|get|do) going_to_pay shall_pay pay\b paying promise to_follow
        follows\b no_later_than you['’]?ll_have expect_(?:the_)?payment happy_to_release due_to_run scheduled
        release\b remainder instalments?_on gets_paid be_paid rest_(?:goes|follows) doe_ik doen_we seguirá\b
        seguirão ficam?_pag[ao]s? será_virad\w* suivra\b suivront seguirá_el volgen_nog
        zostanie(?:_\w+){0,3}_(?:zapłacon|uregulowan|przelan|opłacon)\w*
        zostaną(?:_\w+){0,3}_(?:zapłacon|uregulowan|przelan|opłacon)\w* se_pagará\w* será_abonad\w* será_pagad\w*
        serán_pagad\w* sera_soldé\w* hinausgehen rausgehen werde\w*(?:_\w+){0,4}_(?:zahlen|überweisen|begleichen)
        wird(?:_\w+){0,4}_(?:bezahlt|überwiesen|beglichen|angewiesen|gezahlt) überweise\b überweisen\b zahle\b
        zahlen\b weise\w*\b folgen\b folgt\b geht_raus gehen begleiche\w* mach_ich spätestens bekommen_sie
        bekommt_ihr kommt_das_geld erhalten_sie angewiesen_wird rate\b raten\b restbetrag rest\b paierai paierons
        payerai payerons réglerons réglerai virerons virerai sera_(?:\w+_)?(?:payé|réglé|viré|versé|posté)\w*
        seront_(?:\w+_)?(?:payé|réglé|viré)\w* partir?ai?\b partent partiront partira part\b paie\b paye\b payons
        règle\b réglons vire\b virons verse\b versons donner\b au_plus_tard solde\b tu_auras aurez programmé\w*
        prévue?_pour_paiement exécution_prévue engage\w* balance_ça mensualité\w* reste\b betalen\b betaal\b maken\b
        maak\b zullen\b betaald_worden wordt(?:_\w+){0,4}_(?:betaald|overgemaakt|voldaan)
        worden(?:_\w+){0,4}_(?:betaald|overgemaakt|voldaan) uiterlijk volgt\b volgen\b krijgen_jullie krijgt_u
        krijg_je komt\b kant_op ingegeven bij_u staat_ingepland gaat_mee de_rest termijn\w* pagaremos pagaré
        transferiremos transferiré abonaremos abonaré haremos haré sale\b saldrá cobrar\w+
        deposit(?:aremos|aré|o|amos)\b caen?\b girar\w* giramos a_más_tardar el_resto pagamos\b pago_(?:el|en)
        les_pago se_(?:la|lo)_pago os_pago recibirán tendrán cuota quincena(?:s)? pagheremo pagherò bonificheremo
        bonificherò salderemo salderò provvederemo provvedo paghiamo pago\b disporremo disponiamo giriamo verseremo
        versiamo saldiamo faccio facciamo faremo verranno(?:_\w+){0,4}_(?:regolate|pagate|saldate)
        sarà(?:_\w+){0,2}_pagat\w* saranno(?:_\w+){0,2}_pagat\w* trovi(?:_\w+){0,2}_sul_conto in_pagamento
        programmat\w* il_saldo il_resto riscuoto mettiamo_a_posto farle? riceverete arriva\b ci_mettiamo
        vamos_(?:pagar|transferir|liquidar) vou_(?:pagar|transferir) pagaremos pagarei
        será(?:_\w+){0,2}_(?:pag|liquidad|transferid)\w* serão(?:_\w+){0,2}_pag\w* pagamos\b
        transferimos_(?:na|no|em) liquidamos faremos faço seguem?\b sai\b vai\b liquido\b transfiro acerto\b
        deposito programad\w* programação liberad\w* tem_o_dinheiro segue_o o_mais_tardar o_restante prestaç\w*
        zapłac(?:imy|ę) opłac(?:imy|ę) zapłacon\w*_będzie będzie_zapłacon\w* płac(?:imy|ę)\b przelejemy przeleję
        przelewamy puścimy puszczę uregulujemy ureguluję wpłacimy wpłacę dopłac(?:ę|imy) wyjdzie pójdzie poleci
        przekażemy zrobi\w+_przelew robimy_przelew zobowiąz\w* realizowan\w* zakwalifikowan\w* najpóźniej
        harmonogram\w* dostaniecie reszta\b resztę""",
    ),
    (
        "pay",
        r"""payment\w* pay\w* settle\w* clear\b money cash transfer\w* cheque check\b bacs ach\b run\b instal\w*
        remit\w* release direct_debit zahl\w* überweis\w* zahllauf zahlungslauf lastschrift rate geld paiement\w*
        paye?\w* virement\w* règle\w* régl\w* dépôt_direct argent ch[eè]que campagne_(?:de_paiement_)?du argent
        verser betal\w* overmak\w* overboek\w* betaalrun incasso pago\w* pagar\w* transferencia\w* abon[oa]\w*
        ingreso pagament\w* pagar\w* pago bonific\w* sald\w* distinta transferência\w* liquida\w* pag\w+ płatno\w*
        płac\w* przelew\w* przela\w* wpła\w* spłat\w* rat\b faster_payment interac sepa swift""",
    ),
    (
        "due",
        r"""\bdue\b falls?_due instead_of statt anstatt au_lieu_d[ue]s? in_plaats_van en_(?:lugar|vez)_del? em_vez_d[oe]
        invece_del? maturity deadline expected eta\b promised_(?:for|delivery) was_to_arrive requested supposed_to
        should_have (?:booking|delivery)_slot ordered_for contractual fällig\w* zahlbar zugesagt\w* wunschtermin
        liefertermin lieferdatum frist\b sollten? geplant\w* vertraglich\w* versprochen échéan\w* prévue?s?\b
        échu\w* promis\w* devait fixée?_au exigible payable attendue?s? vervalt vervaldatum vervallen toegezegd
        gepland\w* beloofd leverdatum zou(?:den)?\b betaalbaar moest\w* vence\w* vencimiento previst[oa]s?
        prometid\w* fecha_prevista debía\w* comprometid\w* scade\w* scadenza previst[oa]\b pagabile promess\w*
        dovev\w* anziché vencimento vence\b prazo prometid\w* devia\w* combinad[oa]_para termin\w* płatn\w+
        planowan\w* miał[oay]?_być miał[oay]?_(?:dotrzeć|przyjechać|przyjść) obiecan\w* zamiast umówion\w*
        wymagaln\w*""",
    ),
    (
        "delivered",
        r"""deliver\w* arriv\w* received came\b drop\b shipment\w* li[sś][tc]\w*_przewozow\w* vrachtbrief\w*
        vrachtbon\w* suministr\w* tankowani\w* recogi\w* retornad\w* turned_up dropped unloaded pod\b signed shipped
        collected_from geliefert lieferung\w* zugestellt angekommen ankam eingetroffen traf(?:en)? erhalten
        kam(?:en)?\b wareneingang abgeladen livr\w* reçu\w* arrivé\w* réception\w* déchargé\w* eu_lieu geleverd\w*
        levering\w* aangekomen ontvangen kwam(?:en)?\b gelost afgeleverd entreg\w* recib\w* lleg\w* vino\b vinieron
        descarg\w* consegn\w* arrivat\w* ricevut\w* giunt\w* scaricat\w* fornitura_dei avvenut\w* recebid\w*
        receb\w* cheg(?:ou|aram) descarreg\w* dostarcz\w* dostaw\w* przysz\w* przyjech\w* dotar\w* otrzyma\w*
        wjechał\w* odebra\w*""",
    ),
    (
        "ordered",
        r"""(?:po|oc|nr|order|s\d{5}|po-?\d+)[-_]?\d*,?_(?:of|del|du|vom|van|de)\b(?=_?$) bestellt geordert
        bestellung_von compré compramos order(?:ed|_of|_from|_placed)? bestell\w* auftrag_vom geordert
        command(?:e|é)\w* passée?_le achat\w* achet\w* besteld\w* bestelling_van pedid\w* pedimos encarg\w*
        compr(?:é|amos|a_del) ordin(?:e_del|at\w*) acquistat\w* encomend\w* comprei
        zam[oó]wi(?:łem|łam|liśmy|enie_z|ona) zakup\w* kupi\w* date_du""",
    ),
    (
        "invoiced",
        r"""invoiced billed fakturiert in_rechnung_gestellt facturée?s? gefactureerd facturad[oa]s? fatturat[oaie]
        (?:re)?faturad[oa]s? zafakturowan\w* invoice_date dated\b bill(?:ed)?_(?:of|on) rechnungsdatum datiert
        datée?\w* émise?s?\b gedateerd factuurdatum emitid\w* fecha_(?:de_)?factura emess\w* data_fattura emissão
        data_da_fatura wystawion\w* data_wystawienia
        (?:invoices?|rechnung\w*|beleg|gutschrift|factures?|fattur[ae]|factuur|facturen|facturas?|faturas?|faktur\w{1,2}|nota|note|rachunek|inv\S{5,20})(?:_[^\s,]{1,22}){0,3}_(?:of|dated|from|vom|du|del|de|van|z|z_dnia|di|em|a)\b(?=_?$)""",
    ),
)
NAMES = tuple(topic for topic, _ in TOPICS)
TOPIC = re.compile("|".join(f"(?P<{topic}>(?<!\\w)(?:{any_of(words)}))" for topic, words in TOPICS), re.IGNORECASE)
PAST = frozenset({"paid", "delivered", "ordered", "invoiced"})
PAYING = frozenset({Intent.PROMISE, Intent.REMITTANCE, Intent.PLAN_REQUEST})
GOODS = frozenset({Intent.LATE_DELIVERY, Intent.NON_DELIVERY})
WORDED = frozenset({"paid", "promised", "pay", "delivered", "ordered", "due"})  # what "today" must be said of
COMING = frozenset(  # talk of what is to come
    {Intent.ORDER_CHANGE, Intent.CERTIFICATE, Intent.PLAN_REQUEST, Intent.QUOTE}
    | {Intent.BANK_DETAILS, Intent.ACCOUNT_UPDATE}
)
GOODS_TALK = frozenset({"delivered", "ordered", "due"})
# "wird am Freitag bezahlt": the verb before the day makes its participle one to come.
TO_BE = re.compile(
    r"\b(?:wird|werden?|wordt|worden|zullen|zal|zostanie|zostaną|będzie|będą|sera|seront|sarà|saranno|será|serán|serão|will|to)\b[^,;.:()]{0,40}$"
)
REACH = 75
BEHIND = 3
LONG_AGO = 120  # days
SETTLED = frozenset({Intent.REMITTANCE, Intent.REFUND_REQUEST})  # where a term lies behind


@dataclass(frozen=True, slots=True)
class Said:
    """The words around a day in its sentence, the message's own day and its matter."""

    before: str
    after: str
    today: dt.date
    primary: Intent

    def gaps(self) -> list[tuple[int, bool, str]]:
        """Return each topic around the day with its distance and whether it stands behind; a comma is distance too."""
        found = [(self.before[match.end() :], False, str(match.lastgroup)) for match in TOPIC.finditer(self.before)]
        found += [(self.after[: match.start()], True, str(match.lastgroup)) for match in TOPIC.finditer(self.after)]
        return [(len(gap) + 12 * sum(gap.count(c) for c in ",;:"), behind, topic) for gap, behind, topic in found]

    def topics(self) -> list[str]:
        """Return what is talked about near the day, nearest first."""
        found = sorted((gap + BEHIND * behind, topic) for gap, behind, topic in self.gaps())
        return [topic for distance, topic in found if distance < REACH]


def signs_of(said: Said, day: NamedDay) -> list[float]:
    """Return how strongly each topic pulls before and behind a day, and where the day lies."""
    pulls = [0.0] * (2 * len(NAMES))
    for gap, behind, topic in said.gaps():
        number = NAMES.index(topic) + len(NAMES) * behind
        pulls[number] = max(pulls[number], pull_of(gap))
    is_fixed = day.past == day.ahead
    lies = (
        not is_fixed,
        is_fixed and day.past < said.today,
        is_fixed and day.past > said.today,
        is_fixed and day.past == said.today,
        abs((day.past - said.today).days) > LONG_AGO,
        TO_BE.search(said.before) is not None,
    )
    return [*pulls, *map(float, lies)]


def date_as(role: DateRole, day: NamedDay, said: Said) -> tuple[dt.date, DateRole]:
    """Return the day that is meant in a role, and the role: what was done lies behind, what is to come ahead."""
    is_past = role in (DateRole.PAID, DateRole.DELIVERED, DateRole.ORDERED, DateRole.INVOICED) or (
        role is DateRole.DUE and (said.primary.is_dispute or said.primary in SETTLED)
    )
    date = day.past if is_past else day.ahead
    if date > said.today:
        role = {DateRole.PAID: DateRole.PROMISED, DateRole.DELIVERED: DateRole.DUE}.get(role, role)
    return date, role


def propose_role(
    said: Said, settle: Callable[[bool], dt.date | None], *, vague: bool, needs: frozenset[str] | None = None
) -> DateRole | None:
    """Return the role that the words propose, or None where it is no day of payment, delivery, order or invoice.

    `settle` is asked whether the day is past: "Friday" and "the 15th" need that. Words that are often said
    of other things ("today", "end of month") count only where one of the topics they need is the nearest.
    """
    topics = said.topics()
    if needs is not None and (not topics or topics[0] not in needs or (topics[0] in GOODS_TALK and "none" in topics)):
        return None
    topic = topics[0] if topics else _default(said.primary, vague=vague)
    if topic == "due" and "promised" in topics[:3] and said.primary not in GOODS:
        topic = "promised"
    if topic == "paid" and TO_BE.search(said.before):
        topic = "promised"
    if topic == "pay":
        topic = next((t for t in topics if t in ("paid", "promised")), "pay")
    if topic == "" and not vague:
        return _of_paper(said, settle)
    if topic in ("", "none"):
        return None
    past = (
        (topic in PAST and not (topic == "delivered" and said.primary in COMING))
        or (topic == "due" and said.primary in GOODS)
        or (topic == "pay" and said.primary in (Intent.REMITTANCE, Intent.REFUND_REQUEST))
    )
    date = settle(past)
    return None if date is None else _role(topic, date, said)


def _of_paper(said: Said, settle: Callable[[bool], dt.date | None]) -> DateRole | None:
    """Return what a calendar day is of which nothing is told: a term where it is to come, else the day of a paper."""
    ahead = settle(said.primary not in COMING)
    if ahead is None:
        return None
    return DateRole.DUE if ahead >= said.today else DateRole.INVOICED


def _role(topic: str, date: dt.date, said: Said) -> DateRole:
    if topic in ("pay", "promised", "paid"):
        if date == said.today:
            return (
                DateRole.PAID
                if topic == "paid" or (topic == "pay" and said.primary is not Intent.PROMISE)
                else DateRole.PROMISED
            )
        return DateRole.PROMISED if date > said.today else DateRole.PAID
    if topic == "delivered":
        return DateRole.DUE if date > said.today else DateRole.DELIVERED
    return DateRole(topic)


def _default(primary: Intent, *, vague: bool) -> str:
    if primary in PAYING:
        return "pay"
    if vague:
        return ""
    match primary:
        case Intent.REFUND_REQUEST | Intent.DEDUCTION:
            return "pay"
        case Intent.LATE_DELIVERY:
            return "due"
    return ""
