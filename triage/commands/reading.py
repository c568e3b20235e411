"""What do these messages mean, and what would we suggest? The verbs `read` and `suggest`."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from triage import wiring
from triage.commands.sources import read_all
from triage.domain.failures import Refused, TriageError
from triage.domain.message import RawMessage
from triage.settings import load_settings

OK, SOME_FAILED, USAGE = 0, 1, 2
Row = dict[str, Any]


def read_messages(paths: list[str], *, jsonl: bool) -> int:
    """Print one Reading per message (design.md section 7); returns the exit code."""
    settings = load_settings()
    reader = wiring.open_reader(settings)
    limits = wiring.inbound_limits(settings)
    return _print_rows(paths, jsonl=jsonl, answer=lambda raw: wiring.read_one(raw, reader, limits))


def suggest_messages(paths: list[str], *, jsonl: bool) -> int:
    """Print the whole road for each message against the configured books, nothing delivered."""
    tools = wiring.open_tools(load_settings())
    return _print_rows(paths, jsonl=jsonl, answer=lambda raw: wiring.suggest_one(raw, tools))


def _print_rows(paths: list[str], *, jsonl: bool, answer: Callable[[RawMessage], Row]) -> int:
    """Print a row for each message, an error row where one fails; the others go on."""
    limit = load_settings().max_message_bytes
    rows = (_row(path, raw, answer) for path, raw in read_all(paths, limit=limit))
    if jsonl:
        return _print_lines(rows)
    return _print_document(list(rows))


def _row(path: str, raw: RawMessage | Refused, answer: Callable[[RawMessage], Row]) -> Row:
    if isinstance(raw, Refused):
        return _error_row(path, raw)
    try:
        return answer(raw)
    except TriageError as error:
        return _error_row(path, error)


def _error_row(path: str, error: TriageError) -> Row:
    return {"path": path, "error": {"kind": error.kind, "reason": error.reason}}


def _print_lines(rows: Iterable[Row]) -> int:
    code = OK
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        code = SOME_FAILED if "error" in row else code
    return code


def _print_document(rows: list[Row]) -> int:
    """Print one object for one message, a list for several."""
    document = rows[0] if len(rows) == 1 else rows
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return SOME_FAILED if any("error" in row for row in rows) else OK
