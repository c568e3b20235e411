"""Which words count goods, and which tell what happened to them?"""

import re

from triage.domain.codes import QuantityRole as Role
from triage.understand.lexicon import any_of

# Unit in English singular; "" is pieces.
UNITS: tuple[tuple[str, str], ...] = (
    (
        "",
        r"""pcs?\.? pces?\.? pieces? ea\.? each units? items? stück stücke stueck stk\.? st\.? st[uü]ks? pièces? pce
        unités? piezas? unidades unidad uds?\.? unid\.? pezz[io] pz\.? peças? szt\.? sztuk[aię]? stuks? exemplaires?
        ejemplares exemplaren esemplari exemplares egz\.? geräte? apparaten apparecchi appareils aparatos""",
    ),
    (
        "carton",
        r"cartons? kartons? ctns? ctn cartone cartoni karton(?:y|ów|ach|u|em|ami)? kartonow cartón cartones kartonnen cartões? cartão",
    ),
    (
        "box",
        r"box(?:es)? schachteln? boîtes? boites? do(?:os|zen) cajas? scatol[ae] scatole caixas? pude[łl]\w{1,3} kist(?:e|en)? caisses? cass[ae] skrzy[nń]\w{0,3} doosjes",
    ),
    ("case", r"cases?"),
    (
        "pallet",
        r"pallets? pal+et+en? palettes? palés? tarimas? bancal[ei] bancali paletes? palet[ay]? palet skids? pallet? pal\.?",
    ),
    (
        "roll",
        r"rolls? rollen? rouleaux? rollos? rotol[io] rolos? rol(?:ka|ki|ek|len)? bobinas? ringe? bobines? rulon\w{0,2}",
    ),
    ("bag", r"bags? säcke? sacks? sacs? zakken zak sacos? bolsas? sacch[io] work(?:i|ów|a)? beutel sachets? bustine"),
    (
        "bottle",
        r"bottles? flaschen? bouteilles? fles(?:sen)? botellas? bottigli[ae] garrafas? butel\w{2,3} flacons? flaconi frascos? flakon\w{0,2}",
    ),
    ("crate", r"crates? kratten krat steigen? cagettes? cassett[ae] skrzynek skrzynki casiers? jabas"),
    ("can", r"cans? dosen? latt[ae] latas blikken blik puszk\w{1,2} puszek canettes? boîtes"),
    (
        "pack",
        r"""packs? packets? packages? päckchen packung(?:en)? pakete? pakket(?:ten)? paquets? pakken pak(?:jes)?
        paquetes? pacch[io] confezion[ei] pacotes? embalagens embalagem paczk\w{1,2} paczek opakowa\w{1,3} gebinde
        vpe colli colis bultos? volumes? rames? ryz\w? riemen? resmas? risme""",
    ),
    ("set", r"sets? sätze jeux juegos? komplet\w{0,2} kits? conjuntos?"),
    ("pair", r"pairs? paare? paires? par(?:es)? pai[ao] pary? paia"),
    (
        "drum",
        r"drums? kegs? barrels? barriles? barril barris fust[io] keg[ió]w? fässer fass fûts? fus(?:t|to|ti) vaten vat bidones bidons? bidón tambores beczk\w{1,2} beczek kanister jerrycans? gal(?:ões|ão|ones|lons?) bębn\w{1,2} taniche tanica",
    ),
    ("bucket", r"buckets? eimer seaux? emmers? cubos? cubetas? secch\w{1,4} baldes? wiader\w{0,3} wiadr\w"),
    ("reel", r"reels? spools? trommeln? haspels? bobin[ei] carretes? szpul\w{0,2}"),
    ("sheet", r"sheets? platten? plaques? platen planchas? lastr[ae] chapas? płyt\w{0,2} feuilles? boards?"),
    ("tray", r"trays? tabletts? plateaux? bandejas? vassoi barquettes?"),
    ("bale", r"bales? ballen bal(?:len|as?) balle balles fardos? fardels? pacas? bel[aei]? beli"),
    ("jar", r"jars? gläser potten bocaux pots? tarros? vasett[io] frascos słoik\w{0,2}"),
    ("tube", r"tubes? tuben tubetti? tubos? tubek tubki"),
    ("kg", r"kg kilos? kilogram\w{0,3}"),
    ("t", r"t tonnes? tons? tonnen toneladas? tonnellat[ae] ton[yę]?"),
    ("m", r"m mtrs? meters? mètres? metros? metr[iy]? metrów lfm mb"),
    ("l", r"l lit(?:er|re)s? litros? litri litr[yów]{0,2}"),
    ("m2", r"m² m2 qm mq"),
    ("m3", r"m³ m3 fm rm cbm"),
)
UNIT = re.compile(
    "|".join(f"(?P<u{n}>(?:{any_of(words)})(?![\\w-]))" for n, (_, words) in enumerate(UNITS)), re.IGNORECASE
)
UNIT_NAMES = {f"u{n}": name for n, (name, _) in enumerate(UNITS)}
MEASURES = frozenset({"t", "m", "l", "m2", "m3", "kg"})
_ALL_UNITS = "|".join(any_of(words) for _, words in UNITS)
COUNT_NOUN = re.compile(
    rf"(?:\s?(?:x|\*)\s|\s{{0,2}})(?P<noun>(?P<unit>(?:{_ALL_UNITS})(?![\w-]))|(?<=\s)[^\W\d_][^\W\d_-]+(?:-[^\W\d_]+)?)",
    re.IGNORECASE,
)

