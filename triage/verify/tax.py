"""Is the tax right by what the books hold? Fiscal position, order, country, and the form of the VAT number."""

from collections.abc import Sequence
from decimal import Decimal

from stdnum.eu import vat as eu_vat

from triage.domain.facts import Invoice, InvoiceLine, Partner
from triage.domain.findings import Finding
from triage.domain.money import Money
from triage.verify.invoices_asked import of_each_invoice
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain
from triage.verify.topics import Topic, is_about
from triage.verify.trail import Trail

_EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
_HUNDRED = Decimal(100)


def has_valid_vat(partner: Partner) -> bool:
    """Tell whether a VAT number has the form and check digits of an EU member state (no register is asked)."""
    return bool(partner.vat) and bool(eu_vat.is_valid(partner.vat))


def country_of_vat(partner: Partner) -> str:
    """Return the member state a VAT number names, ISO alpha-2; Greece writes EL."""
    prefix = partner.vat.strip()[:2].upper()
    return "GR" if prefix == "EL" else prefix


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    partner = company_of(question)
    sheet.note(invoice, "tax", "tax billed")
    sheet.note(invoice, "fiscal_position")
    for line in sorted(invoice.lines, key=lambda own: own.id):
        sheet.note(line, "taxes")
    credited = sum((abs(n.total.value) for n in question.trail.credits_of(invoice) if n.is_posted), Decimal(0))
    if credited and credited + question.terms.rounding >= invoice.total.value:
        nothing = invoice.total.with_value(Decimal(0))
        return sheet.refuted(Reason.ALREADY_CREDITED, nothing, f"{invoice.name} was credited in full")
    gap = _against_order(invoice, question.trail)
    if partner and partner.fiscal_position and partner.fiscal_position != invoice.fiscal_position:
        return _other_position(sheet, invoice, partner, gap)
    if abs(gap.value) > question.terms.rounding:
        return _other_than_ordered(sheet, question, invoice, gap)
    return _by_country(question, sheet, invoice, partner)


def company_of(question: Question) -> Partner | None:
    """Return the commercial partner behind the sender."""
    wanted = question.case.sender.commercial_id
    own = sorted((p for p in question.case.partners if p.commercial_id == wanted), key=lambda p: (p.id != wanted, p.id))
    return own[0] if own else (question.case.sender.match.partner if question.case.sender.match else None)


def _against_order(invoice: Invoice, trail: Trail) -> Money:
    """Return how much more tax was billed than at the rates of the order lines; nothing where none are known."""
    gap = Decimal(0)
    for line in invoice.lines:
        rates = {order_line.tax_rate for order_line in trail.order_lines_of(line, invoice)}
        if len(rates) == 1:
            gap += line.subtotal.value * (line.tax_rate - rates.pop()) / _HUNDRED
    return invoice.total.with_value(gap).rounded()


def _other_position(sheet: Sheet, invoice: Invoice, partner: Partner, gap: Money) -> Finding:
    sheet.note(partner, "fiscal_position")
    value = gap if gap.value > 0 else invoice.tax
    sheet.compute("at stake", value)
    billed = invoice.fiscal_position or "none"
    text = f"the customer's fiscal position is {partner.fiscal_position}, the invoice has {billed}: tax of {value}"
    return sheet.supported(Reason.FISCAL_POSITION_NOT_APPLIED, value, text)


def _other_than_ordered(sheet: Sheet, question: Question, invoice: Invoice, gap: Money) -> Finding:
    for line in invoice.lines:
        for order_line in question.trail.order_lines_of(line, invoice):
            sheet.note(order_line, "name")
    sheet.compute("difference", gap)
    text = f"tax billed {invoice.tax}, {gap} more than at the order's rates"
    return sheet.supported(Reason.TAX_DIFFERS_FROM_ORDER, gap.with_value(abs(gap.value)), text)


