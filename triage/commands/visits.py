"""What do the pages know of people? Sessions, and the memory of those that were ended, which all processes share."""

from triage import wiring
from triage.api.access import Keyring
from triage.api.rates import Rates
from triage.commands.household import Household
from triage.commands.keys import master_key
from triage.domain.signatures import derived_secret
from triage.store.calls import CallBook, Mark
from triage.web import Sessions, VisitServices


def open_visits(house: Household, keyring: Keyring, rates: Rates) -> VisitServices:
    """Return what the pages ask about people."""
    book = CallBook(house.database)
    seconds = int(house.settings.session_hours * 3600)

    def end_session(session_id: str) -> None:
        now = wiring.now().timestamp()
        book.remember(_mark(session_id), now=now, until=now + seconds)

    return VisitServices(
        sessions=Sessions(derived_secret(master_key(house.settings), "sessions", ""), seconds),
        find_client=keyring.find,
        find_by_key=keyring.find_by_key,
        count=rates.count,
        count_failure=rates.count_failure,
        count_login=rates.count_login,
        end_session=end_session,
        has_ended=lambda session_id: book.is_known(_mark(session_id)),
    )


def _mark(session_id: str) -> Mark:
    return Mark(f"session {session_id}")
