"""What is left behind when the addon goes? Nothing: what Odoo does not remove by itself is removed here."""


def uninstall_hook(env):
    """Drop the log's trigger function and the settings, which no XML id names."""
    env.cr.execute("DROP FUNCTION IF EXISTS triage_refuse_change() CASCADE")
    env["ir.config_parameter"].search([("key", "=like", "triage_suggestion.%")]).unlink()