def _by_country(question: Question, sheet: Sheet, invoice: Invoice, partner: Partner | None) -> Finding:
    home = question.case.home_country
    nothing = invoice.total.with_value(Decimal(0))
    if partner is None or not (home and partner.country):
        return _by_position(question, sheet, invoice, partner)
    sheet.note(partner, "country")
    sheet.note(partner, "vat")
    rates = ", ".join(sorted({f"{plain(line.tax_rate)} %" for line in invoice.lines}))
    if partner.country == home:
        return _same_as_before(question, sheet, invoice, f"a customer at home, billed as ordered at {rates}")
    if not invoice.tax:
        return sheet.refuted(Reason.TAX_AS_AGREED, nothing, "no tax was billed")
    if invoice.fiscal_position:
        return _same_as_before(question, sheet, invoice, f"billed under {invoice.fiscal_position} at {rates}")
    if partner.country not in _EU or home not in _EU:
        text = f"a customer in {partner.country} was billed {invoice.tax} of tax; no fiscal position says otherwise"
        return sheet.undecided(Reason.TAX_TO_BE_REVIEWED, invoice.tax, text, (Missing.TAX_REVIEW,))
    if has_valid_vat(partner) and country_of_vat(partner) != home:
        text = f"the VAT number of {country_of_vat(partner)} has a valid form, yet {invoice.tax} of tax was billed"
        return sheet.supported(Reason.FOREIGN_VAT_NUMBER, invoice.tax, text, (Missing.VIES_CHECK,))
    text = f"no valid VAT number of another member state is on record, so {invoice.tax} of tax is due"
    return sheet.refuted(Reason.VAT_NUMBER_MISSING, nothing, text, (Missing.VAT_NUMBER,))


def _by_position(question: Question, sheet: Sheet, invoice: Invoice, partner: Partner | None) -> Finding:
    """Judge where our own country is not known: only a fiscal position that both agree on decides."""
    if partner and partner.fiscal_position:
        sheet.note(partner, "fiscal_position")
        return _same_as_before(question, sheet, invoice, f"billed under {invoice.fiscal_position}, as agreed")
    text = f"tax of {invoice.tax}; neither the customer nor the invoice has a fiscal position"
    return sheet.undecided(Reason.TAX_TO_BE_REVIEWED, invoice.tax, text, (Missing.TAX_REVIEW,))


def _same_as_before(question: Question, sheet: Sheet, invoice: Invoice, text: str) -> Finding:
    """Refute, unless an exemption is claimed, or the same product was billed at another rate on another invoice."""
    if is_about(Topic.EXEMPTION, question.text):
        text = f"{text}; an exemption is claimed, and certificates are not in the books"
        return sheet.undecided(Reason.TAX_TO_BE_REVIEWED, invoice.tax, text, (Missing.TAX_REVIEW,))
    others = [line for i in question.trail.posted if i.id != invoice.id for line in i.lines]
    changed = [o for line in invoice.lines for o in others if _other_rate(line, o)]
    if changed:
        sheet.note(changed[0], "taxes")
        text = f"{text}; another invoice bills {changed[0].name} at {plain(changed[0].tax_rate)} %"
        return sheet.undecided(Reason.TAX_TO_BE_REVIEWED, invoice.tax, text, (Missing.TAX_REVIEW,))
    if not _has_order(question, invoice.lines, invoice):
        return sheet.undecided(Reason.TAX_TO_BE_REVIEWED, invoice.tax, f"{text}; no order", (Missing.TAX_REVIEW,))
    return sheet.refuted(Reason.TAX_AS_AGREED, invoice.total.with_value(Decimal(0)), text)


def _other_rate(line: InvoiceLine, other: InvoiceLine) -> bool:
    return line.product_id is not None and line.product_id == other.product_id and line.tax_rate != other.tax_rate


def _has_order(question: Question, lines: Sequence[InvoiceLine], invoice: Invoice) -> bool:
    return any(question.trail.order_lines_of(line, invoice) for line in lines)


check = of_each_invoice(_of_invoice)
