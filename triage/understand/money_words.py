"""Which signs and words name a currency, and which words tell what an amount is said to be?"""

import re

from triage.domain.codes import AmountRole as Role
from triage.understand.lexicon import any_of

# Signs and codes stand before or after a figure, words only after it.
SIGNS: tuple[tuple[str, str], ...] = (
    ("BRL", r"R\$|BRL\b"),
    ("CAD", r"CA?\$|CAD\b|\$\s?CA\b"),
    ("AUD", r"AU?\$|AUD\b"),
    ("NZD", r"NZ\$|NZD\b"),
    ("MXN", r"MX\$|MXN\b"),
    ("COP", r"COP\b"),
    ("CLP", r"CLP\b"),
    ("ARS", r"ARS\b|AR\$"),
    ("USD", r"US\$|USD\b|U\$S"),
    ("DOLLAR", r"\$"),
    ("EUR", r"€|EUR\b(?!-?pal)"),
    ("GBP", r"£|GBP\b"),
    ("CHF", r"CHF\b|S?Fr\.|SFr"),
    ("PLN", r"PLN\b"),
    ("CZK", r"CZK\b"),
    ("HUF", r"HUF\b"),
    ("SEK", r"SEK\b"),
    ("NOK", r"NOK\b"),
    ("DKK", r"DKK\b"),
    ("RON", r"RON\b"),
    ("JPY", r"JPY\b|¥"),
    ("INR", r"INR\b|₹|Rs\.?"),
    ("TRY", r"₺|TRY\b"),
    ("ZAR", r"ZAR\b"),
    ("SGD", r"SGD\b|S\$"),
)
WORDS: tuple[tuple[str, str], ...] = (
    ("EUR", r"euros?\b(?!\s?-?pal)|eur\b|balles\b"),
    ("BRL", r"reais\b|real\b"),
    ("MXN", r"M\.?N\.?\b"),
    ("DOLLAR", r"dollars?\b|d[oó]lares\b|bucks\b|piastres\b"),
    ("GBP", r"pounds?\b(?!\s+of)|quid\b|pfund\s+sterling\b"),
    ("CHF", r"Fr\.|Franken\b|francs?\b(?:\s+suisses)?|franchi\b|Stutz\b"),
    ("PLN", r"zł(?:ot\w{1,3})?\b\.?|zl\b|zlot\w{1,3}\b"),
    ("CZK", r"Kč"),
    ("HUF", r"Ft\b|forint\b"),
    ("RON", r"lei\b"),
    ("PESO", r"pesos\b"),
)
CODE = re.compile(r"\b(?:EUR|USD|GBP|CHF|PLN|CAD|BRL|MXN|CZK|SEK|NOK|DKK)\b")
CENTS: tuple[tuple[str, str], ...] = (
    ("EUR", r"cents?\b|centimes?\b|c[eé]ntimos\b|centesimi\b|cêntimos\b"),
    ("PLN", r"gr\b|grosz\w{0,2}\b"),
    ("GBP", r"pence\b|p\b"),
)
BEFORE = re.compile(
    "(?<![A-Za-z])(?:" + "|".join(f"(?P<{code}>{words})" for code, words in SIGNS) + r")[\s:–\-]{0,2}$", re.IGNORECASE
)
AFTER = re.compile(
    r"[\s\u00a0\u202f]{0,2}(?:"
    + "|".join(f"(?P<{c}{n}>{w})" for n, group in enumerate((SIGNS, WORDS, CENTS)) for c, w in group)
    + ")",
    re.IGNORECASE,
)
# A "$" or "pesos" is the sender's own money: language and zone of the date (hours from UTC) tell whose.
DOLLARS: dict[tuple[str, int], str] = {
    **{("es", zone): code for zone, code in ((-7, "MXN"), (-6, "MXN"), (-5, "COP"), (-4, "CLP"), (-3, "ARS"))},
    **{("fr", zone): "CAD" for zone in (-5, -4, -3)},
    **{("pt", zone): "BRL" for zone in (-5, -4, -3, -2)},
    ("en", 10): "AUD", ("en", 11): "AUD", ("en", 9): "AUD", ("en", 12): "NZD", ("en", 13): "NZD",
}  # fmt: skip

