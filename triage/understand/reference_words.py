"""Which words announce which kind of document number? Labels of eight languages, and number shapes."""

import re

from triage.domain.codes import ReferenceKind as Kind
from triage.understand.lexicon import any_of

# Label words per kind; longer and more special kinds first: "Auftragsbestätigung" before "Auftrag".
LABELS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.CREDIT_NOTE,
        r"""credit_?(?:note|memo|invoice)s? credits? gutschrift(?:en|s|snummer|sanzeige)? avoirs? notes?_de_crédit
        creditnota['’]?s? creditfactu+r notas?_de_(?:crédito|credito|abono) abonos? facturas?_rectificativas?
        rectificativas? not[ae]_(?:di_)?credito not[ae]_d?[’']?accredito faktur[ayęą]_koryguj[aą]c\w{1,3}
        korekt\w{0,4} not[aęy]_kredytow\w{1,3} rinv cn cm nc kfv?""",
    ),
    (
        Kind.RETURN,
        r"""rma r\.m\.a\.? returns? return_(?:order|authori[sz]ation|slip|number|note)
        retouren?(?:schein|nummer|nr)? rücksendung(?:en)? rückgabe rücknahme(?:schein)?
        (?:bon|autorisation|numéro)_de_retour retours? retour(?:bon|nummer) devoluci(?:ón|on)(?:es)? dev resi? reso
        autorizzazione_(?:al_)?reso devoluç(?:ão|ões) guia_de_devolução recogida zwrot\w{0,3} reklamacj\w{1,3}
        protokół_zwrotu""",
    ),
    (
        Kind.TRACKING,
        r"""tracking track_?(?:&|and)_?trace(?:code)? trackingnummer exp[ée]ditions? sendungs(?:nummer|verfolgung|nr) sendung
        paketnummer paket frachtbrief waybill air_?waybill awb consignments? consignment_number parcel
        pro_?(?:number|no\.?|\#) suivi numéro_de_(?:suivi|colis) colis récépissé seguimiento localizador
        guía_(?:aérea|de_transporte) envío spedizione lettera_di_vettura ldv zending(?:snummer)? barcode
        rastrei?[oa](?:mento)? rastreo ct-?e conhecimento numer_(?:przesyłki|nadania) przesyłk\w{1,3}
        list\w{0,2}_przewozow\w{1,3} śledzen\w{2} numer_listu paczk\w{1,2}""",
    ),
    (
        Kind.TICKET,
        r"""tickets?(?:nummer|nr)? case(?:_(?:id|number|no))? vorgang(?:s?nummer)? fall(?:nummer)? aktenzeichen az
        incidencias? caso expediente folio_de_atención radicado dossier(?:nummer)? demande meldingsnummer melding
        zaak(?:nummer)? segnalazione richiesta pratica chamado protocolo rnc ocorrência zgłoszeni\w{1,2}
        spraw\w{1,2} sygn\.? incident claim_(?:no|number|id) query_(?:no|number)""",
    ),
    (
        Kind.PAYMENT,
        r"""(?:cheque|check|wire|ach|transfer|payment|remittance(?:_advice)?|payment_(?:advice|ref(?:erence)?|run)|debit_(?:memo|note|advice))s?
        überweisung zahlung(?:savis|savise)? zahlungs(?:lauf|referenz|beleg) zahllauf avis belastungsanzeige
        lastschrift virements? ch[eè]ques? règlement avis_de_(?:paiement|virement|remise|débit) transferencias?
        pagos? talón cheques? remesa aviso_de_pago bonific[oi] cro trn distinta disposizione quietanza
        betaling(?:skenmerk|savis|sspecificatie)? betalingsopdracht overschrijving betaalopdracht transferências?
        pagamento comprovativo comprovante ted pix przelew\w{0,3} płatnoś\w{1,3} trf bordereau dowód_wpłaty
        awizo_płatności kp""",
    ),
    (
        Kind.DELIVERY,
        r"""deliver(?:y|ies)(?:_(?:note|docket|ticket|slip|number))?s? dispatch_note despatch_note
        packing_(?:slip|list) bill_of_lading b/?ol shipments? dockets? challan dc liefersche?in(?:e|en|s|nummer|nr)?
        lieferungen? lieferung ls pod ladeschein wareneingang (?:bons?|bordereaux?|bulletins?)_de_livraison
        livraisons? bl réception albar(?:án|an|anes|anes) entregas?
        gu[ií]as?(?:_de_(?:remisión|despacho|remessa|transporte))? remitos? remisi(?:ón|on) nota_de_entrega ddt
        d\.d\.t\.? bolla bolle documento_di_trasporto consegn[ae] cmr pakbon(?:nen|nummer)? leverbon(?:nen)?
        levering(?:en)? vrachtbrief vrachtbon afleverbon wz dokument\w{0,2}_wz dow[oó]d\w{0,2}_wydania dostaw[aęy]
        wydani\w{1,2} pz""",
    ),
    (
        Kind.PURCHASE_ORDER,
        r"""p\.?_?o\.? pos purchase_orders? our_(?:purchase_)?orders? your_po call[-_]?off
        bestell(?:ung(?:en)?|nummer|nr) best be abruf (?:unsere[rn]?|mit)_(?:bestellung|auftrag) rahmenbestellung
        bons?_de_commande bc bdc notre_commande (?:n°_?)?engagement cde [oó]rden(?:es)?_de_compra oc
        pedido_de_compra nuestr[oa]_(?:pedido|orden) pc ordin[ei]_d[’']acquisto ordine_acquisto oda
        nostr[oi]_ordin[ei] inkoop(?:order|nummer|ordernummer) bestelbon(?:nen)? bestelling(?:en)? bestelnummer
        onze_(?:bestelling|order) notas?_de_encomenda encomendas? ordem_de_compra noss[oa]_(?:pedido|encomenda)
        zam[oó]wieni\w{0,2} nasze_zam[oó]wienie zam\. zz zd comand[ae]""",
    ),
    (
        Kind.SALES_ORDER,
        r"""sales_orders? so orders? ordernummer order_(?:confirmation|number)
        auftrags?(?:bestätigung(?:en)?|nummer|nr)? aufträge ab kundenauftrag
        (?:accusés?_(?:de_réception_)?de_)?commandes? arc pedidos? órdenes orden ordin[ei] conferma_d[’']ordine
        conferma_ordine verkooporder orderbevestiging confirmação_de_encomenda zlecen\w{1,2} potwierdzeni\w{1,2}""",
    ),
    (
        Kind.INVOICE,
        r"""invoices? inv\.? bills? rechnung(?:en|s|snummer|snr|skopie|skürzung)? rechn\.? rg re faktura fakturen
        beleg(?:en|e|nummer|nr)? rn[gr] factur(?:e|es|a|as) facts? fra fras dte folio notas?_fisca(?:l|is) nf-?e?
        fattur[ae] fatt ft conto parcella documento doc factu+r(?:en|nummer)? faktuur fact faturas? fat
        fatura-recibo faktur(?:a|y|ę|ą|ze|om|ach)? f-?r[aę] fv fvs rachun\w{1,3} doc(?:ument)?s?
        dok(?:ument)?\w{0,2} documenten stuk(?:nummer)? boletos? duplicata título nosso_número notas? bon(?:nen)?
        bolletta partite? partida open_items? posten statement_line duplikat\w{0,1} duplicados? kopie copia cópia
        copie""",
    ),
)
COUNTERS = (
    r"(?:\s{0,4}(?:[-#:.(\[\"'“„«*]|"
    + any_of(
        r"""n[°ºo]s?\b\.? nr\.?s?\b num\.?\b number(?:s|ed)?\b nummer[ns]?\b núm\.?\b número(?:s)?\b numéros?\b
        numer(?:o|y|i)?\b ref\.?\b réf\.?\b id\b our\b your\b ihre[rnm]?\b unsere[rnm]?\b eure\b vom?\b with\b mit\b
        over\b über\b de\b da\b do\b del\b della\b dell['’] la\b le\b the\b of\b die\b der\b den\b van\b uw\b
        jullie\b votre\b vos\b notre\b nos\b vostr[aoei]\b vuestr[ao]s?\b su\b sus\b voss[ao]s?\b noss[ao]s?\b o\b
        a\b z\b za\b dla\b client\b dostawcy\b fournisseur\b fornitore\b proveedor\b supplier\b vendor\b lieferant\b
        leverancier\b fornecedor\b n/ref\b v/ref\b pod\b vs\.?\b ns\.?\b rif\.?\b code\b sous\b is\b est\b è\b
        lautet\b systemowy\b e-?\b"""
    )
    + r")){0,6}"
)
LABEL = re.compile(
    r"(?<![\w/-])(?:"
    + "|".join(rf"(?P<{kind.value}>{any_of(words)})" for kind, words in LABELS)
    + r")(?!\w)"
    + COUNTERS,
    re.IGNORECASE,
)
ANNOUNCED = re.compile(r"[#:°º]|\bn[ro]?s?\b\.?|num|núm|nº", re.IGNORECASE)

