"""Which tables does the sandbox have, which fields, and where does a field lead? As Odoo 19 with OCA's helpdesk has it.

A word is a field; `a>model` leads to one record, `a>>model` to many.
"""

_TABLES = {
    "res.company": "name partner_id>res.partner currency_id>res.currency country_id>res.country",
    "res.currency": "name",
    "res.country": "name code",
    "res.users": "name email login partner_id>res.partner",
    "res.partner": (
        "name complete_name email email_normalized ref vat street zip city lang is_company type active phone"
        " parent_id>res.partner commercial_partner_id>res.partner country_id>res.country company_id>res.company"
        " property_account_position_id>account.fiscal.position property_product_pricelist>product.pricelist"
        " credit_limit use_partner_credit_limit partner_share write_date"
    ),
    "res.partner.bank": "acc_number partner_id>res.partner active",
    "uom.uom": "name factor relative_factor relative_uom_id>uom.uom",
    "account.tax": "name amount amount_type price_include company_id>res.company",
    "account.fiscal.position": "name",
    "account.payment.term": "name early_discount discount_percentage discount_days",
    "product.pricelist": "name currency_id>res.currency",
    "product.pricelist.item": (
        "pricelist_id>product.pricelist product_id>product.product product_tmpl_id>product.template"
        " compute_price fixed_price min_quantity date_start date_end write_date"
    ),
    "product.template": "name",
    "product.product": "name default_code type uom_id>uom.uom product_tmpl_id>product.template lst_price active",
    "delivery.carrier": "name",
    "sale.order": (
        "name state client_order_ref date_order commitment_date delivery_status amount_total amount_untaxed"
        " partner_id>res.partner partner_shipping_id>res.partner company_id>res.company currency_id>res.currency"
        " user_id>res.users pricelist_id>product.pricelist payment_term_id>account.payment.term"
        " invoice_ids>>account.move order_line>>sale.order.line create_date signed_by signed_on write_date"
    ),
    "sale.order.line": (
        "name product_uom_qty qty_delivered qty_invoiced price_unit discount price_subtotal price_total display_type"
        " is_delivery is_downpayment order_id>sale.order product_id>product.product product_uom_id>uom.uom"
        " tax_ids>>account.tax company_id>res.company currency_id>res.currency technical_price_unit write_date"
    ),
    "stock.picking": (
        "name state origin scheduled_date date_done date_deadline carrier_tracking_ref picking_type_code signature"
        " is_signed partner_id>res.partner company_id>res.company sale_id>sale.order carrier_id>delivery.carrier"
        " backorder_id>stock.picking return_id>stock.picking write_date"
    ),
    "stock.move": (
        "product_uom_qty quantity state to_refund reference picking_id>stock.picking product_id>product.product"
        " product_uom>uom.uom sale_line_id>sale.order.line origin_returned_move_id>stock.move company_id>res.company"
        " write_date"
    ),
    "stock.lot": "name product_id>product.product",
    "stock.move.line": "quantity move_id>stock.move picking_id>stock.picking lot_id>stock.lot lot_name",
    "account.move": (
        "name move_type state payment_state invoice_date invoice_date_due amount_total amount_untaxed amount_tax"
        " amount_residual ref payment_reference invoice_origin no_followup partner_id>res.partner"
        " partner_shipping_id>res.partner commercial_partner_id>res.partner company_id>res.company"
        " currency_id>res.currency reversed_entry_id>account.move fiscal_position_id>account.fiscal.position"
        " invoice_payment_term_id>account.payment.term matched_payment_ids>>account.payment write_date"
    ),
    "account.move.line": (
        "name quantity price_unit discount price_subtotal price_total display_type is_downpayment move_name"
        " amount_currency amount_residual_currency date_maturity discount_date discount_amount_currency account_type"
        " parent_state reconciled move_id>account.move product_id>product.product product_uom_id>uom.uom"
        " tax_ids>>account.tax sale_line_ids>>sale.order.line partner_id>res.partner currency_id>res.currency"
        " company_id>res.company payment_id>account.payment write_date"
    ),
    "account.payment": (
        "name amount date state memo payment_type partner_type is_reconciled is_matched partner_id>res.partner"
        " company_id>res.company currency_id>res.currency move_id>account.move invoice_ids>>account.move"
        " reconciled_invoice_ids>>account.move write_date"
    ),
    "account.bank.statement.line": (
        "name amount amount_residual date payment_ref partner_name is_reconciled partner_id>res.partner"
        " company_id>res.company currency_id>res.currency write_date"
    ),
    "helpdesk.ticket.team": "name",
    "helpdesk.ticket.stage": "name closed",
    "helpdesk.ticket": (
        "name number description partner_email partner_name closed closed_date create_date active email_cc"
        " partner_id>res.partner commercial_partner_id>res.partner team_id>helpdesk.ticket.team user_id>res.users"
        " stage_id>helpdesk.ticket.stage company_id>res.company write_date"
    ),
    "mail.message.subtype": "name internal",
    "mail.message": (
        "model res_id body subject message_type message_id email_from date create_date is_internal"
        " author_id>res.partner subtype_id>mail.message.subtype attachment_ids>>ir.attachment parent_id>mail.message"
        " write_date"
    ),
    "mail.activity.type": "name category",
    "mail.activity": (
        "res_model res_id summary note date_deadline date_done state active create_date"
        " activity_type_id>mail.activity.type user_id>res.users write_date"
    ),
    "ir.attachment": "name mimetype res_model res_id res_field file_size datas create_date write_date",
}  # fmt: skip


def _split() -> tuple[dict[str, tuple[str, ...]], dict[tuple[str, str], str], frozenset[tuple[str, str]]]:
    fields: dict[str, tuple[str, ...]] = {}
    relations: dict[tuple[str, str], str] = {}
    many: set[tuple[str, str]] = set()
    for model, words in _TABLES.items():
        for word in words.split():
            name, arrow, target = word.partition(">")
            fields[model] = (*fields.get(model, ("id",)), name)
            if arrow:
                relations[model, name] = target.removeprefix(">")
            if target.startswith(">"):
                many.add((model, name))
    return fields, relations, frozenset(many)


FIELDS, RELATIONS, MANY = _split()
