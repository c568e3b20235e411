"""How do the LMTP and SMTP doors reach the house? Opened beside the HTTP door where a port is set."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Literal

from triage import wiring
from triage.commands.household import Household
from triage.mail_door import DoorOptions, MailDoor, MailServices


@contextmanager
def open_mail_doors(house: Household) -> Iterator[list[MailDoor]]:
    """Open the mail doors that the settings name, and close them at the end; raises `Refused` for a taken port."""
    settings = house.settings
    with ExitStack() as stack:
        wanted: tuple[tuple[Literal["lmtp", "smtp"], int], ...] = (
            ("lmtp", settings.lmtp_port),
            ("smtp", settings.smtp_port),
        )
        doors = []
        for kind, port in wanted:
            if port:
                doors.append(_open(house, kind, port))
                stack.callback(doors[-1].stop)
        yield doors


def _open(house: Household, kind: Literal["lmtp", "smtp"], port: int) -> MailDoor:
    settings = house.settings
    options = DoorOptions(
        kind=kind,
        host=settings.mail_host,
        port=port,
        networks=settings.mail_networks,
        max_message_bytes=settings.max_message_bytes,
        max_connections=settings.mail_connections,
        timeout_seconds=settings.mail_timeout,
    )
    services = MailServices(accept=house.journey.accept, check_room=house.space.check, clock=wiring.now)
    door = MailDoor(options, services)
    door.start()
    sys.stderr.write(f"taking mail over {kind} on {settings.mail_host}:{door.port}\n")
    return door
