"""Who gets into the pages, how do they get out, and can another site act in their name?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from itsdangerous import URLSafeTimedSerializer

from triage.api import create_app
from triage.api.rates import LOGINS_PER_MINUTE
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.web.visiting import Submission, submits

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def app(house: Household) -> FastAPI:
    made = create_app(open_services(house))

    @made.post("/pages/try")
    def act(form: Annotated[Submission, Depends(submits("operate"))]) -> dict[str, str]:
        return {"who": form.visit.visitor.name, **form.fields}

    return made


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, headers=BROWSER, follow_redirects=False) as opened:
        yield opened


def field_of(page: str) -> str:
    return re.findall(r'name="form_token" value="([^"]+)"', page)[0]


def log_in(browser: TestClient, name: str, following: str = "/cases") -> str:
    """Log in as a person does, and return where it leads."""
    page = browser.get("/login", params={"next": following}).text
    fields = {"form_token": field_of(page), "next": following, "token": f"{name}-token"}
    answer = browser.post("/login", data=fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def read_case(house: Household, sample: str = "01-short-shipment-no-backorder.eml") -> str:
    from triage.commands.sources import read_raw

    case = house.journey.accept(read_raw(str(SAMPLES / sample), limit=10**6)).case_id
    for leg in range(4):
        house.journey.run(case, leg)
    return case


def test_a_browser_is_led_to_the_login_and_back(browser: TestClient) -> None:
    led = browser.get("/cases?state=held")
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=/cases%3Fstate%3Dheld")
    assert log_in(browser, "reader", "/cases?state=held") == "/cases?state=held"
    page = browser.get("/cases?state=held")
    assert (page.status_code, "reader" in page.text, "Log out" in page.text) == (200, True, True)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: TestClient, app: FastAPI) -> None:
    page = browser.get("/login").text
    answer = browser.post("/login", data={"form_token": field_of(page), "token": "reader-token"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("triage=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "reader-token" not in cookie
    with TestClient(app, base_url="https://testserver", headers=BROWSER, follow_redirects=False) as secure:
        page = secure.get("/login").text
        cookie = secure.post("/login", data={"form_token": field_of(page), "token": "reader-token"}).headers[
            "set-cookie"
        ]
        assert cookie.startswith("__Host-triage=")
        assert "Secure" in cookie.split("; ")
        assert secure.get("/cases").status_code == 200


@pytest.mark.parametrize(("token", "status"), [("wrong", 401), ("", 401), ("gateway-token", 403)])
def test_a_token_that_opens_no_page_is_told_so(browser: TestClient, token: str, status: int) -> None:
    page = browser.get("/login").text
    answer = browser.post("/login", data={"form_token": field_of(page), "token": token})
    assert (answer.status_code, 'role="alert"' in answer.text) == (status, True)
    assert browser.get("/cases").status_code == 303


def test_a_login_from_another_site_is_refused(browser: TestClient) -> None:
    answer = browser.post("/login", data={"token": "reader-token"})
    assert answer.status_code == 403
    browser.get("/login")
    answer = browser.post("/login", data={"token": "reader-token", "form_token": "guessed"})
    assert answer.status_code == 403
    assert browser.get("/cases").status_code == 303


def test_attempts_to_log_in_are_limited(browser: TestClient) -> None:
    answers = [browser.post("/login", data={"token": "guess"}) for _ in range(LOGINS_PER_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [403] * LOGINS_PER_MINUTE + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 120


@pytest.mark.parametrize(
    "following", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"]
)
def test_a_login_leads_nowhere_else(browser: TestClient, following: str) -> None:
    assert log_in(browser, "reader", following) == "/cases"


def test_a_form_needs_the_token_of_its_own_session(browser: TestClient, app: FastAPI) -> None:
    log_in(browser, "operator")
    good = field_of(browser.get("/cases").text)
    with TestClient(app, headers=BROWSER, follow_redirects=False) as other:
        log_in(other, "operator")
        foreign = field_of(other.get("/cases").text)
    for token in ({}, {"form_token": ""}, {"form_token": foreign}, {"form_token": good + "x"}):
        assert browser.post("/pages/try", data={"reason": "spam", **token}).status_code == 403
    answer = browser.post("/pages/try", data={"reason": "spam", "form_token": good})
    assert answer.json() == {"who": "operator", "reason": "spam"}


def test_a_form_needs_the_scope(browser: TestClient) -> None:
    log_in(browser, "reader")
    token = field_of(browser.get("/cases").text)
    answer = browser.post("/pages/try", data={"form_token": token})
    assert (answer.status_code, "no scope operate" in answer.text) == (403, True)


def test_what_a_browser_sends_by_itself_acts_in_nobodys_name(browser: TestClient) -> None:
    assert browser.post("/pages/try", data={}, auth=("operator", "operator-token")).status_code == 303
    assert browser.get("/cases", auth=("operator", "operator-token")).status_code == 200
    answer = browser.post("/pages/try", data={}, headers={"Authorization": "Bearer operator-token"})
    assert answer.json() == {"who": "operator"}


def test_after_the_logout_a_kept_cookie_opens_nothing(browser: TestClient, app: FastAPI) -> None:
    log_in(browser, "reader")
    kept = browser.cookies["triage"]
    token = field_of(browser.get("/cases").text)
    assert browser.post("/logout").status_code == 403
    assert browser.post("/logout", data={"form_token": token}).headers["location"] == "/login"
    assert "triage" not in browser.cookies
    with TestClient(app, headers=BROWSER, cookies={"triage": kept}, follow_redirects=False) as thief:
        assert thief.get("/cases").status_code == 303


def test_a_session_ends_with_its_time_its_key_and_a_change(house: Household, browser: TestClient, app: FastAPI) -> None:
    log_in(browser, "reader")
    value = browser.cookies["triage"]
    sessions = app.state.visits.sessions
    kept = URLSafeTimedSerializer(sessions.secret, salt="triage.session").loads(value)

    other = URLSafeTimedSerializer("another secret", salt="triage.session").dumps(kept)
    gone = sessions._serializer("session").dumps({**kept, "key": "k-revoked"})
    login = sessions._serializer("login").dumps(kept)
    for cookie in (value[:-2] + "xx", other, gone, login, "", "a.b.c", value + "."):
        with TestClient(app, headers=BROWSER, cookies={"triage": cookie}, follow_redirects=False) as changed:
            assert changed.get("/cases").status_code == 303, cookie


def test_a_session_runs_out_however_busy_it_is(
    house: Household, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import itsdangerous.timed

    log_in(browser, "reader")
    start = itsdangerous.timed.time.time()
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: start + 12 * 3600 - 60)
    assert browser.get("/cases").status_code == 200
    monkeypatch.setattr(itsdangerous.timed.time, "time", lambda: start + 12 * 3600 + 60)
    assert browser.get("/cases").status_code == 303


def test_who_may_not_see_content_sees_operation_alone(house: Household, browser: TestClient) -> None:
    case = read_case(house)
    words = ["10", "dana.whitfield", "INV/2026/00101", "500.00"]
    log_in(browser, "reader")
    full = browser.get(f"/cases/{case}").text
    assert "500.00" in full
    browser.cookies.clear()
    log_in(browser, "watcher")
    page = browser.get(f"/cases/{case}").text
    assert ("dispute.short_shipment" in page, "supported" in page) == (True, True)
    assert [word for word in words[1:] if word in page] == []
    looks = [entry["actor"] for entry in house.journal.list_entries(case) if entry["event"] == "looked"]
    assert looks == ["reader"]


def test_the_api_gives_content_by_scope_and_records_each_look(house: Household, browser: TestClient) -> None:
    case = read_case(house)
    watcher = browser.get(f"/v1/cases/{case}", headers={"Authorization": "Bearer watcher-token"})
    story = watcher.json()
    assert (story["reading"]["primary"], story["findings"][0]["outcome"]) == ("dispute.short_shipment", "supported")
    assert "message" not in story
    for word in ("500.00", "INV/2026/00101", "brightline"):
        assert word not in watcher.text
    reader = browser.get(f"/v1/cases/{case}", headers={"Authorization": "Bearer reader-token"}).json()
    assert "INV/2026/00101" in reader["message"]["reply"]
    looks = [entry["actor"] for entry in house.journal.list_entries(case) if entry["event"] == "looked"]
    assert looks == ["reader"]


@pytest.mark.parametrize("path", ["/login", "/cases", "/healthz", "/v1/ledger", "/openapi.json", "/nowhere"])
def test_every_answer_forbids_what_a_page_does_not_need(app: FastAPI, path: str) -> None:
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as secure:
        headers = secure.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["cache-control"] == "no-store"


def test_without_tls_nothing_is_promised_about_it(browser: TestClient) -> None:
    assert "strict-transport-security" not in browser.get("/login").headers


def test_no_page_has_a_script_or_style_inside() -> None:
    for template in (Path(__file__).parents[2] / "triage" / "web" / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:", text), template.name


def test_every_form_that_acts_carries_its_token() -> None:
    for template in (Path(__file__).parents[2] / "triage" / "web" / "templates").rglob("*.html"):
        for form in re.findall(r"<form.*?</form>", template.read_text(encoding="utf-8"), re.DOTALL):
            assert "get" in form.split(">")[0].lower() or 'name="form_token"' in form, template.name
