"""How does a test use Odoo's web client as a person does: logged in, in a real Chromium, with every error noticed?"""

import json
import os
from pathlib import Path
from typing import Any

from odoo_desk import password_of
from odoo_lab import OdooServer
from playwright.sync_api import Browser, Page, Route, expect

CHROMIUM = "/usr/bin/chromium"
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
VIEWS = ".o_form_view, .o_list_view, .o_kanban_view, .o_pivot_view, .o_graph_view, .o_activity_view"
# Text whose contrast with what is painted behind it is below 3 : 1 (WCAG 2.2, 1.4.3, for large and bold text).
PALE = """() => {
  const lum = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const read = css => css.match(/[\\d.]+/g).map(Number);
  const behind = el => {
    for (; el; el = el.parentElement) {
      const [r, g, b, a = 1] = read(getComputedStyle(el).backgroundColor);
      if (a > .5) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const pale = [];
  for (const el of document.querySelectorAll('.o_triage_panel *')) {
    const own = [...el.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !el.getClientRects().length) continue;
    const [a, b] = [lum(read(getComputedStyle(el).color)), lum(behind(el))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 3) pale.push(el.textContent.trim());
  }
  return pale;
}"""


class WebClient:
    """One person at the web client. `errors`: what the page complained about, which no test tolerates."""

    def __init__(
        self, browser: Browser, server: OdooServer, login: str, *, width: int = 1200, height: int = 780
    ) -> None:
        self._url, self._db = server.url, server.db
        self._context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(20_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self._log_in(login)

    def _log_in(self, login: str) -> None:
        told = {"db": self._db, "login": login, "password": password_of(login)}
        answer = self._context.request.post(
            f"{self._url}/web/session/authenticate",
            data=json.dumps({"jsonrpc": "2.0", "params": told}),
            headers={"Content-Type": "application/json"},
        )
        assert answer.json()["result"]["uid"], f"{login} cannot log in"

    def open(self, path: str) -> Page:
        """Open an address of the web client and wait until its view is there."""
        self.page.goto(self._url + path, wait_until="load")
        self.page.locator(VIEWS).first.wait_for()
        return self.page

    def press(self, words: str) -> None:
        """Press the button that says this."""
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def tab(self, words: str) -> None:
        """Open a tab of the form."""
        self.page.get_by_role("tab", name=words, exact=True).click()

    def sees(self, *words: str) -> None:
        """Demand that all of this is on the page and visible."""
        for text in words:
            expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def go_dark(self) -> None:
        """Let Odoo paint with its dark bundle: Community has no switch for it, and its colours are the lab's."""

        def dark(route: Route) -> None:
            route.fulfill(response=self._context.request.get(f"{self._url}/web/assets/any/web.assets_web_dark.min.css"))

        self.page.route("**/web.assets_web.min.css", dark)

    def pale_words(self) -> list[str]:
        """List the texts of the panel that can hardly be read on what is behind them."""
        return list(self.page.evaluate(PALE))

    def width(self) -> int:
        """Return how wide the page is, in pixels, with what would have to be scrolled to."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def picture(self, name: str) -> None:
        """Take the picture of the documentation; it is only kept where TRIAGE_SHOTS=1 asks for new ones."""
        if os.environ.get("TRIAGE_SHOTS") != "1":
            return
        taken = self.page.screenshot(animations="disabled")
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(taken)

    def close(self) -> None:
        """Close the window; raises AssertionError where the page complained."""
        self._context.close()
        assert self.errors == []


def launched(playwright: Any) -> Browser:
    """Return Debian's Chromium, started; raises where it is not installed."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])  # type: ignore[no-any-return]
