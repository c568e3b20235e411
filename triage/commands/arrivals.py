"""What becomes of what other systems bring? Events and decisions, read strictly and kept before we say thanks."""

import hmac
from pathlib import Path
from typing import Any

from triage import wiring
from triage.api.services import Arrivals, Forged, Parcel
from triage.commands.household import Household
from triage.inbound import mapping
from triage.inbound.cloud_events import read_events
from triage.inbound.decisions import read_decision
from triage.inbound.mapping import Mapper, load_mappers
from triage.settings import Settings


def open_mappers(settings: Settings) -> dict[str, Mapper]:
    """Return the mappers that come along, and those of the operator's own folder; raises `Broken`."""
    shipped = Path(mapping.__file__).with_name("mappers")
    return load_mappers(shipped, *filter(None, [settings.mappers_path]))


def secrets_of(settings: Settings, mapper: str) -> list[str]:
    """Return the secrets with which a system may sign; there are two while one is changed."""
    entries = (entry.partition(":") for entry in settings.hook_secrets.get_secret_value().split())
    return [secret for name, _, secret in entries if name == mapper and secret]


def open_arrivals(house: Household) -> Arrivals:
    """Return what the doors beside mail need; raises `Broken` where a mapper's file cannot be used."""
    mappers = open_mappers(house.settings)

    def take_events(parcel: Parcel) -> list[dict[str, Any]]:
        told = read_events(parcel.content_type, parcel.headers, parcel.body, now=wiring.now())
        new = house.events.accept(told, client=parcel.client)
        return [{"source": e.source, "id": e.id, "new": is_new} for e, is_new in zip(told, new, strict=True)]

    def take_webhook(name: str, parcel: Parcel) -> list[dict[str, Any]]:
        event = genuine(name, parcel).read(parcel.body)
        if event is None:
            return []
        (is_new,) = house.events.accept([event], client=f"webhook:{name}")
        return [{"source": event.source, "id": event.id, "new": is_new}]

    def genuine(name: str, parcel: Parcel) -> Mapper:
        now = wiring.now().timestamp()
        mapper, keys = mappers.get(name), secrets_of(house.settings, name)
        if mapper is None or not keys:
            raise Forged("no mapper of that name is open here")
        if not any([mapper.signature.is_genuine(key, parcel.headers, parcel.body, now=now) for key in keys]):
            raise Forged("the webhook is not signed as its mapper says, or not lately")
        return mapper

    def take_decision(parcel: Parcel) -> dict[str, Any]:
        decision = read_decision(parcel.body)
        return {"id": decision.id, "new": house.decided(decision)}

    def is_hook(secret: str) -> bool:
        wanted = house.settings.odoo_hook_secret.get_secret_value()
        return bool(wanted) and hmac.compare_digest(secret.encode(), wanted.encode())

    return Arrivals(
        take_events=take_events,
        take_webhook=take_webhook,
        take_decision=take_decision,
        take_hint=house.hints.note,
        is_hook=is_hook,
    )