ROLES: tuple[tuple[Role, str], ...] = (
    (
        Role.MISSING,
        r"""missing difference differenz verschil différence écart diferencia differenza diferença różnic\w{1,2} short(?:age|ed|fall)?\b shy\b lack\w* never_(?:came|arrived|got)
        did_?n['’o]?t_(?:come|arrive|get) not_(?:in|there|received|delivered|arrived) light\b too_few absent\b
        gone\b remaining\b others?\b nowhere where['’]?s fehl\w* zu_wenig mangel(?:te|t) vermiss\w* minder\w*
        nicht_(?:dabei|geliefert|angekommen|da)\b übrigen manqu\w* en_moins pas_(?:reçu|livré|là)\w* restants?
        nulle_part autres\b ontbr\w* te_weinig mis(?:sen|t)\b niet_(?:geleverd|ontvangen|erbij|aangekomen) tekort\w*
        manko kwijt nergens overige\b falt\w* de_menos no_(?:llegaron|han_llegado|vinieron|está|llegó|venían)
        restantes? manc\w* in_meno ammanc\w* non_(?:sono|è)_(?:arrivat|consegnat|giunt)\w* rimast\w* a_menos
        não_(?:chegaram|vieram|recebemos|chegou|veio) em_falta brak\w* za_mało
        nie_(?:dotar\w*|przysz\w*|dostarcz\w*|było|mam|zdjął) niedob\w* zabrak\w* nie_ma\b""",
    ),
    (
        Role.DAMAGED,
        r"""damag\w* broke\w* defect\w* fault\w* crush\w* dent(?:s|ed)\b crack\w* leak\w* smash\w* spoil\w* mould\w*
        mold[ys]\w* rott\w* expired bent\b torn\b wet\b soak\w* scratch\w* shatter\w* swollen
        (?:do|does)_?n['o]t_(?:work|switch|close|fit|start) dead_on_arrival useless unusable beschädig\w* kaputt\w*
        defekt\w* zerbroch\w* bruch\b undicht\w* verdorben schimm\w* verbogen\w* zerkratzt gerissen nass\b
        zerdrückt\w* ausgelaufen durchn\w* fehlermeldung zerbeult\w* eingedrückt\w* angestoßen\w* abîm\w*
        endommag\w* cass[ée]\w* défectu\w* écras\w* fui[tr]\w* moisi\w* périm\w* ray[ée]\w* fendu\w* fêlé\w* miettes
        abreuv\w* brûlé\w* pas_démarré beschadig\w* stuk\b kapot\w* in_stukken verlopen gebroken
        lek(?:t|ken|kend)?\b bedorven gescheurd rot(?:te)?\b gebarsten gedeukt\w* doorweekt schimmel\w* nat\b krom\b
        rot[oa]s?\b dañad\w* defectuos\w* golpead\w* estropead\w* aplastad\w* averiad\w* rajad\w* abollad\w*
        mojad\w* podrid\w* caducad\w* caducidad saltad\w* reventad\w* dannegg\w* rott[oaie]\b difettos\w*
        ammaccat\w* schiacciat\w* guast\w* spaccat\w* incrinat\w* storta?\b bagnat\w* marc[ie]\b danificad\w*
        partid[oa]s?\b avariad\w* quebrad\w* estragad\w* defeituos\w* amassad\w* rachad\w* estalad\w* vaz[ao]\w*
        não_arranca\w* vencid\w* bolor mofo furad\w* molhad\w* podr\w+ uszkodz\w* zepsut\w* rozbit\w* wadliw\w*
        pękni\w* zgniecion\w* stłuczon\w* połaman\w* popsut\w* wgniecion\w* przeciek\w* na_straty pęk\w* urwan\w*
        zalan\w* przepuszcz\w* spleśn\w* luzem""",
    ),
    (
        Role.RECEIVED,
        r"""receiv\w* arriv\w* came\b got\b count(?:ed)?\b booked_in turned_up signed_for there_(?:are|were|was)\b you(?:['’]ve)?_(?:sent|shipped|delivered) was_sent were_sent
        contain\w* had\b unload\w* checked_in only\b just\b delivered erhalten bekommen angekommen gekommen
        kam(?:en)?\b gezählt eingegangen wareneingang vereinnahmt entladen ausgepackt geliefert darin\b drin\b
        waren_es lediglich nur\b geschickt wurden_geliefert reçu\w* arriv\w* réceptionn\w* contenait contrôlé\w* constat\w* compté\b livré\w*
        seulement réserve avez_envoyé envoyé\w* mis_à_quai ontvangen gekregen binnen\w* slechts geteld geleverd aangekomen kwamen kwam\b gelost stuurde[nt]?\b gestuurd opgestuurd
        maar\b recib\w* lleg\w* entra(?:ron|do)\b sólo solo\b contad\w* vinieron venían han_venido hay\b descarg\w*
        bajaron marca\b trajeron mand(?:aron|ado|aste|asteis) envi(?:aron|ado|asteis) contamos ricevut\w* arrivat\w* soltanto contat\w* consegnat\w* giunt\w* scaricat\w* pesat\w*
        trovat\w* mandat\w* spedit\w* inviat\w* abbiamo\b recebe\w* recebid\w* chegaram apenas só\b contagem vieram contámos contamos
        descarreg\w* contei contou contagem mandaram enviaram trouxeram enviad\w* entraram são\b otrzymal\w* otrzyma\w* dosta(?:liśmy|łem|rczono|łam) dotarł\w*
        przysz\w* przyjecha\w* przyje[lł]\w* przyjęl\w* tylko naliczyl\w* stwierdzono mam\b dowie\w* przys[łl]a\w* wys[łl]al\w* dosta[łl]\w*""",
    ),
    (
        Role.BILLED,
        r"""billed invoic\w* charg\w* bill\b on_paper bill_of_lading delivery_note\b paperwork paper_says docket ticket_says manifest shipped_per asn\b
        packing_(?:slip|list) should_have_been berechnet\w* fakturiert\w* verrechnet in_rechnung laut\b rechnung\w*
        lieferschein\w* auf_dem_papier sollten sollen factur\w* bon_de_livraison bulletin mentionne indique
        compté\w*_douze comptez compte\b consign\w* avis_d['’]expédition gefactureerd berekend in_rekening volgens
        factuur\w* pakbon\w* zouden moesten facturad\w* cobrad\w* cobran cargan cargad\w* albar\w* factura\b según
        debían fatturat\w* addebitat\w* messe_in_conto bolla\b ddt\b fattura\w* documento risultano riporta elenc\w*
        a_documento dovevano faturad\w* cobrad\w* na_nota nota_diz factura_dice fattura_dice bon_stond guia\b
        fatura\w* deviam constam consta\b zafakturowa\w* obciąż\w* faktur\w* wz\b policz\w* rachunk\w* doliczy\w*
        wykazan\w* specyfikac\w* mia(?:ło|ły)_być""",
    ),
    (
        Role.ORDERED,
        r"""order(?:ed|s)?\b pedí\b asked_for wanted requested po_open bestell\w* orderten wollten command\w*
        demand\w* voulions besteld\w* gevraagd bestelling\w* pedid\w* pedim\w* encarg\w* queríamos solicit\w*
        ordinat\w* ordine\b comanda\w* chiest\w* volevamo encomend\w* pretend\w* queríamos zam[oó]wi\w* zamawia\w*
        zamówieni\w* chcieliśmy obejmował\w*""",
    ),
)
ROLE = re.compile("|".join(f"(?P<{role.value}>(?<!\\w)(?:{any_of(words)}))" for role, words in ROLES), re.IGNORECASE)
_INSTEAD = any_of(
    r"""instead_of anstatt statt anstelle_von au_lieu_d[e'’]s? au_lieu_des in_plaats_van en_(?:vez|lugar)_de
    invece_d(?:i|ei|elle) anziché em_vez_d(?:e|as|os) zamiast rather_than against gegenüber tegenover contre contra
    contro wobec ,?_(?:and_|y_|e_|en_|et_|und_)?(?:not|no|nicht|pas|niet|non|não|nie)"""
)
_THE = r"(?:\s(?:the|les|las|los|den|de|as|os|i|le|die|der|billed|invoiced|ordered|berechneten|fakturierten|bestellten))?\s{1,2}$"
RATIO = re.compile(
    rf"^\s{{1,2}}(?:(?P<instead>{_INSTEAD}|vs\.?)|(?P<of>"
    + any_of(
        r"of_the of out_of von_den von der sur_les sur van_de van de_l[oa]s de des su(?:lle|i)? dei delle d[ao]s em z ze na /"
    )
    + rf")){_THE}",
    re.IGNORECASE,
)
INSTEAD = re.compile(rf"(?:{_INSTEAD}){_THE}", re.IGNORECASE)
OF_THE = re.compile(
    r"^(?:\s\S{1,20}){1,2}\s(?:of\sthe|van\sde|von\sden|sur\sles|de\sl[oa]s|d[ao]s|dei|delle)\s$", re.IGNORECASE
)
QUANTITY = re.compile(
    r"(?<!\w)(?:qty|quantity|menge|anzahl|aantal|quantité|qté|cantidad|cant|quantità|q\.tà|quantidade|qtd|qtde|ilość)[\s.:]{1,3}$",
    re.IGNORECASE,
)
CODE = re.compile(r"(?<!\w)[A-Z]{2,5}\s$")  # "EDI 860": the number belongs to the letters
# "of the 400 roses", "z 120 skrzynek": the number is the whole of which a part is told.
WHOLE = re.compile(
    r"(?<!\w)(?:of(?:\sthe)?|out\sof|von(?:\sden)?|aus|z|ze|sur(?:\sles)?|des|dei|delle|su|van(?:\sde)?|de\sl[oa]s|d[ao]s|parmi(?:\sles)?)\s{1,2}$",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"(?<!\w)(?:"
    + any_of(
        r"from to by von auf um de à a da van naar op z do na statt anstatt instead_of zamiast only nur lieber nehmen_wir doch au_lieu_de invece_di en_vez_de en_lugar_de em_vez_de para in_plaats_van maar solo sólo seulement tylko make_it rather mach_t? qty quantity menge cantidad quantidade ilość quantità quantité aantal"
    )
    + r")[\s:]{1,2}$",
    re.IGNORECASE,
)
FUNCTION = re.compile(
    r"^(?:and|und|et|en|y|e|ed|i|or|of|the|on|in|is|are|was|were|o|a|haben|hat|have|had|has|di|de|von|van|to|for|wurde|ist|sind|war|der|die|das|le|la|les|del|des|at|du|ou|sont|zijn|was|werd|son|sono|são|są)$",
    re.IGNORECASE,
)
NOT_GOODS = re.compile(
    r"^(?:"
    + any_of(
        r"""days? weeks? months? years? hours? minutes? hrs? mins? times? tage?n? wochen? monate?n? jahre?n?
        stunden? minuten? mal uhr jours? semaines? mois ans? années? heures? fois dagen? weken maand(?:en)? jaar uur
        keer d[ií]as? semanas? mes(?:es)? años? horas? veces vez giorn[oi] settiman[ae] mes[ei] ann[oi] or[ae]
        volt[ae] dni dzień tygodni\w* tydzień miesi\w* lat\w* rok\w* godzin\w* razy raz percent prozent pour per
        cent por procent\w* invoices? rechnung(?:en)? factur(?:e|es|a|as|en) fattur[ae] faktur[ay]? faturas?
        pozycj\w* positions? positionen documents? dokument\w* orders? bestellungen commandes? pedidos? ordini
        payments? zahlungen paiements? deliver(?:y|ies) lieferung(?:en)? livraisons? consegne entregas? instal\w*
        raten? cuotas? rate raty ratach mensualit\w* termijn\w* prestaç\w* parcelas e?-?mails? calls? reminders?
        mahnung(?:en)? rappels? solleciti people persons? personen colleagues and und et en y e ed i or oder ou of o
        a the die der das le la les de des di del von van to for on at in is are was ist sind war wird wurde haben
        hat habe have has had pm am euros? eur pos line zeile ligne riga rows? st nd rd th working business
        werktag\w* arbeitstag\w* werkdagen jan\w* feb\w* mar\w* apr\w* may mai\b jun\w* jul\w* aug\w* sep\w* oct\w*
        okt\w* nov\w* dec\w* dez\w* points? punkt\w* punti puntos questions? fragen? things? dinge choses copies
        kopien copias cópias vat mwst tva iva btw items_on open paid km cm mm mm² µm °c grad degrees? stores?
        filialen magasins? mitarbeiter\w* kunden? customers? clients? stellen ziffern? cifre awg stopni linie
        liniach linhas lines kopii sites? pallets_of grosz\w* cents? centimes? lines zł zlotych pln usd gbp chf
        dollars? pounds? francs? franken"""
    )
    + r")$",
    re.IGNORECASE,
)
# Words before a number that say that nothing is counted: positions, sizes, weeks, numbers of things.
NOT_COUNT = re.compile(
    r"(?:[#°§№€$£]|(?<![\w])(?:"
    + any_of(
        r"""no\. nr\.? n[°º]\.? n\. num\.? number nummer numer numero número numéro line zeile ligne linea riga
        linha linia linhas? item itens regel position poz\. pos\. pozycj\w position poste posten página page seite
        art\. section ziffer kw week wk_ type typ model\w* modelo rev\.? ref\.? réf\.? kod code version din iso en
        astm q h lot batch art § step schritt om um at ore à_las tegen um age versie factuurregel version round tour
        gate tor bay dock dc lager hold rev siège nach_ ust ust\. ust\.? thema wet loi article articolo artículo
        artikel day dzień jour dag tag día giorno vor il el am le den tel po diamètre durchmesser ø size größe talla
        taille maat misura rozmiar calibre ral collo colis parcel paket oltre_i? ab more_than mehr_als plus_de
        más_de mais_de ponad"""
    )
    + r"))[\s.:]{0,2}(?:\d{1,3}\s(?:of|di|de|von|van|sur|z|y|i|und|and|et|e)\s)?$",
    re.IGNORECASE,
)
