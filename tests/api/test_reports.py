"""Are the reports open to whom they should be, and is what leaves the browser what the page shows?"""

import csv
import io
import re
from decimal import Decimal

import pytest
from conftest import bearer
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from triage.domain.report import Cell, Kind, Report, table_of
from triage.web.export import as_csv, as_file, as_xlsx

COLUMNS = [("Name", Kind.TEXT), ("Share", Kind.SHARE), ("Amount", Kind.MONEY)]


@pytest.fixture
def report() -> Report:
    rows = [["=cmd|' /C calc'!A0", 0.25, Decimal("1200.50")], [Cell("b", "/cases?x=1"), None, Decimal("-3")]]
    table = table_of(("t", "Rows & more", "Two rows."), COLUMNS, rows)
    return Report("quality", "Quality", "A report.", (table,))


@pytest.mark.parametrize("name", ["today", "quality", "changes"])
def test_who_may_read_sees_each_report_and_a_gateway_does_not(client: TestClient, name: str) -> None:
    assert client.get(f"/reports/{name}", headers=bearer("watcher")).status_code == 200
    assert client.get(f"/reports/{name}", headers=bearer("gateway")).status_code == 403
    assert client.get(f"/reports/{name}").status_code == 401
    assert client.get(f"/reports/{name}.xlsx", headers=bearer("gateway")).status_code == 403


def test_a_report_or_table_that_there_is_not_is_told_so(client: TestClient) -> None:
    for path in ("/reports/secrets", "/reports/today/none.csv", "/reports/none.xlsx", "/static/..%2Fpages.py"):
        assert client.get(path, headers=bearer("watcher")).status_code in (400, 404, 422), path


def test_no_id_stands_twice_on_a_page(client: TestClient) -> None:
    for name in ("today", "quality", "changes"):
        found = re.findall(r'\bid="([^"]+)"', client.get(f"/reports/{name}", headers=bearer("watcher")).text)
        assert len(found) == len(set(found)), name


def test_the_ledger_leaves_as_csv_and_as_xlsx(client: TestClient) -> None:
    told = client.get("/reports/today/ledger.csv", headers=bearer("watcher"))
    rows = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert rows[:2] == [["State", "Cases"], ["delivered", "0"]]
    assert told.headers["content-disposition"] == 'attachment; filename="today-ledger.csv"'
    book = load_workbook(io.BytesIO(client.get("/reports/today.xlsx", headers=bearer("watcher")).content))
    assert book["Ledger"]["A2"].value == "delivered"


def test_no_text_of_a_table_becomes_a_formula(report: Report) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(report.tables[0]).decode("utf-8-sig"))))
    assert rows[1] == ["'=cmd|' /C calc'!A0", "0.25", "1200.50"]
    assert rows[2] == ["b", "", "-3"]
    sheet = load_workbook(io.BytesIO(as_xlsx(report)))["Rows & more"]
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=cmd|' /C calc'!A0")
    assert (sheet["B2"].value, sheet["B2"].number_format, sheet["C2"].value) == (0.25, "0.0%", 1200.5)


def test_a_report_as_a_file_calls_for_nothing_and_leads_nowhere(report: Report) -> None:
    told = as_file(report, made="2026-11-24 20:00")
    assert "/cases?x=1" not in told
    assert not re.search(r'(src|href)="(?!#)', told)
    assert "default-src 'none'" in told
    assert "Rows &amp; more" in told
    assert "25 %" in told
    assert "1,200.50" in told
