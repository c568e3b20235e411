"""Where do facts come from, and where do suggestions go? Odoo's books (read) and its desk (suggestions only)."""

from triage.domain.ports import Books, Clock, Desk
from triage.odoo.connection import Connection, open_transport

__all__ = ["Connection", "open_books", "open_desk"]


def open_books(connection: Connection, *, clock: Clock) -> Books:
    """Return the books of that Odoo; nothing is sent yet. Raises `Refused` when something is not configured."""
    from triage.odoo.books import OdooBooks
    from triage.odoo.permits import BooksTransport

    transport = BooksTransport(open_transport(connection))
    return OdooBooks(transport, clock=clock, company_id=connection.company_id)


def open_desk(connection: Connection, *, clock: Clock) -> Desk:
    """Return the desk of that Odoo; nothing is sent yet. Raises `Refused` when something is not configured."""
    from triage.odoo.addon import AddonDesk, ChosenDesk
    from triage.odoo.desk import OdooDesk
    from triage.odoo.permits import DeskTransport

    transport = DeskTransport(open_transport(connection))
    notes = OdooDesk(transport, clock=clock, database=connection.database, url=connection.url)
    match connection.desk:
        case "note":
            return notes
        case "addon":
            return AddonDesk(transport, notes)
        case "auto":
            return ChosenDesk(transport, notes)
