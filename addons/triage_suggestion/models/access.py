"""What may this user read? Asked the same way of Odoo 17, 18 and 19, and for many models in one query."""

from odoo.tools import SQL


def must_read(records):
    """Raise AccessError unless the user may read all these records."""
    if hasattr(records, "check_access"):
        records.check_access("read")
    else:  # 17
        records.check_access_rights("read")
        records.check_access_rule("read")


def _may_read_model(model):
    if hasattr(model, "has_access"):
        return model.has_access("read")
    return model.check_access_rights("read", raise_exception=False)  # 17


def readable(env, wanted):
    """Return, of {model: ids}, those ids that exist and the user may read: one query for all models together."""
    parts = []
    for name, ids in sorted(wanted.items()):
        if name in env and _may_read_model(env[name]):
            query = env[name].with_context(active_test=False)._search([("id", "in", sorted(ids))])
            parts.append(query.select(SQL("%s", name), SQL.identifier(env[name]._table, "id")))
    if not parts:
        return {}
    env.cr.execute(SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts))
    found = {}
    for name, record_id in env.cr.fetchall():
        found.setdefault(name, set()).add(record_id)
    return found
