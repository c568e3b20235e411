"""What becomes of what other systems bring? Events and decisions, read strictly and kept before we say thanks."""

import hmac
from typing import Any

from triage import inbound, wiring
from triage.api.services import Arrivals, Parcel
from triage.commands.household import Household


def open_arrivals(house: Household) -> Arrivals:
    """Return what the doors beside mail need."""

    def take_events(parcel: Parcel) -> list[dict[str, Any]]:
        told = inbound.read_events(parcel.content_type, parcel.headers, parcel.body, now=wiring.now())
        new = house.events.accept(told, client=parcel.client)
        return [{"source": e.source, "id": e.id, "new": is_new} for e, is_new in zip(told, new, strict=True)]

    def take_decision(parcel: Parcel) -> dict[str, Any]:
        decision = inbound.read_decision(parcel.body)
        return {"id": decision.id, "new": house.decided(decision)}

    def is_hook(secret: str) -> bool:
        wanted = house.settings.odoo_hook_secret.get_secret_value()
        return bool(wanted) and hmac.compare_digest(secret.encode(), wanted.encode())

    return Arrivals(take_events=take_events, take_decision=take_decision, take_hint=house.hints.note, is_hook=is_hook)
