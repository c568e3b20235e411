"""Can everybody read the reports in a real browser? Axe, sorting, exports, print, a narrow window, light and dark."""

import csv
import io
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, sync_playwright

from evaluation.simulated_use import HouseRoad, Planned, simulate
from triage.api import create_app
from triage.api.access import digest_of
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.commands.reporting import REPORTS, make_report
from triage.settings import Settings
from triage.web.export import as_file

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES = 150_000
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
PATHS = [*(f"/reports/{name}" for name in REPORTS), "/cases", "/operations"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Household, list[Planned]]]:
    tokens = " ".join(f"{n}:{digest_of(n + '-token')}:{s}" for n, s in (("reader", "content"), ("watcher", "read")))
    settings = Settings(home=tmp_path_factory.mktemp("web"), tokens=tokens, requests_per_minute=9999, _env_file=None)
    opened = Household.open(settings)
    start = datetime.now(UTC) - timedelta(days=84)
    plans = simulate(HouseRoad(opened), start=start, days=80, limit=110)
    opened.supervision.refresh()
    yield opened, plans
    opened.database.close()


@pytest.fixture(scope="module")
def address(house: tuple[Household, list[Planned]]) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(create_app(open_services(house[0])), host="127.0.0.1", port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    yield from open_page(browser, address, request.param)


@pytest.fixture
def light(browser: Browser, address: str) -> Iterator[Page]:
    yield from open_page(browser, address, "light")


def open_page(browser: Browser, address: str, scheme: str, width: int = 1200) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address, color_scheme=scheme, viewport={"width": width, "height": 900},  # type: ignore[arg-type]
        extra_http_headers={"Authorization": "Bearer reader-token"},
    )  # fmt: skip
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if "Content Security" in told.text else None)
    yield page
    context.close()
    assert faults == []


def faults_of(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"][:3]]


def case_of(house: tuple[Household, list[Planned]]) -> str:
    """Return a case that was edited and whose claim the books decide."""
    household, plans = house
    edited = [p.case_id for p in plans if p.kind.value == "edited"]
    return next(c for c in edited if household.journey.story(c)["findings"])


def shot(page: Page, name: str, height: int = 900) -> None:
    if os.environ.get("TRIAGE_SHOTS") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", clip={"x": 0, "y": 0, "width": 1200, "height": height})
        assert (PICTURES / f"{name}.png").stat().st_size < MOST_BYTES


def test_no_page_has_a_fault_that_axe_finds_in_light_or_dark(
    page: Page, house: tuple[Household, list[Planned]]
) -> None:
    faults = []
    for path in [*PATHS, f"/cases/{case_of(house)}"]:
        assert page.goto(path).ok, path  # type: ignore[union-attr]
        faults += faults_of(page)
    assert faults == []


def test_charts_are_drawn_from_the_tables_below_them(light: Page) -> None:
    light.goto("/reports/quality")
    blank = "c => !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)"
    canvases = light.locator("canvas").all()
    assert len(canvases) >= 4
    assert [canvas.get_attribute("data-table") for canvas in canvases if canvas.evaluate(blank)] == []
    shot(light, "quality")


def test_a_click_on_a_head_sorts_numbers_as_numbers_and_says_so(light: Page) -> None:
    light.goto("/reports/disputes")
    head = light.locator("#causes-table th", has_text="Disputes")
    cells = light.locator("#causes-table tbody tr td:nth-child(2)")
    for direction in ("descending", "ascending"):
        head.get_by_role("button").click()
        told = [int(cell.get_attribute("data-value") or "0") for cell in cells.all()]
        assert head.get_attribute("aria-sort") == direction
        assert told == sorted(told, reverse=direction == "descending")
    assert len(told) > 3
    shot(light, "disputes")


def test_a_number_leads_in_one_click_to_its_cases_and_the_next_to_why(
    light: Page, house: tuple[Household, list[Planned]]
) -> None:
    light.goto("/reports/disputes")
    link = light.locator("#causes-table tbody tr td:nth-child(2) a").first
    number = int(link.inner_text())
    link.click()
    light.get_by_role("heading", name="Cases").wait_for()
    assert light.locator("table.sortable tbody tr").count() == number
    light.locator("table.sortable tbody a").first.click()
    light.get_by_role("heading", name="Why this was suggested").wait_for()
    case = light.url.rpartition("/")[2]
    assert house[0].journal.list_entries(case)[-1]["event"] == "looked"
    light.goto(f"/cases/{case_of(house)}")
    shot(light, "case", 640)


def test_tables_leave_as_csv_and_xlsx_with_the_figures_of_the_page(light: Page) -> None:
    light.goto("/reports/disputes")
    shown = light.locator("#causes-table tbody tr td:nth-child(2)").first.get_attribute("data-value")
    with light.expect_download() as download:
        light.locator("#causes .export a").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert rows[1][1] == shown
    with light.expect_download() as download:
        light.get_by_role("link", name="All tables as XLSX").click()
    assert str(load_workbook(io.BytesIO(download.value.path().read_bytes()))["By cause"]["B2"].value) == shown


def test_printed_it_is_black_on_white_without_what_only_a_screen_needs(browser: Browser, address: str) -> None:
    for page in open_page(browser, address, "dark"):
        page.goto("/reports/process")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        hidden = ("header nav", ".tools", ".inside", ".export")
        assert [selector for selector in hidden if page.locator(selector).first.is_visible()] == []
        assert page.locator("#lags-table").is_visible()


def test_at_400_pixels_nothing_but_a_table_scrolls_sideways(
    browser: Browser, address: str, house: tuple[Household, list[Planned]]
) -> None:
    for page in open_page(browser, address, "light", width=400):
        for path in [*PATHS[:6], f"/cases/{case_of(house)}"]:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 400, path


def test_the_dark_pages_are_dark(browser: Browser, address: str) -> None:
    for page in open_page(browser, address, "dark"):
        for name in ("process", "today"):
            page.goto(f"/reports/{name}")
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"
            shot(page, name)


def test_a_report_as_a_file_draws_its_charts_and_calls_nobody(
    browser: Browser, house: tuple[Household, list[Planned]], tmp_path: Path
) -> None:
    kept = tmp_path / "disputes.html"
    kept.write_text(as_file(make_report(house[0], "disputes", 13, True), made="2026-11-24 20:00"), encoding="utf-8")
    page = browser.new_page()
    called: list[str] = []
    page.on("request", lambda request: called.append(request.url))
    page.goto(kept.as_uri())
    assert called == [kept.as_uri()]
    assert page.locator(".chart canvas").first.evaluate("c => Chart.getChart(c) !== undefined")
    assert faults_of(page) == []
    page.close()


def test_who_may_only_read_sees_figures_and_no_content(address: str, house: tuple[Household, list[Planned]]) -> None:
    watcher = {"Authorization": "Bearer watcher-token"}
    case = case_of(house)
    before = len(house[0].journal.list_entries(case))
    words = str(house[0].journey.story(case)["message"]["reply"])[:40]
    told = httpx.get(f"{address}/cases/{case}", headers=watcher).text
    assert words not in told
    assert len(house[0].journal.list_entries(case)) == before
    assert "customer " in httpx.get(f"{address}/reports/disputes", headers=watcher).text
