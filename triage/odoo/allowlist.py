"""Which fields may be read, for which intents? What is not written here is never asked for.

A word is a field; `a|b` takes the first that this Odoo has and calls it `a` (17, 18 and 19 differ in a few).
"""

from triage.domain.codes import Intent

_READABLE = {
    "res.partner": (
        "name email parent_id commercial_partner_id is_company vat ref street zip city country_id lang type"
        " property_account_position_id credit_limit use_partner_credit_limit partner_share company_id write_date"
    ),
    "res.company": "name partner_id currency_id country_id",
    "res.country": "code",
    "res.partner.bank": "acc_number partner_id",
    "uom.uom": "name factor factor_inv",
    "account.tax": "name amount amount_type",
    "account.payment.term": "name early_discount discount_percentage discount_days",
    "product.product": "default_code type uom_id product_tmpl_id",
    "product.pricelist.item": (
        "pricelist_id product_id product_tmpl_id compute_price fixed_price min_quantity date_start date_end"
    ),
    "account.move": (
        "name move_type state payment_state invoice_date invoice_date_due amount_total amount_untaxed amount_tax"
        " amount_residual ref payment_reference invoice_origin partner_id commercial_partner_id company_id currency_id"
        " reversed_entry_id fiscal_position_id invoice_payment_term_id write_date"
    ),
    "account.move.line": (
        "name quantity price_unit discount price_subtotal price_total display_type is_downpayment move_id product_id"
        " product_uom_id tax_ids sale_line_ids currency_id company_id payment_id account_type amount_currency"
        " amount_residual_currency date_maturity discount_date discount_amount_currency write_date"
    ),
    "account.payment": (
        "name amount date state memo|ref payment_type partner_type is_reconciled partner_id company_id currency_id"
        " move_id reconciled_invoice_ids invoice_ids write_date"
    ),
    "account.bank.statement.line": (
        "name amount amount_residual date payment_ref partner_name is_reconciled partner_id company_id currency_id"
        " write_date"
    ),
    "sale.order": (
        "name state client_order_ref date_order commitment_date delivery_status amount_total partner_id company_id"
        " currency_id user_id pricelist_id invoice_ids create_date signed_by signed_on write_date"
    ),
    "sale.order.line": (
        "name product_uom_qty qty_delivered qty_invoiced price_unit discount price_subtotal display_type is_delivery"
        " is_downpayment order_id product_id product_uom_id|product_uom tax_ids|tax_id company_id currency_id"
        " write_date"
    ),
    "stock.picking": (
        "name state origin scheduled_date date_done carrier_tracking_ref carrier_id picking_type_code is_signed"
        " partner_id company_id sale_id backorder_id return_id write_date"
    ),
    "stock.move": (
        "product_uom_qty quantity|quantity_done state picking_id product_id product_uom sale_line_id company_id"
        " write_date"
    ),
    "stock.move.line": "move_id lot_id lot_name",
    "ir.attachment": "name mimetype res_model res_id create_date",
    "helpdesk.ticket": (
        "name number|ticket_ref partner_id commercial_partner_id partner_email partner_name team_id user_id stage_id"
        " closed closed_date|close_date create_date company_id write_date"
    ),
    "mail.activity": "res_model res_id summary note date_deadline date_done state active create_date activity_type_id",
}

FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    model: tuple(tuple(word.split("|")) for word in words.split()) for model, words in _READABLE.items()
}

# Which records belong to which: read with their parent in one call where Odoo can (field, model, link back).
PARTS: dict[str, tuple[str, str, str]] = {
    "sale.order": ("order_line", "sale.order.line", "order_id"),
    "stock.picking": ("move_ids", "stock.move", "picking_id"),
    "stock.move": ("move_line_ids", "stock.move.line", "move_id"),
}

_GOODS = {
    Intent.SHORT_SHIPMENT,
    Intent.DAMAGED_GOODS,
    Intent.WRONG_GOODS,
    Intent.NON_DELIVERY,
    Intent.LATE_DELIVERY,
}
# Models that are read only where an intent needs them; all others are read for every case.
ONLY_FOR: dict[str, frozenset[Intent]] = {
    "ir.attachment": frozenset(_GOODS | {Intent.PROOF_OF_DELIVERY, Intent.ORDER_STATUS, Intent.UNCLEAR}),
    "stock.move.line": frozenset({Intent.DAMAGED_GOODS, Intent.WRONG_GOODS, Intent.ORDER_RETURN, Intent.CERTIFICATE}),
    "product.pricelist.item": frozenset({Intent.PRICE}),
    "account.bank.statement.line": frozenset({Intent.REMITTANCE, Intent.DEDUCTION, Intent.REFUND_REQUEST}),
    "res.partner.bank": frozenset({Intent.BANK_DETAILS, Intent.REFUND_REQUEST}),
}


def is_needed(model: str, intents: tuple[Intent, ...]) -> bool:
    """Tell whether a model is read for these intents."""
    return model not in ONLY_FOR or bool(ONLY_FOR[model] & set(intents))
