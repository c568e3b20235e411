{
    "name": "Triage: Suggestions on Enterprise's Helpdesk Tickets",
    "summary": "As for OCA's helpdesk, on the fields that both share; never tried against Enterprise itself",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Triage",
    "license": "LGPL-3",
    "depends": ["triage_suggestion", "helpdesk"],
    "data": ["security/ir.model.access.csv", "security/rules.xml", "views/helpdesk_ticket_views.xml"],
    "auto_install": True,
    "installable": True,
}