SCALE = re.compile(
    r"\s?(?:(?P<thousand>k|K|mil|tsd\.?|tausend|thousand|grand|mille|duizend|tys\.?|mila)(?!\.\w|\s(?:tier|steps?|km))|(?P<million>mio\.?|million(?:en|es|s)?|mln|millones|milhões|milioni))(?!\w)"
)
# Limits and conditions are no sums of this matter: "free from 500 €", "sopra i 300 euro".
THRESHOLD = re.compile(
    r"(?<!\w)(?:"
    + any_of(
        r"""above orders_over more_than at_least exceeding up_to freigrenze ab mehr_als über_einem_warenwert
        à_partir_d['’]?e? au-delà_de dès plus_de supérieur\w*_à sopra_i? sopra_gli oltre_i? oltre_gli a_partire_da
        superior\w*_a vanaf boven meer_dan a_partir_de más_de superior\w*_a acima_de mais_de superior\w*_a powyżej
        ponad limit\w*(?:_\w+){0,3} credit_limit(?:_\w+){0,3} kreditlimit\w*(?:_\w+){0,2} kredietlimiet(?:_\w+){0,2}
        plafond(?:_\w+){0,3} encours(?:_\w+){0,3} límite(?:_\w+){0,4} fido(?:_\w+){0,3} limite(?:_\w+){0,4}
        kapital\w* capital(?:_social)?(?:_\w+){0,2}"""
    )
    + r")\s{0,2}$",
    re.IGNORECASE,
)
# Words that say that a number without a currency is money.
MONEY_BEFORE = re.compile(
    r"(?<!\w)(?:"
    + any_of(
        r"""amount total sum price billed invoiced agreed paid pay owe balance net gross vat tax instal\w* betrag
        summe preis netto brutto mwst gezahlt bezahlt überwiesen offen saldo raten_(?:zu|von) montant total prix net
        ht ttc tva payé versé solde dois bedrag prijs btw betaald openstaand importe precio neto bruto iva pagad\w+
        debo saldo importo prezzo imponibile pagat\w+ devo rate_da valor preço pag\w+ prestações_de kwot\w+ cen\w
        kwocie stawka vat zapłaci\w+ zalegam opłat\w+ raty_po ratach_po po na za pix_de mandei devolve devuelv\w+
        transferí mandé cobr\w+"""
    )
    + r")[\s:=]{1,3}$",
    re.IGNORECASE,
)
MONEY_AFTER = re.compile(
    r"\s(?:"
    + any_of(
        "paid transferred sent überwiesen bezahlt gezahlt payé versé viré betaald overgemaakt pagad\\w+ transferid\\w+ pagat\\w+ bonificat\\w+ pag[oa]s? zapłac\\w+ przela\\w+ wpłac\\w+"
    )
    + ")",
    re.IGNORECASE,
)
GROUPED = re.compile(r"^\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+$")