# "faturas 14 e 15", "invoice 42": right behind the full word two digits are enough.
BY_NAME = re.compile(
    r"(?:invoices?|rechnung(?:en)?|factures?|facturen|factuur|facturas?|fattur[ae]|faturas?|faktur(?:a|y|ę|ą|ze|om|ach)?)\s?",
    re.IGNORECASE,
)
# "31/02/2025", "30.02.26": meant as a day, though the calendar has none.
IMPOSSIBLE_DAY = re.compile(r"(?:29|30|31)([./-])(?:0?[2469]|11)\1(?:20)?\d{2}")
SHORT_SERIES = re.compile(r"(?:F|FA|FC|FV|FT|RE|RG|INV|AR|NC|AV|GS|CN|LS|BL|WZ|DDT|AL|PO|OC|BC)-\d{2}")
TOKEN = re.compile(r"(?<![^\W_])(?=[A-Za-z0-9/._-]{0,40}\d)[A-Za-z0-9]+(?:[-/._][A-Za-z0-9]+)*")
# "FT 2026/882": a series code with a space before its number belongs to the number.
SERIES = re.compile(r"(?<![\w/.-])(?P<code>FT|FE|FA|FV|FVS|FS|FR|FPR|FPA|NC|ND|RES|KP|KOR|KF|VFA|GT|FAC|FRA)\s$")
SPACED_TRACKING = re.compile(r"(?P<number>\b[A-Z0-9]{2,4}(?:\s[A-Z0-9]{2,5}){1,5}\b)")

