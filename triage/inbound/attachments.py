"""What stands in an attachment? Text of CSV, XLSX, PDF and plain files, within hard limits."""

import io
import zipfile
from collections.abc import Callable

from triage.inbound.limits import Limits

MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 200  # a sheet that unpacks to more than this many times its size is a bomb


def find_text(content: bytes, kind: str, name: str, limits: Limits) -> str:
    """Find the text in an attachment; empty where there is none or it cannot be read safely."""
    read = _reader_for(kind, name.lower())
    if read is None or not content:
        return ""
    return read(content, limits)[: limits.max_attachment_chars]


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
        return ""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    lines: list[str] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            for row in sheet.iter_rows(max_row=limits.max_attachment_rows, max_col=40, values_only=True):
                lines.append("\t".join("" if cell is None else str(cell) for cell in row).rstrip())
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile):
        return ""
    return "\n".join(line for line in lines if line)


def _read_pdf(content: bytes, limits: Limits) -> str:
    """Return the text of the first pages."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        pages = pypdf.PdfReader(io.BytesIO(content), strict=False).pages
        texts = [page.extract_text() for page in list(pages)[: limits.max_attachment_pages]]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return ""
    return "\n".join(texts)
