"""Are the schemas of `contract/` those of the nouns, and does what the product prints fit them?"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from referencing import Registry, Resource

from triage import wiring
from triage.api.problems import Problem
from triage.commands.contract import schemas, text_of
from triage.commands.sources import read_raw
from triage.domain.decisions import Decision
from triage.domain.events import DATA, EventType
from triage.domain.suggestion import Suggestion
from triage.pipeline import Case, Tools, suggest, travel
from triage.settings import Settings

ROOT = Path(__file__).parents[2]
MAILS = sorted((ROOT / "tests" / "samples").glob("*.eml"))
FILES = {path.name.removesuffix(".schema.json"): path for path in (ROOT / "contract").glob("*.schema.json")}
REGISTRY: Registry = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in schemas().values()
)


def checker(name: str) -> Draft202012Validator:
    schema = json.loads(FILES[name].read_text(encoding="utf-8"))
    return Draft202012Validator(schema, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_every_schema_is_the_one_made_from_the_nouns() -> None:
    """Say `make contract` after a noun has grown."""
    assert set(FILES) == set(schemas())
    stale = [name for name, schema in schemas().items() if FILES[name].read_text("utf-8") != text_of(schema)]
    assert stale == [], "run `make contract`"


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_schema_is_valid_draft_2020_12_with_a_name_of_its_own(name: str) -> None:
    schema = json.loads(FILES[name].read_text(encoding="utf-8"))
    assert validator_for(schema) is Draft202012Validator
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:triage:contract:{name}:1"


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    home = tmp_path_factory.mktemp("home")
    return wiring.open_tools(Settings(home=home, encoder="off", _env_file=None))


def test_all_samples_print_readings_and_suggestions_that_fit(tools: Tools) -> None:
    reading, suggestion = checker("reading"), checker("suggestion")
    for path in MAILS:
        case = travel(Case(case_id="c-" + "0" * 24, raw=read_raw(str(path), limit=10**7)), tools)
        told = wiring.story_of(case)
        reading.validate(told["reading"])
        suggestion.validate(told)
        if case.clearance is not None:
            made: Suggestion = suggest(case, datetime(2026, 11, 16, tzinfo=UTC))
            suggestion.validate(made.as_payload())
            assert json.loads(json.dumps(made.as_payload()))["case"] == told["case"]
    assert len(MAILS) >= 30


def test_a_problem_and_a_decision_fit_and_a_misspelt_key_does_not() -> None:
    checker("problem").validate(Problem(title="Conflict", status=409, detail="no").as_json())
    told: dict[str, Any] = {
        "id": "7f3c/1", "case_id": "c-" + "a" * 24, "revision": 2, "kind": "approved", "by": "Ines",
        "at": "2026-11-16T09:00:00Z", "amount": "240.00", "currency": "EUR", "shown": "ab",
    }  # fmt: skip
    checker("decision").validate(told)
    checker("decision").validate(Decision.from_json(told).as_json())
    assert not checker("decision").is_valid({**told, "revison": 3})
    assert not checker("decision").is_valid({**told, "kind": "maybe"})


EXAMPLES: dict[str, dict[str, Any]] = {
    "shipment": {"delivery": "WH/OUT/00012", "expected_on": "2026-11-20", "lines": [{"product": "A1", "quantity": 8}]},
    "delivery": {"tracking": "1Z999AA10123456784", "carrier": "UPS", "signed": True},
    "pod": {"delivery": "WH/OUT/00012", "document": "POD-77"},
    "payment": {"invoice": "INV/2026/00042", "amount": {"value": "1250.00", "currency": "EUR"}},
    "order": {"order": "S00042", "reason": "customer changed the address"},
    "deduction": {"invoice": "INV/2026/00042", "amount": {"value": "96.00", "currency": "EUR"}, "reason": "freight"},
}


@pytest.mark.parametrize("kind", list(EventType), ids=str)
def test_the_data_of_each_kind_of_event_fit_schema_and_noun_alike(kind: EventType) -> None:
    data = EXAMPLES[kind.subject]
    envelope = {"specversion": "1.0", "id": "1", "source": "carrier", "type": str(kind), "data": data}
    checker(f"event-{kind.subject}").validate(data)
    checker(f"event-{kind.subject}").validate(DATA[kind].from_json(data).as_json())
    checker("event").validate(envelope)
    for wrong in ({}, {**data, "trackin": "x"}, {k: v for k, v in data.items() if k in ("reason", "amount")}):
        assert not checker("event").is_valid({**envelope, "data": wrong})
        with pytest.raises(ValueError, match=r"needed|Extra|required"):
            DATA[kind].from_json(wrong)
