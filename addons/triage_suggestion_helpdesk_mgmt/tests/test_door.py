"""Does anything happen on a GET? Nothing: links, previews and prefetchers decide nothing; the form shows the panel."""

import json

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.triage_suggestion.tests.common import TriageCase

ACTS = {
    "triage.suggestion": ("action_accept", "action_reject", "action_ask_again", "action_edit_and_send", "action_assign"),
    "triage.step": ("action_approve", "action_refuse", "action_carry_out"),
    "helpdesk.ticket": ("action_triage_accept", "action_triage_reject", "action_triage_ask_again"),
}
LOUD = ("odoo.http", "odoo.addons.triage_suggestion.models.refusal")


@tagged("post_install", "-at_install")
class TestDoor(HttpCase, TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "triage_suggestion.group_approver,account.group_account_invoice,helpdesk_mgmt.group_helpdesk_user"
        cls.clerk = new_test_user(cls.env, "triage_door", groups, email="door@lab.example", password="triage_door")
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {"name": "Pumps", "description": "<p>two missing</p>", "user_id": cls.clerk.id}
        )
        cls.shown = cls._suggest(ticket=cls.ticket.id)

    def setUp(self):
        super().setUp()
        self.authenticate("triage_door", "triage_door")

    def _records(self, model):
        return {"triage.suggestion": self.shown, "triage.step": self._step(self.shown), "helpdesk.ticket": self.ticket}[model]

    def _as_it_was(self):
        self.env.invalidate_all()
        states = (self.shown.state, self._step(self.shown).state, len(self.shown.decision_ids))
        self.assertEqual(states, ("new", "proposed", 0))

    def _roads(self, model, method):
        record = self._records(model)
        params = {"model": model, "method": method, "args": [record.ids], "kwargs": {}}
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        return [
            (f"/web/dataset/call_kw/{model}/{method}", body),
            (f"/web/dataset/call_button/{model}/{method}", body),
            (f"/json/2/{model}/{method}", json.dumps({"ids": record.ids})),
            ("/jsonrpc", body),
        ]

    def test_no_act_happens_on_a_get(self):
        tried = 0
        for model, methods in ACTS.items():
            for method in methods:
                for road, body in self._roads(model, method):
                    for data, kind in ((None, None), (body, {"Content-Type": "application/json"})):
                        with mute_logger(*LOUD):
                            done = self.opener.request("GET", self.base_url() + road, data=data, headers=kind)
                        refused = done.status_code >= 400 or "error" in (done.json() if "json" in done.headers["Content-Type"] else {})
                        self.assertTrue(refused, f"GET {road} answers {done.status_code}: {done.text[:200]}")
                        tried += 1
        self._as_it_was()
        print(f"{tried} acts by GET, none happened")  # pylint: disable=print-used

    def test_opening_pages_decides_nothing(self):
        action = self.env.ref("triage_suggestion_helpdesk_mgmt.triage_suggestion_action_inbox")
        pages = (
            f"/mail/view?model=triage.suggestion&res_id={self.shown.id}",
            f"/odoo/triage.suggestion/{self.shown.id}",
            f"/odoo/action-{action.id}/{self.shown.id}",
            f"/odoo/helpdesk.ticket/{self.ticket.id}",
        )
        for page in pages:
            self.assertEqual(self.url_open(page).status_code, 200, page)
        self._as_it_was()

    def test_the_same_act_by_post_happens(self):
        params = {"model": "triage.suggestion", "method": "action_accept", "args": [self.shown.ids], "kwargs": {}}
        self.make_jsonrpc_request("/web/dataset/call_kw/triage.suggestion/action_accept", params)
        self.env.invalidate_all()
        self.assertEqual(self.shown.state, "accepted")

    def test_the_panel_is_served_in_the_tickets_form(self):
        def call(method, **kwargs):
            params = {"model": "helpdesk.ticket", "method": method, "args": [], "kwargs": kwargs}
            if method == "web_read":
                params["args"] = [self.ticket.ids]
            return self.make_jsonrpc_request(f"/web/dataset/call_kw/helpdesk.ticket/{method}", params)

        arch = call("get_views", views=[[False, "form"]])["views"]["form"]["arch"]
        self.assertIn('name="triage_panel"', arch)
        (row,) = call("web_read", specification={"triage_panel": {}, "triage_state": {}})
        self.assertEqual(row["triage_state"], "new")
        self.assertIn("billed 10, shipped 8", row["triage_panel"])
        self.assertIn("only 8 pumps &lt;b&gt;arrived", row["triage_panel"])