# Shapes that say their kind by themselves, wherever they stand.
SHAPES: tuple[tuple[Kind, str], ...] = (
    (Kind.CREDIT_NOTE, r"R(?:INV|BILL|FAC|FACT)/\d{4}/(?:\d{2}/)?\d{3,}"),
    (Kind.INVOICE, r"(?:INV|FAC|FACT|BILL)/\d{2,4}(?:[/-]\d{2,4})?/\d{3,}"),
    (Kind.RETURN, r"(?:[A-Z]{2,5}/)?(?:RET|RETURN|RMA)[/-][A-Z0-9/-]{0,12}\d{2,}"),
    (Kind.DELIVERY, r"[A-Z]{2,5}/(?:OUT|PICK|PACK|INT|DO|LIV|SORT)/\d{3,}"),
    (Kind.RETURN, r"[A-Z]{2,5}/IN/\d{3,}"),
    (Kind.PAYMENT, r"(?:P?BNK\d?|PAY|CSH\d?|CUST\.IN)/\d{4}/(?:\d{2}/)?\d{2,}"),
    (Kind.SALES_ORDER, r"S[O0]?\d{5,6}"),
    (Kind.TICKET, r"HT\d{5}"),
    (Kind.PAYMENT, r"\+{3}\d{3}/\d{4}/\d{5}\+{3}"),  # Belgian structured communication
    (
        Kind.TRACKING,
        r"1Z(?:\s?[0-9A-Z]){8,16}|JJ?D\d{16,20}|[A-Z]{2}\d{9}[A-Z]{2}|00\d{18}|3\d{2}0?\d{17}|\d{10,13}[A-Z]",
    ),
)
SHAPE = re.compile(
    r"(?<![\w/])(?:"
    + "|".join(rf"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(SHAPES))
    + r")(?![\w])"
)
SHAPE_KINDS = {f"k{number}": kind for number, (kind, _) in enumerate(SHAPES)}

# What a number's own letters say, where no label stands before it.
PREFIXES: dict[str, Kind] = {
    **dict.fromkeys("INV RE RG R RNG RECH AR FA FAC FC F FE FEV FV FVS FS FT FRA VF SI NF NFE FTR VFA FK FPR FPA RF FR SINV V".split(), Kind.INVOICE),
    **dict.fromkeys("RINV CN CM GS GU AV NC CR KOR KF KFV CRN GUT NCR".split(), Kind.CREDIT_NOTE),
    **dict.fromkeys("PO OC BE BC BDC PC NE ODA IO BO B BST ZAM ZZ ZD OA EK EP".split(), Kind.PURCHASE_ORDER),
    **dict.fromkeys("SO AB AU ORD CO S".split(), Kind.SALES_ORDER),
    **dict.fromkeys("DN LS BL DDT AL ALB WZ LF DEL GR GT LV PB DO PZ".split(), Kind.DELIVERY),
    **dict.fromkeys("RMA RET DEV DV RT RSO ZW RES".split(), Kind.RETURN),
    **dict.fromkeys("TRF TRN CRO PAY CHK ZM SEPA TR KP VIR DM DR BX".split(), Kind.PAYMENT),
    **dict.fromkeys("TCK TKT CASE HT SR INC RNC CS TK REQ".split(), Kind.TICKET),
}  # fmt: skip

# Norms, colours and courts, as they are written: "EN 10204", "(EU) 2015/2447", "36g IN 1142/26".
NORM = re.compile(
    r"(?<!\w)(?:EN|ISO|DIN|ASTM|RAL|ral|IP|ANSI|BS|UE|EU|\(EU\)|\(UE\)|IN|IE|IK|NCM|HS)\s{0,2}(?:EN\s|ISO\s)?(?:Nr\.?\s)?$"
)
# Words before a number that say it is none of our documents: account and customer numbers, articles, norms, places.
NOT_OURS = re.compile(
    r"(?<!\w)(?:"
    + any_of(
        r"""vendors? sort_code suppliers? customers? accounts? acct client(?:s|e|en)? kunden?(?:-?_?nr|-?_?nummer)? kunde
        lieferanten?(?:-?_?nr|nummer)? kreditor debitor(?:en)?(?:-?nr|nummer)? fournisseurs? compte fornitori?
        fornitore client[ei] cliente conto_cliente codice(?:_cliente)? klant(?:nummer)? leverancier(?:snummer)?
        debiteur(?:nummer|ennummer)? relatie(?:nummer)? proveedor cuenta fornecedor conta_corrente conta
        dostawc\w{1,2} klient\w{0,2} kontrahent\w{0,2} nabywc\w{1,2} partita_fornitore partita_cliente articles?
        artikel(?:-?_?nr|nummer)? art\. items? item_(?:no|number|code) p/n part_?(?:no|number)? sku ean gtin mpn
        référence_(?:article|produit) referencia_(?:del_)?(?:artículo|producto) artículo articolo artigo
        artykuł\w{0,1} indeks\w{0,1} dvo section clause § ziffer paragraph absatz abs\. loi lei legge ley
        ustaw\w{1,2} wet batch lot charge chargennummer partia partii lote lotto wytop\w{0,1} seri[ae]l? quotes?
        quotation quotation_no angebot(?:s(?:nr|nummer))? offerten? offerte soumission devis presupuesto cotización
        preventivo offerta orçamento proposta oferta ofert\w{1,2} offre contract contratto contrat contrato
        umow\w{1,2} vertrag vertrags(?:nr|nummer) plz cp cap cep zip p\.?o\.?_?box postfach postbus model+[eo]?
        modell type typ tipo modelo processo procedimiento faillissement autos causa_rol rol verfahren cotação
        concurso licitação ramal interno terminación ext\. ncm hs zeit room zimmer machine kw tel fax km hr[ab] iban
        bic line zeile ligne linea riga linha poz\. pos\. position positions?_ linie_ gtin maquina raum error
        code_postal"""
    )
    + r")(?:\s{0,3}(?:[:#.(]|"
    + any_of(
        r"no\.? nr\.?s? n[°ºo]\.? n\. num\.? number nummer op_\w+ numéro número numero numer id code wg nach au à al to is é_o é ist est è"
    )
    + r")){0,4}\s{0,3}$",
    re.IGNORECASE,
)
# Small words after which a short bare number is a document: "auf 4471", "for 8841", "della 5520".
BEFORE_BARE = re.compile(
    r"(?:^|[(\"„«:|\t;]|(?<!\w)(?:"
    + any_of(
        r"""auf zu zur zum für mit bei unter von aus gegen wegen betreffend betr\.? nr\.? und sowie die der das per
        zw for on against re of the and as under to with your our regarding ref\.? settle pay paid no\.? sur pour la
        le les des du de et sous concernant votre sulla sulle su per della delle dalla dalle nella la il le dalla
        con e n\. vostra alla na za do od z w o i oraz dla nr op voor van de het onder tegen en sobre la las el los
        de del con para por y na no da do das dos os as sobre relativo"""
    )
    + r")|#)\s{0,2}$",
    re.IGNORECASE,
)
JOIN = re.compile(
    r"\s{0,3}(?:,|;|/|&|\+|–|-|\n|\||\)|\.|" + any_of(r"and und u\. et en y e ed oraz i sowie or oder o ou a as also auch t/m bis thru through tot_en_met jusqu['’]à hasta_l[ao]s? fino_a")
    + r"|\s){0,5}(?:" + any_of(r"the la las los die de der den el o a as le les il lo nr\.? no\.? n[°º]\.? INV") + r")?\s{0,3}",
    re.IGNORECASE,
)  # fmt: skip
