"""Which closed lists does the service speak in? Intents, outcomes, steps and reasons, as selections with labels."""

INTENTS = [
    ("dispute.short_shipment", "Goods missing"),
    ("dispute.damaged_goods", "Goods damaged"),
    ("dispute.wrong_goods", "Wrong goods"),
    ("dispute.non_delivery", "Not delivered"),
    ("dispute.late_delivery", "Delivered late"),
    ("dispute.price", "Price wrong"),
    ("dispute.duplicate_invoice", "Billed twice"),
    ("dispute.tax", "Tax wrong"),
    ("dispute.charges", "Charges contested"),
    ("dispute.not_ordered", "Not ordered"),
    ("dispute.missing_credit", "Credit note missing"),
    ("dispute.invoice_data", "Invoice details wrong"),
    ("payment.promise", "Promise to pay"),
    ("payment.remittance", "Says it is paid"),
    ("payment.plan_request", "Asks for instalments"),
    ("payment.deduction", "Deduction"),
    ("payment.refund_request", "Asks for money back"),
    ("payment.bank_details", "Bank details"),
    ("document.invoice_copy", "Wants an invoice copy"),
    ("document.statement", "Wants a statement"),
    ("document.proof_of_delivery", "Wants a proof of delivery"),
    ("document.certificate", "Wants a certificate"),
    ("order.status", "Asks where the order is"),
    ("order.change", "Wants to change an order"),
    ("order.return", "Wants to return goods"),
    ("order.quote", "Asks for a quote"),
    ("account.update", "Account details changed"),
    ("account.credit", "Credit limit"),
    ("account.insolvency", "Insolvency"),
    ("account.complaint", "Complaint"),
    ("noise.auto_reply", "Automatic reply"),
    ("noise.bounce", "Undeliverable mail"),
    ("noise.spam", "Spam"),
    ("noise.acknowledgement", "Thanks"),
    ("other.unclear", "Unclear"),
]
TEAMS = [
    ("collections", "Collections"),
    ("customer_service", "Customer service"),
    ("warehouse", "Warehouse"),
    ("sales", "Sales"),
    ("logistics", "Logistics"),
    ("tax", "Tax"),
    ("legal", "Legal"),
    ("fraud", "Fraud prevention"),
]
OUTCOMES = [("supported", "Supported"), ("refuted", "Refuted"), ("undecided", "Undecided")]
STEP_KINDS = [
    ("reply", "Reply"),
    ("ask_evidence", "Ask for evidence"),
    ("send_invoice", "Send the invoice"),
    ("send_statement", "Send a statement"),
    ("send_pod", "Send the proof of delivery"),
    ("send_document", "Send a document"),
    ("task", "Task"),
    ("call", "Call"),
    ("record_promise", "Record a promise to pay"),
    ("payment_plan", "Payment plan"),
    ("hold_reminders", "Hold reminders"),
    ("credit_note", "Credit note"),
    ("reissue_invoice", "Reissue the invoice"),
    ("write_off", "Write off"),
    ("waive_fee", "Waive a fee"),
    ("refund", "Pay back"),
    ("refuse_claim", "Refuse the claim"),
    ("credit_hold", "Credit hold"),
    ("match_payment", "Match a payment"),
    ("escalate", "Escalate"),
    ("create_ticket", "Make a ticket"),
    ("merge_ticket", "Merge tickets"),
    ("nothing", "Nothing to do"),
]
# The addon decides by itself what is financial: a payload that says otherwise changes nothing.
FINANCIAL = frozenset({"credit_note", "reissue_invoice", "write_off", "waive_fee", "refund", "credit_hold"})
APPROVALS = [("none", "No approval"), ("one", "One approver"), ("two", "Two approvers")]
SUGGESTION_STATES = [
    ("new", "New"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
    ("asked", "Asked again"),
    ("superseded", "Superseded"),
]
STEP_STATES = [
    ("proposed", "Proposed"),
    ("waiting", "Waits for a second approver"),
    ("approved", "Approved, not carried out"),
    ("done", "Done"),
    ("refused", "Refused"),
    ("lapsed", "Lapsed"),
    ("dropped", "Dropped"),
]
OPEN_STEPS = ("proposed", "waiting", "approved")
REJECT_REASONS = [
    ("wrong_intent", "Not what the customer means"),
    ("wrong_customer", "Not this customer"),
    ("wrong_document", "Not this document"),
    ("wrong_figures", "The figures are wrong"),
    ("wrong_step", "The next step is wrong"),
    ("bad_draft", "The draft cannot be used"),
    ("already_settled", "Settled already"),
    ("duplicate", "Another case covers it"),
    ("other", "Another reason"),
]
DECISION_KINDS = [
    ("accepted", "Accepted"),
    ("edited", "Edited"),
    ("rejected", "Rejected"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("lapsed", "Lapsed"),
    ("asked_again", "Asked again"),
]
# What a carrier or a payment provider told the service: shown as it was told, and no record of Odoo.
EVENT = "event"
# Which records evidence may point to; anything else in a payload is not linked and its value not kept.
EVIDENCE_MODELS = frozenset(
    {
        "account.account", "account.move", "account.move.line", "account.payment", "account.partial.reconcile",
        "account.bank.statement.line", "account.payment.term", "account.tax", "helpdesk.ticket", "product.pricelist.item",
        "product.product", "res.company", "res.partner", "sale.order", "sale.order.line", "stock.lot", "stock.move",
        "stock.move.line", "stock.picking",
    }
)
