"""Which nodes of n8n-nodes-base do our workflows use, in which versions, with which parameters and credentials?

`python deploy/n8n/catalogue.py n8n-nodes-base-2.41.1.tgz` prints what `catalogue.json` beside it holds; the archive
is what `npm pack n8n-nodes-base@2.41.1` fetches.
"""

import json
import sys
import tarfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PREFIX = "n8n-nodes-base."


def list_used(folder: Path = HERE / "workflows") -> set[tuple[str, float]]:
    """List the types of nodes, with their versions, that our workflows use."""
    flows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return {(node["type"], node["typeVersion"]) for flow in flows for node in flow["nodes"]}


def make_catalogue(archive: Path, used: set[tuple[str, float]]) -> dict[str, Any]:
    """Return the part of the catalogue in `archive` that `used` needs; raises `LookupError` on what it has not."""
    with tarfile.open(archive) as packed:
        release, nodes, credentials = (
            _load(packed, name) for name in ("package.json", "dist/types/nodes.json", "dist/types/credentials.json")
        )
    taken = {f"{name} {version}": _describe(nodes, name, version) for name, version in sorted(used)}
    known = {credential["name"] for credential in credentials}
    named = {name for node in taken.values() for name in node["credentials"]}
    return {"release": release["version"], "credentials": sorted(named & known), "nodes": taken}


def _load(packed: tarfile.TarFile, name: str) -> Any:
    file = packed.extractfile(f"package/{name}")
    if file is None:
        raise LookupError(name)
    return json.load(file)


def _describe(nodes: list[dict[str, Any]], name: str, version: float) -> dict[str, Any]:
    for node in nodes:
        versions = node["version"] if isinstance(node["version"], list) else [node["version"]]
        if PREFIX + node["name"] == name and version in versions:
            return {
                "credentials": sorted({c["name"] for c in node.get("credentials") or []} | _generic(node)),
                "needs": {c["name"]: _show(c) for c in node.get("credentials") or [] if c.get("required")},
                "outputs": len(node["outputs"]) if isinstance(node["outputs"], list) else None,
                "parameters": _list_parameters(node, version),
            }
    raise LookupError(f"{name} {version}")


def _show(part: dict[str, Any]) -> dict[str, list[Any]]:
    """Return for which values of other parameters a part of a node counts; empty: always."""
    return dict(part.get("displayOptions", {}).get("show", {}))


def _generic(node: dict[str, Any]) -> set[str]:
    """Return what a node that takes any generic credential may be given; of these we use two."""
    takes_any = any(p["name"] == "genericAuthType" for p in node["properties"])
    return {"httpBearerAuth", "httpHeaderAuth"} if takes_any else set()


def _list_parameters(node: dict[str, Any], version: float) -> dict[str, list[Any]]:
    """Return the parameters of this version; for a choice, what may be chosen, else what may stand inside.

    Nothing there means that anything may stand there.
    """
    found: dict[str, set[Any]] = {}
    free: set[str] = set()
    for parameter in node["properties"]:
        shown = _show(parameter).get("@version")
        if shown and version not in shown and not any(isinstance(bound, dict) for bound in shown):
            continue
        inside = {option.get("value", option["name"]) for option in parameter.get("options", []) if "name" in option}
        found.setdefault(parameter["name"], set()).update(inside)
        if not inside:
            free.add(parameter["name"])
    return {name: [] if name in free else sorted(inside, key=str) for name, inside in sorted(found.items())}


if __name__ == "__main__":
    json.dump(make_catalogue(Path(sys.argv[1]), list_used()), sys.stdout, indent=1)
    sys.stdout.write("\n")
