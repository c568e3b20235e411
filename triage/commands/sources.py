"""Which messages did the caller name? Files, folders and standard input become raw messages."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from triage.domain.failures import Refused, TooLarge
from triage.domain.message import RawMessage

STDIN = "-"
MAIL_SUFFIXES = {".eml", ".mime", ".msg", ".mail", ""}


class Unreadable(Refused):
    """A path that is not there or cannot be opened."""


def list_paths(paths: list[str]) -> list[str]:
    """Return every file meant, folders opened (sorted, deep), `-` kept; nothing is read yet."""
    found: list[str] = []
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            found.extend(str(p) for p in sorted(Path(path).rglob("*")) if _is_mail(p))
        else:
            found.append(path)
    return found


def _is_mail(path: Path) -> bool:
    """Tell whether a file in a folder looks like a message by its name."""
    return path.is_file() and path.suffix.lower() in MAIL_SUFFIXES and not path.name.startswith(".")


def read_raw(path: str, *, limit: int) -> RawMessage:
    """Return the bytes behind one path; raises `Unreadable`, or `TooLarge` over `limit` bytes."""
    try:
        content = _read(path, limit + 1)
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or 'unknown reason'}") from error
    if len(content) > limit:
        raise TooLarge(f"over the limit of {limit} bytes")
    return RawMessage(content=content, received_at=datetime.now(UTC), source="file", path=path)


def _read(path: str, limit: int) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read(limit)
    with Path(path).open("rb") as file:
        return file.read(limit)


def read_all(paths: list[str], *, limit: int) -> Iterator[tuple[str, RawMessage | Refused]]:
    """Yield each path with its raw message, or with the reason why there is none."""
    for path in list_paths(paths):
        try:
            yield path, read_raw(path, limit=limit)
        except Refused as error:
            yield path, error
