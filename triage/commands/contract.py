"""What exactly crosses the border of the process? The JSON schemas (draft 2020-12), made from the nouns themselves."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from triage.domain.casefile import CaseFile
from triage.domain.clearance import Clearance
from triage.domain.decisions import Decision
from triage.domain.events import DATA, Event, EventType
from triage.domain.failures import Refused
from triage.domain.findings import Finding
from triage.domain.noun import Noun
from triage.domain.proposal import Proposal
from triage.domain.reading import Reading
from triage.domain.releases import Change
from triage.inbound.mapping import Mapper

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = 1


class _Suggestion(Noun):
    """What is suggested for one message: as `triage suggest` prints it, and as the Odoo addon receives it.

    `key`, `case_id`, `revision`, `ticket_id` and `made_at` are there once it belongs to a case. For noise, `case`,
    `proposal` and `clearance` are null and `findings` is empty. A receiver takes keys that it does not know.
    """

    path: str = ""
    key: str = ""
    case_id: str = ""
    revision: int = 1
    ticket_id: int | None = None
    made_at: str = ""
    reading: Reading
    case: CaseFile | None
    findings: tuple[Finding, ...]
    proposal: Proposal | None
    clearance: Clearance | None


ALWAYS = ["reading", "case", "findings", "proposal", "clearance"]


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema by name: nouns that are sent, those that are received, and events."""
    from triage.api.problems import Problem

    made = {
        "reading": _sent(Reading),
        "suggestion": {**_sent(_Suggestion), "title": "Suggestion", "required": ALWAYS},
        "problem": _sent(Problem),
        "change": _sent(Change),
        "decision": _received(Decision),
        "event": _event(),
        "mapper": _received(Mapper),
    }
    made |= {f"event-{kind.subject}": _received(data) for kind, data in DATA.items()}
    return {name: _named(name, schema) for name, schema in sorted(made.items())}


def text_of(schema: dict[str, Any]) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def print_contract(name: str, folder: str) -> int:
    """Print one schema, or the names of all; with a folder, write all of them there."""
    every = schemas()
    if folder:
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        for each, schema in every.items():
            (place / f"{each}.schema.json").write_text(text_of(schema), encoding="utf-8")
        return 0
    if name and name not in every:
        raise Refused(f"there is no schema {name}; there are {', '.join(every)}")
    sys.stdout.write(text_of(every[name]) if name else "\n".join(every) + "\n")
    return 0


def _named(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"urn:triage:contract:{name}:{VERSION}", **schema}


def _sent(noun: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of what we send: all keys are there, and a receiver must take more."""
    schema = noun.model_json_schema(mode="serialization")
    for each in (schema, *schema.get("$defs", {}).values()):
        if each.get("additionalProperties") is False:
            del each["additionalProperties"]
    return schema


def _received(noun: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of what we take: closed, so that a misspelt key is told and not ignored."""
    return noun.model_json_schema(mode="validation")


def _event() -> dict[str, Any]:
    """Return the schema of a whole CloudEvent in structured mode: attributes, and the data of its type."""
    kept = Event.model_json_schema(mode="validation")
    known = {name: kept["properties"][name] for name in ("id", "source", "time", "subject")}
    rules = [_rule(kind) for kind in EventType]
    return {
        "title": "Event",
        "description": "A CloudEvent 1.0, structured mode. Extension attributes are taken and not looked at.",
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            **known,
            "type": {"enum": [str(kind) for kind in EventType]},
            "datacontenttype": {"type": "string"},
            "data": {"type": "object"},
        },
        "allOf": rules,
    }


def _rule(kind: EventType) -> dict[str, Any]:
    reference = f"urn:triage:contract:event-{kind.subject}:{VERSION}"
    return {
        "if": {"properties": {"type": {"const": str(kind)}}},
        "then": {"properties": {"data": {"$ref": reference}}},
    }
