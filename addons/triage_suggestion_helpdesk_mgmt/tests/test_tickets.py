"""Is the suggestion on its ticket, with a ticket made by one click, hints to the service, and few queries more?"""

import json

from lxml import etree

from odoo.tests import new_test_user, tagged

from odoo.addons.triage_suggestion.tests.common import TriageCase


@tagged("post_install", "-at_install")
class TestTickets(TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "triage_clerk",
            "triage_suggestion.group_agent,helpdesk_mgmt.group_helpdesk_user,account.group_account_readonly",
            email="clerk@lab.example",
        )
        values = {"name": "Pumps", "description": "<p>two missing</p>", "partner_id": cls.contact.id}
        cls.ticket = cls.env["helpdesk.ticket"].create({**values, "user_id": cls.clerk.id})

    def test_the_current_suggestion_is_on_the_ticket_and_its_owners(self):
        old = self._suggest(ticket=self.ticket.id)
        new = self._suggest(ticket=self.ticket.id, case=old.case_id, revision=2)
        self.assertEqual(new.ticket_id, self.ticket)
        self.assertEqual(self.ticket.triage_suggestion_id, new)
        self.assertEqual(self.ticket.triage_suggestion_ids, old | new)
        self.assertEqual(new.user_id, self.clerk)

    def test_tickets_are_found_by_their_current_suggestion(self):
        Ticket = self.env["helpdesk.ticket"].with_user(self.clerk)
        bare = self.ticket.copy({"user_id": self.clerk.id})
        old = self._suggest(ticket=self.ticket.id)
        new = self._suggest(ticket=self.ticket.id, case=old.case_id, revision=2)
        both = [("id", "in", (self.ticket | bare).ids)]
        for domain, found in (
            ([("triage_suggestion_id", "=", new.id)], self.ticket),
            ([("triage_suggestion_id", "in", [new.id, False])], self.ticket | bare),
            ([("triage_suggestion_id", "!=", new.id)], bare),
            ([("triage_suggestion_id", "=", old.id)], self.ticket.browse()),
            ([("triage_suggestion_id", "=", False)], bare),
            ([("triage_suggestion_id", "!=", False)], self.ticket),
            ([("triage_suggestion_id", "ilike", new.name)], self.ticket),
            ([("triage_state", "=", "new")], self.ticket),
            ([("triage_state", "=", "superseded")], self.ticket.browse()),
        ):
            self.assertEqual(Ticket.search(both + domain), found, domain)

    def test_a_ticket_that_is_not_there_leaves_it_in_the_inbox(self):
        self.assertFalse(self._suggest(ticket=10**6).ticket_id)

    def test_one_click_makes_the_ticket(self):
        got = self._suggest()
        got.with_user(self.clerk).action_create_ticket()
        self.assertEqual((got.ticket_id.partner_id, got.ticket_id.create_uid), (self.contact, self.clerk))

    def test_the_reply_is_written_on_the_ticket(self):
        got = self._suggest(ticket=self.ticket.id).with_user(self.clerk)
        action = got.action_edit_and_send()
        composer = self.env["mail.compose.message"].with_user(self.clerk).with_context(**action["context"]).create({})
        composer.action_send_mail()
        self.assertEqual(got.state, "accepted")
        self.assertIn("we have passed this on", self.ticket.message_ids[0].body)
        self.assertEqual(self.ticket.message_ids[0].author_id, self.clerk.partner_id)

    def test_the_service_is_told_of_tickets_and_customers_words(self):
        def hints():
            rows = self.env["triage.outbox"].search([("kind", "=", "ticket")])
            return [json.loads(row.body)["event"] for row in rows if json.loads(row.body)["ticket_id"] == self.ticket.id]

        self.ticket.message_post(body="still two missing", message_type="email", author_id=self.contact.id)
        self.ticket.with_user(self.clerk).message_post(body="our note", subtype_xmlid="mail.mt_note")
        self.assertEqual(hints(), ["created", "message"])

    def _specification(self, *, with_addon):
        """Return what the web client reads for the ticket's form, with or without the addon's fields."""
        view = self.env["helpdesk.ticket"].with_user(self.clerk).get_view(view_type="form")
        return self._fields_of(etree.fromstring(view["arch"]), self.env["helpdesk.ticket"], with_addon)

    def _fields_of(self, node, model, with_addon):
        spec = {}
        for child in node:
            name = child.get("name") if child.tag == "field" else None
            if name and name in model._fields:
                field = model._fields[name]
                if with_addon or not name.startswith("triage_"):
                    inner = self._fields_of(child, self.env[field.comodel_name], with_addon) if field.relational else {}
                    spec[name] = {"fields": inner or {"display_name": {}}} if field.relational else {}
            elif isinstance(child.tag, str):
                spec |= self._fields_of(child, model, with_addon)
        return spec

    def _queries(self, spec):
        self.ticket.with_user(self.clerk).web_read(spec)  # what is kept per process is kept
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.ticket.with_user(self.clerk).web_read(spec)
        return self.cr.sql_log_count - before

    def test_the_tickets_form_takes_at_most_five_queries_more(self):
        got = self._suggest(ticket=self.ticket.id)
        self._suggest(ticket=self.ticket.id, case=got.case_id, revision=2)
        without, with_it = (self._queries(self._specification(with_addon=wanted)) for wanted in (False, True))
        print(f"queries of the ticket's form: {without} without the addon, {with_it} with it")  # pylint: disable=print-used
        self.assertLessEqual(with_it - without, 5)
