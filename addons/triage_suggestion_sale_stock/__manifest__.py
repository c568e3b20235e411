{
    "name": "Triage: Orders and Deliveries for the Service's Account",
    "summary": "Lets the triage service read sales orders and transfers, and nothing more",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Triage",
    "license": "LGPL-3",
    "depends": ["triage_suggestion", "sale_stock"],
    "data": ["security/ir.model.access.csv"],
    "auto_install": True,
    "installable": True,
}
