"""What may this user read? Asked the same way of Odoo 17, 18 and 19."""

from odoo.exceptions import AccessError


def must_read(records):
    """Raise AccessError unless the user may read all these records."""
    if hasattr(records, "check_access"):
        records.check_access("read")
    else:  # 17
        records.check_access_rights("read")
        records.check_access_rule("read")


def may_read(records):
    """Tell whether the user may read all these records."""
    try:
        must_read(records)
    except AccessError:
        return False
    return True
