"""What are the codes of the service called on the screen: what is missing, what to beware of, which record, which language?"""

from odoo import _, api, models


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    @api.model
    def _missing_labels(self):
        return {
            "photos": _("photos of the goods"),
            "invoice_number": _("the invoice number"),
            "order_number": _("the order number"),
            "confirm_number": _("which of the similar numbers is meant"),
            "other_invoice_number": _("the number of the other invoice"),
            "quantity": _("how many"),
            "product": _("which product"),
            "promised_day": _("the agreement that names the day of delivery"),
            "promised_date": _("the day of payment"),
            "price_agreement": _("the agreement on the price"),
            "vat_number": _("the VAT number"),
            "cancellation": _("the cancellation"),
            "return_number": _("the number of the return"),
            "purchase_order": _("the customer's purchase order"),
            "invoice_details": _("what should stand on the invoice"),
            "proof_of_payment": _("a proof of payment"),
            "payment_date": _("the day it was paid"),
            "deduction_reason": _("the reason of the deduction"),
            "which_claim": _("which of the claims holds"),
            "sender": _("who writes"),
            "decision": _("a decision of ours"),
            "call_back": _("a call back to a known number"),
            "credit_check": _("a look at the credits given"),
            "delivery": _("a look into the warehouse"),
            "inspection": _("an inspection of the goods"),
            "return_receipt": _("the receipt of the return"),
            "pod": _("the proof of delivery"),
            "carrier_status": _("what the carrier says"),
            "order": _("the order"),
            "order_confirmation": _("the order confirmation"),
            "charge_agreement": _("the agreement on charges"),
            "tax_review": _("a look by tax"),
            "vies_check": _("the check of the VAT number"),
            "certificate": _("the certificate"),
            "attachment": _("the attachment that is spoken of"),
            "document_number": _("the number of the invoice or order"),
            "agreement": _("the written agreement"),
            "return_proof": _("a proof of the return"),
            "payment_proof": _("a proof of payment"),
            "payment_booking": _("the booking of the payment"),
            "correct_data": _("what should stand on the invoice"),
        }

    @api.model
    def _flag_labels(self):
        return {
            "injection": _("instructions to a machine in the mail"),
            "bank_change": _("new bank details"),
            "legal": _("legal"),
            "attachment_mentioned": _("speaks of an attachment"),
            "sender_unverified": _("sender not verified"),
            "lookalike_domain": _("domain looks like a customer's"),
        }

    @api.model
    def _record_labels(self):
        """Return what a record of each model is called in front of its name: evidence of one product has many lines."""
        return {
            "account.account": _("Account"),
            "account.bank.statement.line": _("Bank statement line"),
            "account.move": _("Invoice"),
            "account.move.line": _("Invoice line"),
            "account.partial.reconcile": _("Reconciliation"),
            "account.payment": _("Payment"),
            "account.payment.term": _("Payment terms"),
            "account.tax": _("Tax"),
            "event": _("Told from outside"),
            "helpdesk.ticket": _("Ticket"),
            "product.pricelist.item": _("Price list"),
            "product.product": _("Product"),
            "res.company": _("Company"),
            "res.partner": _("Contact"),
            "sale.order": _("Order"),
            "sale.order.line": _("Order line"),
            "stock.lot": _("Lot"),
            "stock.move": _("Goods movement"),
            "stock.move.line": _("Goods movement, detail"),
            "stock.picking": _("Delivery"),
        }

    @api.model
    def _language_labels(self):
        return {
            "de": _("German"),
            "en": _("English"),
            "es": _("Spanish"),
            "fr": _("French"),
            "it": _("Italian"),
            "nl": _("Dutch"),
            "pl": _("Polish"),
            "pt": _("Portuguese"),
        }
