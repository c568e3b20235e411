"""What is left behind when the addon goes? Nothing: what Odoo does not remove by itself is removed here."""


def uninstall_hook(env):
    """Drop the log's trigger, the two bare tables and the settings, which no XML id names."""
    env.cr.execute("DROP FUNCTION IF EXISTS triage_refuse_change() CASCADE")
    env.cr.execute("DROP TABLE IF EXISTS triage_case, triage_log_head")
    env["ir.config_parameter"].search([("key", "=like", "triage_suggestion.%")]).unlink()
