"""How does a report leave the browser? As CSV, as XLSX, and as one file that stands alone."""

import csv
import io
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from triage.domain.report import Column, Kind, Report, Table, Value
from triage.web.rendering import HERE, environment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {Kind.SHARE: "0.0%", Kind.MONEY: "#,##0.00"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEET_NAME = 31  # characters that a sheet's name may have
LICENCE = "chart.LICENSE.md"


def as_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark; no text of it becomes a formula where it is opened."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_told(cell.value) for cell in row] for row in table.rows])
    return out.getvalue().encode("utf-8-sig")


def _told(value: Value) -> Value:
    """Return a value as CSV may hold it: a text that a spreadsheet would take for a formula is quoted."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_xlsx(report: Report) -> bytes:
    """Return a report as a workbook, a sheet a table; numbers are numbers, and texts are never formulas."""
    book = Workbook()
    book.remove(book.active)
    for table in report.tables:
        _fill(book.create_sheet(_sheet_name(table, book.sheetnames)), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_name(table: Table, taken: list[str]) -> str:
    plain = "".join(c for c in table.title if c not in r"[]:*?/\\")[:SHEET_NAME]
    return plain if plain not in taken else table.id[:SHEET_NAME]


def _fill(sheet: Worksheet, table: Table) -> None:
    for place, column in enumerate(table.columns, start=1):
        sheet.cell(1, place, column.name).font = Font(bold=True)
    for number, row in enumerate(table.rows, start=2):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True), start=1):
            _put(sheet, (number, place), cell.value, column)
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, where: tuple[int, int], value: Value, column: Column) -> None:
    cell = sheet.cell(*where)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        return
    cell.value = float(value) if isinstance(value, Decimal) else value
    if column.kind in FORMATS:
        cell.number_format = FORMATS[column.kind]


def as_file(report: Report, *, made: str) -> str:
    """Return a report as one HTML file with style, script and charts inside; it calls for nothing from elsewhere."""
    inlined = {name: (HERE / "static" / name).read_text(encoding="utf-8") for name in ("pages.css", "chart.js")}
    inlined["report.js"] = (HERE / "static" / "report.js").read_text(encoding="utf-8")
    shown = {"report": report.without_links(), "made": made, "style": inlined["pages.css"]}
    scripts = [inlined["chart.js"], inlined["report.js"]]
    return environment().get_template("alone/report.html").render(**shown, scripts=scripts)
