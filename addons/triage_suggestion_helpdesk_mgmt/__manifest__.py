{
    "name": "Triage: Suggestions on OCA's Helpdesk Tickets",
    "summary": "The current suggestion on its ticket, and tickets announced to the triage service",
    "version": "19.0.1.0.0",
    "category": "After-Sales",
    "author": "Triage",
    "license": "LGPL-3",
    "depends": ["triage_suggestion", "helpdesk_mgmt"],
    "data": ["security/ir.model.access.csv", "security/rules.xml", "views/helpdesk_ticket_views.xml"],
    "auto_install": True,
    "installable": True,
}
