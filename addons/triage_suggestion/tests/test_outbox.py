"""Does the service learn every decision: signed, retried, once?"""

import hashlib
import hmac
import json
from unittest.mock import patch

import requests

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TriageCase


class Answer:
    def __init__(self, status):
        self.status_code = status


@tagged("post_install", "-at_install")
class TestOutbox(TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        settings = cls.env["ir.config_parameter"].sudo()
        settings.set_param("triage_suggestion.url", "http://127.0.0.1:8090/")
        settings.set_param("triage_suggestion.secret", "s3cret")
        cls.suggestion = cls._suggest()
        cls.suggestion.with_user(cls.agent).action_accept()
        cls.row = cls.env["triage.outbox"].search([("decision_id", "in", cls.suggestion.decision_ids.ids)])
        cls.env["triage.outbox"].search([("id", "!=", cls.row.id)])._opened().write({"state": "sent"})

    def _send(self, answer):
        with patch.object(requests, "post", side_effect=[answer]) as post:
            self.env["triage.outbox"]._cron_send()
        return post

    def test_it_is_signed_over_time_and_body_and_carries_its_key(self):
        call = self._send(Answer(202)).call_args
        headers, raw = call.kwargs["headers"], call.kwargs["data"]
        seal = hmac.new(b"s3cret", headers["X-Timestamp"].encode() + b"." + raw, hashlib.sha256).hexdigest()
        self.assertEqual(call.args[0], "http://127.0.0.1:8090/v1/decisions")
        self.assertEqual(headers["X-Signature"], f"sha256={seal}")
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        self.assertEqual(headers["Idempotency-Key"], f"{uuid}/{self.row.id}")
        self.assertEqual(json.loads(raw)["id"], headers["Idempotency-Key"])
        self.assertEqual((self.row.state, self.row.attempts), ("sent", 1))
        self.assertFalse(self._send(Answer(202)).called)

    def test_a_closed_door_is_tried_again_later_with_the_same_key(self):
        first = self._send(requests.ConnectionError())
        self.assertEqual((self.row.state, self.row.last_error), ("waiting", "ConnectionError"))
        pauses = []
        for status in (503, 500, 429):
            before = self.row.next_at
            self.row._opened().write({"next_at": self.row.create_date})
            again = self._send(Answer(status))
            pauses.append(self.row.next_at > before)
        self.assertEqual(again.call_args.kwargs["headers"]["Idempotency-Key"], first.call_args.kwargs["headers"]["Idempotency-Key"])
        self.assertEqual((self.row.attempts, pauses), (4, [True, True, True]))
        self.assertFalse(self._send(Answer(202)).called)

    def test_without_a_secret_nothing_leaves(self):
        self.env["ir.config_parameter"].sudo().set_param("triage_suggestion.secret", "")
        self.assertFalse(self._send(Answer(202)).called)

    def test_the_service_fetches_what_it_missed(self):
        listed = self.env["triage.suggestion"].with_user(self.service).list_decisions(self.row.id - 1, 10)
        self.assertEqual([d["kind"] for d in listed], ["accepted"])
        self.assertTrue(listed[0]["id"].endswith(f"/{self.row.id}"))
        self.assertEqual(self.env["triage.suggestion"].with_user(self.service).list_decisions(self.row.id, 10), [])

    def test_nobody_else_fetches_decisions_or_reads_the_secret(self):
        for user in (self.agent, self.senior, self.outsider):
            with self.assertRaises(AccessError):
                self.env["triage.suggestion"].with_user(user).list_decisions(0, 10)
        for user in (self.agent, self.senior, self.service):
            with self.assertRaises(AccessError):
                self.env["ir.config_parameter"].with_user(user).get_param("triage_suggestion.secret")
