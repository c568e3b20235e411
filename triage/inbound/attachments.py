"""What stands in an attachment? Text of CSV, XLSX, PDF and plain files, within hard limits."""

import io
import logging
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from triage.inbound.limits import Limits

MAX_UNPACKED = 25 * 1024 * 1024
MOST_SHEETS = 20
MAX_RATIO = 200  # a sheet that unpacks to more than this many times its size is a bomb

# what readers of sheets and pages raise on broken files, XML syntax errors (SyntaxError) among them
BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, SyntaxError, OSError, EOFError,
    AssertionError, zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip


class Unreadable(ValueError):
    """An attachment that is broken or a bomb; the text says which."""


def find_text(content: bytes, kind: str, name: str, limits: Limits, defects: list[str]) -> str:
    """Find the text in an attachment; empty where there is none or it cannot be read safely.

    Why it could not be read is noted in `defects`.
    """
    read = _reader_for(kind, name.lower())
    if read is None or not content:
        return ""
    try:
        return read(content, limits)[: limits.max_attachment_chars]
    except Unreadable as reason:
        defects.append(str(reason))
        return ""


def _reader_for(kind: str, name: str) -> Callable[[bytes, Limits], str] | None:
    if name.endswith((".csv", ".txt", ".tsv")) or kind in ("text/csv", "text/plain", "message/rfc822"):
        return _read_plain
    if name.endswith(".xlsx") or kind.endswith("spreadsheetml.sheet"):
        return _read_sheet
    if name.endswith(".pdf") or kind == "application/pdf":
        return _read_pdf
    return None


def _read_plain(content: bytes, limits: Limits) -> str:
    head = content[: limits.max_attachment_chars * 4]
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


def _is_bomb(content: bytes) -> bool:
    """Tell whether a zip container says that it unpacks to something unreasonable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return True
    return unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 1)


def _read_sheet(content: bytes, limits: Limits) -> str:
    """Return the cells of all sheets, a row a line, joined by tabs."""
    if _is_bomb(content):
        raise Unreadable("attachment_bomb")
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        lines = [line for sheet in book.worksheets[:MOST_SHEETS] for line in _list_rows(sheet, limits)]
    except BROKEN:
        raise Unreadable("attachment_unreadable") from None
    return "\n".join(line for line in lines if line)


def _list_rows(sheet: Any, limits: Limits) -> Iterator[str]:
    """Yield the rows of a sheet as lines, up to the limits of rows and characters."""
    room = limits.max_attachment_chars
    for row in sheet.iter_rows(max_row=limits.max_attachment_rows, max_col=40, values_only=True):
        line = "\t".join("" if cell is None else str(cell) for cell in row).rstrip()
        yield line[:room]
        room -= len(line)
        if room <= 0:
            return


def _read_pdf(content: bytes, limits: Limits) -> str:
    """Return the text of the first pages."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is broken is noted in the message's defects
    texts: list[str] = []
    try:
        for page in islice(pypdf.PdfReader(io.BytesIO(content), strict=False).pages, limits.max_attachment_pages):
            texts.append(page.extract_text())
    except (PyPdfError, *BROKEN):
        if not any(texts):
            raise Unreadable("attachment_unreadable") from None
    return "\n".join(texts)
