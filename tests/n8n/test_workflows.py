"""Are our workflows such as n8n-nodes-base 2.41.1 takes? Types, versions, parameters, credentials and connections."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy" / "n8n"
CATALOGUE = json.loads((DEPLOY / "catalogue.json").read_text(encoding="utf-8"))
FLOWS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((DEPLOY / "workflows").glob("*"))}
NAMED = re.compile(r"\$\('([^']+)'\)")


def list_faults(flow: dict[str, Any]) -> list[str]:
    """List what is wrong with a workflow, by the catalogue."""
    names = [node["name"] for node in flow["nodes"]]
    ids = [node["id"] for node in flow["nodes"]]
    faults = [f"two nodes share {n}" for n in names + ids if (names + ids).count(n) > 1]
    faults += [f"no node is called {name}" for name in NAMED.findall(json.dumps(flow)) if name not in names]
    for node in flow["nodes"]:
        known = CATALOGUE["nodes"].get(f"{node['type']} {node['typeVersion']}")
        if known is None:
            faults.append(f"{node['name']}: no {node['type']} {node['typeVersion']}")
            continue
        own = [*_list_parameter_faults(node, known), *_list_credential_faults(node, known), *_list_try_faults(node)]
        faults += [f"{node['name']}: {fault}" for fault in own]
    return faults + _list_connection_faults(flow)


def _list_parameter_faults(node: dict[str, Any], known: dict[str, Any]) -> list[str]:
    faults = []
    for name, value in node["parameters"].items():
        inside = known["parameters"].get(name)
        if inside is None:
            faults.append(f"no parameter {name}")
        elif inside and isinstance(value, dict):
            faults += [f"{name} has no {key}" for key in value if key not in inside]
        elif inside and isinstance(value, str) and not value.startswith("=") and value not in inside:
            faults.append(f"{name} is not {value}")
    return faults


def _list_credential_faults(node: dict[str, Any], known: dict[str, Any]) -> list[str]:
    given = node.get("credentials", {})
    faults = [f"takes no {kind}" for kind in given if kind not in known["credentials"]]
    faults += [f"no credential {kind} exists" for kind in given if kind not in CATALOGUE["credentials"]]
    faults += [f"{kind} holds more than a reference" for kind, ref in given.items() if set(ref) != {"id", "name"}]
    needed = {kind for kind, when in known["needs"].items() if _is_shown(when, node["parameters"])}
    needed |= {node["parameters"]["genericAuthType"]} if "genericAuthType" in node["parameters"] else set()
    return faults + [f"needs {kind}" for kind in needed - set(given)]


def _is_shown(when: dict[str, list[Any]], parameters: dict[str, Any]) -> bool:
    return all(parameters.get(name) in values for name, values in when.items())


def _list_try_faults(node: dict[str, Any]) -> list[str]:
    """n8n silently clamps these."""
    fits = 2 <= node.get("maxTries", 3) <= 5 and node.get("waitBetweenTries", 0) <= 5000
    return [] if fits else ["tries are 2 to 5, with at most 5000 ms between them"]


def _list_connection_faults(flow: dict[str, Any]) -> list[str]:
    nodes = {node["name"]: node for node in flow["nodes"]}
    reached: set[str] = set()
    faults = []
    for source, kinds in flow["connections"].items():
        known = (
            CATALOGUE["nodes"].get(f"{nodes[source]['type']} {nodes[source]['typeVersion']}") if source in nodes else {}
        )
        if not known:
            faults.append(f"a connection comes from {source}")
            continue
        if known["outputs"] is not None and len(kinds["main"]) > known["outputs"]:
            faults.append(f"{source} has {known['outputs']} outputs")
        reached |= {end["node"] for ends in kinds["main"] for end in ends or []}
    faults += [f"a connection goes to {name}" for name in reached - set(nodes)]
    starts = {name for name, node in nodes.items() if node["type"].endswith(("Trigger", ".webhook"))}
    return faults + [f"nothing leads to {name}" for name in set(nodes) - reached - starts]


@pytest.mark.parametrize("name", FLOWS)
def test_the_catalogue_of_2_41_1_has_all_that_a_workflow_uses(name: str) -> None:
    assert CATALOGUE["release"] == "2.41.1"
    assert list_faults(FLOWS[name]) == []


def test_workflows_call_one_another_by_ids_that_exist() -> None:
    ids = {flow["id"] for flow in FLOWS.values()}
    assert len(ids) == len(FLOWS) == 7
    called = {
        n["parameters"]["workflowId"]["value"]
        for f in FLOWS.values()
        for n in f["nodes"]
        if "workflowId" in n["parameters"]
    }
    watched = {flow["settings"]["errorWorkflow"] for flow in FLOWS.values() if "errorWorkflow" in flow["settings"]}
    assert called <= ids
    assert watched == {FLOWS["errors"]["id"]}


def test_every_workflow_that_starts_by_itself_tells_the_error_workflow() -> None:
    started = {
        name for name, f in FLOWS.items() for n in f["nodes"] if n["type"].endswith((".webhook", ".scheduleTrigger"))
    }
    assert started == {"carrier", "mail", "replay", "report"}
    assert all("errorWorkflow" in FLOWS[name]["settings"] for name in started)


def test_credentials_are_the_five_of_the_example_and_no_file_has_a_secret() -> None:
    example = json.loads((DEPLOY / "credentials.example.json").read_text(encoding="utf-8"))
    used = {
        (ref["id"], ref["name"], kind)
        for flow in FLOWS.values()
        for node in flow["nodes"]
        for kind, ref in node.get("credentials", {}).items()
    }
    assert used == {(c["id"], c["name"], c["type"]) for c in example}
    secrets = [c["data"][k] for c in example for k in ("token", "hmacSecret", "value", "password") if k in c["data"]]
    assert secrets == [""] * 5
    text = "".join(json.dumps(flow) for flow in FLOWS.values())
    assert not re.search(r"Bearer |triage_[A-Za-z0-9_-]{30}|[A-Za-z0-9_-]{43}\b|https://", text)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"typeVersion": 4.9}, "Call triage: no n8n-nodes-base.httpRequest 4.9"),
        ({"parameters": {"methode": "POST"}}, "Call triage: no parameter methode"),
        ({"parameters": {"method": "SEND"}}, "Call triage: method is not SEND"),
        ({"credentials": {"crypto": {"id": "1", "name": "x"}}}, "Call triage: takes no crypto"),
        ({"maxTries": 9}, "Call triage: tries are 2 to 5, with at most 5000 ms between them"),
        ({"name": "Renamed"}, "nothing leads to Renamed"),
    ],
)
def test_what_n8n_would_not_take_is_found(change: dict[str, Any], fault: str) -> None:
    flow = json.loads(json.dumps(FLOWS["call"]))
    next(node for node in flow["nodes"] if node["name"] == "Call triage").update(change)
    assert fault in list_faults(flow)


def test_a_node_without_its_credential_is_found() -> None:
    flow = json.loads(json.dumps(FLOWS["call"]))
    del next(node for node in flow["nodes"] if node["name"] == "Sign")["credentials"]
    assert list_faults(flow) == ["Sign: needs crypto"]