# Words that tell the role; the nearest before an amount wins, then the nearest after it.
ROLES: tuple[tuple[Role, str], ...] = (
    (
        Role.DEDUCTED,
        r"""deduct\w* withh[eo]ld\w* short[-_]?pa(?:id|y\w*) less\b minus\b net(?:ted)?_off netted set_off
        tak\w+(?:_\w+){0,3}_off knock\w*(?:_\w+){0,3}_off offset\w* retain\w* retention debit_(?:note|memo) blocked
        hold(?:ing)?_back gekürzt\w* kürz\w* abzug abgezogen abgesetzt zieh\w* abzgl\w* abzüglich einbehalt\w*
        behalten zurückbehalt\w* zurückgehalten halten(?:_\w+){0,4}_zurück verrechn\w* auf(?:ge)?rechn\w* skonto
        minder\w* gesperrt dédui\w* déduct\w* reten\w* retir\w* retenu\w* moins\b imput\w* compens\w* escompte
        soustrai\w* bloqu\w* diminu\w* in_mindering ingehouden inhoud\w* houden(?:_\w+){0,4}_in korten gekort
        minder\b verreken\w* korting afgetrokken descont\w* descuent\w* restamos rebaj\w* deduc\w* retuv\w*
        retención retenid\w* menos compensa\w* detra\w* tratt[eai]\w* stornat\w* scalat\w* scal\w+ abat\w* decurt\w*
        dedott\w* deduz\w* meno\b abbuon\w* retiv\w* retemos retid\w* potrąc\w* odlicz\w* odejm\w* pomniejsz\w*
        kompensa\w* minus\b wstrzym\w* schodzi""",
    ),
    (
        Role.PAID,
        r"""(?<!un)(?<!not\s)paid\b(?!_by) have_(?:now_)?(?:settled|sent|transferred|remitted|wired) settled
        transferred remitt\w* wired cleared sent\b went_(?:out|off) left_our payment_of debited collected charged_twice deposit_of überwiesen
        bezahlt gezahlt angezahlt angewiesen\b beglichen belastet abgebucht eingezahlt zahlungseingang gesamtbetrag
        zahlung_über anzahlung vorkasse pay[ée]e?s?\b réglée?s?\b virée?s?\b versée?s?\b débité\w* virement_de
        prélevé\w* déposé\w* partie?s?\b acompte dépôt betaald overgemaakt voldaan afgeschreven gestort aanbetal\w* pagad[oa]s?
        pagué pagamos transferid[oa]s? transferí abonad[oa]s? hemos_(?:ordenado|pagado|transferido|abonado)
        girad[oa] depositad[oa] cobrad[oa] se_transfirió ingres\w* salió\b pagat[oaie] bonificat[oaie] versat[oaie]
        saldat[oaie] addebitat[oaie]\b bonifico_di fatt[oa]_bonifico mandat[oa] partit[oi]\b dispost[oi] acconto foi_pago pagámos paguei
        liquidad[oa]s? saiu\b seguiu\b transferimos transferi adiantamento zapłaci(?:liśmy|łem|łam) zapłacono opłac\w*
        przela(?:liśmy|łem|no|łam|ne) wpłac(?:iłem|iliśmy|ono|iłam) uregulowa\w* wysłał\w* posz(?:edł|ł\w*) wysz(?:edł|ł\w*) dał\w*
        zaliczk\w*""",
    ),
    (
        Role.PROMISED,
        r"""will_(?:be_)?(?:pay|paid|transfer|send|settle|wire|have) ['’]ll_(?:pay|send|transfer|settle|have|get)
        going_to_pay pay\b paying pays\b to_follow follows\b the_rest balance_of(?:_\w+){0,2}_will remainder
        remaining instal\w* per_month monthly a_month each_month rat[ea]n? überweise\b überweisen
        werde(?:n)?(?:_\w+){0,4}_(?:zahlen|überweisen) zahlen\b zahle\b folgen\b folgt\b restlich\w*
        weisen(?:_\w+){0,5}_an verbleibend\w* monatlich\w* unstrittig\w* begleichen bekommt bekommen paierons
        paierai paie\b payons règle\b réglons réglerons réglerai virerons vire\b virons verse\b verserons
        sera_(?:payé|réglé|viré)\w* seront_(?:payé|réglé|viré)\w* partiront partira mensualité\w* par_mois solde
        par_virement_le reste\b betalen betaal\b maken(?:_\w+){0,4}_over zullen termijn\w* per_maand restant\w*
        de_rest volgt volgen pagaremos transferiremos abonaremos pagaré pago\b abono\b pagamos_el transferimos_el
        cuotas? plazos? mensual\w* al_mes el_resto pagheremo pagherò paghiamo bonificheremo bonifichiamo salderemo
        verseremo giriamo rate\b rata\b mensil\w* al_mese il_saldo il_resto vamos_pagar pagaremos será_pag\w*
        pagamos prestaç\w* parcelas? por_mês o_restante zapłacimy zapłacę płacę płacimy przelejemy przeleję
        przelewamy ureguluj\w* wpłacimy dopłac\w* rat\b raty\b ratach\b miesięczn\w* pozostał\w* resztę reszta
        przekażemy wyjdzie spłac\w* część_niesporn\w*""",
    ),
    (
        Role.CLAIMED,
        r"""instead_of should_(?:have_been|be|read) agreed quoted?
        per_(?:our_)?(?:quote|contract|offer|price_list|po) po_price contract_price correct_(?:price|amount)
        was_to_be overcharg\w* too_much difference variance refund\w* reimburse\w* credit(?:ed|ing)?\b claim\w*
        penalt\w* surcharge fees?\b freight charges?\b charged handling interest compensat\w* give_back send_back
        owed_to_us deposit shipping chargeback tax\b vat\b instead statt vereinbart\w*
        laut_(?:angebot|vertrag|preisliste) richtig_wäre wären zu_viel zuviel differenz erstatt\w* rückerstatt\w*
        gutschreiben gutschrift\w* fordern mahngebühr\w* \w*zuschlag\w* fracht\w* \w*gebühr\w* zinsen \w*pauschale
        schaden\w* vertragsstrafe pönale kosten konventionalstrafe ausfall mehrwertsteuer mwst ust\b bestätigt_waren
        zurück\w* wert_von valeur au_lieu_de convenu\w* devis tarif différence rembours\w* trop[-_]perçu de_trop
        pénalit\w* frais\b port\b surcharge majoration intérêts réclam\w* avoir\b tva\b taxe\w* contest\w*
        prix_(?:cde|commande|convenu) accord\w* remise ristourne in_plaats_van afgesproken offerte overeengekomen
        te_veel verschil terugbetal\w* terugstort\w* terug toeslag kosten boete rente vracht\w* credit\w* btw
        schade\w* en_lugar_de en_vez_de pactad\w* acordad\w* presupuest\w* oferta diferencia devoluci\w* devolver
        reembols\w* reintegr\w* de_más recargo gastos portes intereses penaliza\w* comisión cargo abono_de iva\b
        invece_di anziché concordat\w* pattuit\w* preventivo offerta differenza rimbors\w* in_più spese trasporto
        maggiorazione interessi penale addebito accord\w* listino accredit\w* iva\b bollo em_vez_de acordad\w+
        combinado orçamento proposta diferença reembols\w* estorno a_mais despesas frete portes juros multa taxa
        crédito iva\b devolv\w* zamiast ustalon\w* uzgodnion\w* ofert\w* umow\w* różnic\w* zwrot\w* za_dużo opłat\w*
        transport\w* odset\w* kar[ayę]\b dopłat\w* koszt\w* cena_zamówienia vat\b korekt\w*""",
    ),
    (
        Role.OPEN,
        r"""open\b outstanding overdue balance unpaid owe\w* due\b arrears debt offen\w* saldo fällig\w* rückstand
        restbetrag außenstand\w* schuld\w* forderung\w* solde_(?:de|du|restant) impayé\w* dette dû\b du[es]s?\b
        encours doit créance openstaan\w* achterstand schuldig vordering pendiente\w* adeuda\w* deuda debemos
        vencid\w* scopert\w* insolut\w* scadut\w* debito in_sospeso dobbiamo credito em_aberto em_dívida dívida
        pendente\w* devemos zaległ\w* zalega\w* otwart\w* do_zapłaty niezapłacon\w* dług\w* zadłużeni\w* saldo
        wierzytelno\w* chasing""",
    ),
    (
        Role.INVOICED,
        r"""invoic\w* billed bill\b rechnung\w* berechnet\w* fakturier\w* abgerechnet beleg\w* factur\w*
        gefactureerd\w* berekend in_rekening fatturat\w* fattur\w* fatur\w* faktur\w* zafakturowan\w* importe
        importo montant valor bedrag kwot\w* betrag\w* amount total lautet\w* document\w* doc\b""",
    ),
)
ROLE = re.compile("|".join(f"(?P<{role.value}>(?<!\\w)(?:{any_of(words)}))" for role, words in ROLES), re.IGNORECASE)
