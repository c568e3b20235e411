"""Is this a CloudEvent that we understand? Structured, batched or binary, read strictly and told what is wrong.

CloudEvents 1.0 with its JSON format and HTTP binding: https://cloudevents.io (spec 1.0.2, sections 3.1 to 3.3).
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from triage.domain.events import DATA, Event, EventType
from triage.domain.failures import Refused, TooLarge
from triage.inbound.json_text import read_json

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
MOST_IN_BATCH = 1000
_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_AHEAD = dt.timedelta(days=1)  # clocks differ; a plan for the future is data, not the time of an event
_KINDS = frozenset(str(kind) for kind in EventType)
_PRINTABLE = re.compile(r"[^\x00-\x20\x7f]+")
_JSON_MEDIA = re.compile(r"(?:application|text)/(?:[\w.+-]+\+)?json")


def media_type(content_type: str) -> str:
    """Return a Content-Type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def read_events(content_type: str, headers: Mapping[str, str], body: bytes, *, now: dt.datetime) -> tuple[Event, ...]:
    """Return the events of a request; raises `Refused` with the first thing that is wrong with the first bad one.

    An event without a time happened `now`. One bad event refuses the whole batch: its sender sends it again, mended.
    """
    kind = media_type(content_type)
    if kind == BATCH:
        batch = read_json(body)
        if not isinstance(batch, list):
            raise Refused("a batch is a JSON array of events")
        if len(batch) > MOST_IN_BATCH:
            raise TooLarge(f"a batch holds at most {MOST_IN_BATCH} events")
        return tuple(_event(each, now, f"event {place}: ") for place, each in enumerate(batch))
    if kind == SINGLE:
        return (_event(read_json(body), now),)
    return (_event(_from_headers(kind, headers, body), now),)


def _from_headers(kind: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """Return a binary event as if it were structured: attributes are headers with `ce-`, percent-encoded UTF-8."""
    envelope: dict[str, Any] = {
        name[3:]: unquote(value.strip().strip('"'), errors="replace")
        for name, value in headers.items()
        if name.startswith("ce-")
    }
    return {**envelope, "datacontenttype": kind, "data": read_json(body) if _JSON_MEDIA.fullmatch(kind) else None}


def _event(envelope: Any, now: dt.datetime, place: str = "") -> Event:
    if not isinstance(envelope, dict):
        raise Refused(f"{place}an event is a JSON object")
    if envelope.get("specversion") != "1.0":
        raise Refused(f"{place}specversion must be 1.0")
    for name in ("id", "source"):
        if not isinstance(envelope.get(name), str) or not _PRINTABLE.fullmatch(envelope[name]):
            raise Refused(f"{place}{name} must be text without spaces")
    if not isinstance(envelope.get("type"), str) or envelope["type"] not in _KINDS:
        raise Refused(f"{place}type is none of {', '.join(sorted(_KINDS))}")
    media = envelope.get("datacontenttype", "application/json")
    if not isinstance(media, str) or not _JSON_MEDIA.fullmatch(media_type(media)) or "data_base64" in envelope:
        raise Refused(f"{place}data must be JSON")
    return _typed(envelope, now, place)


def _typed(envelope: dict[str, Any], now: dt.datetime, place: str) -> Event:
    known = {name: envelope[name] for name in ("id", "source", "type", "subject") if envelope.get(name) is not None}
    time = envelope.get("time")
    if time is not None and not isinstance(time, str):
        raise Refused(f"{place}time must be RFC 3339 text")
    try:
        data = DATA[EventType(known["type"])].model_validate(envelope.get("data"))
    except ValidationError as error:
        raise Refused(f"{place}{told(error, 'data')}") from None
    try:
        event = Event.from_json({**known, "time": time or now, "data": data})
    except ValidationError as error:
        raise Refused(f"{place}{told(error)}") from None
    if not _EARLIEST.timestamp() <= event.time.timestamp() <= (now + _AHEAD).timestamp():
        raise Refused(f"{place}time is before 2000 or more than a day ahead")
    return event


def told(error: ValidationError, within: str = "") -> str:
    """Return the first thing that is wrong, by its place and without the value."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(part for part in (within, *map(str, first["loc"])) if part)
    return f"{where}: {first['msg']}" if where else str(first["msg"])
