{
    "name": "Triage: Tier Reviews for Financial Steps",
    "summary": "A step that needs approval also needs the reviews that OCA's tier definitions ask for",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Triage",
    "license": "LGPL-3",
    "depends": ["triage_suggestion", "base_tier_validation"],
    "data": ["views/step_views.xml"],
    "auto_install": True,
    "installable": True,
}
