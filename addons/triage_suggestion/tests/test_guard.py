"""Can anybody change a suggestion but by its buttons? Every role, every forbidden act, superuser mode included."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TriageCase

GUARDED = (
    "triage.suggestion", "triage.finding", "triage.evidence", "triage.step", "triage.approval", "triage.decision",
    "triage.outbox", "triage.reminder.hold", "triage.promise",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestGuard(TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suggestion = cls._suggest()
        cls.step = cls._step(cls.suggestion)

    def _everybody(self):
        roles = (self.service, self.agent, self.approver, self.senior, self.outsider, self.env.ref("base.user_admin"))
        return [self.env(user=user) for user in roles] + [self.env(su=True), self.env(user=self.senior.id, su=True)]

    def _refused(self, act):
        with self.assertRaises(AccessError), self.cr.savepoint():
            act()

    def test_no_state_is_written_by_anybody(self):
        for env in self._everybody():
            self._refused(lambda env=env: self.suggestion.with_env(env).write({"state": "accepted"}))
            self._refused(lambda env=env: self.step.with_env(env).write({"state": "approved"}))
        self.assertEqual((self.suggestion.state, self.step.state), ("new", "proposed"))

    def test_nothing_is_created_or_deleted_by_anybody(self):
        for env in self._everybody():
            for model in GUARDED:
                self._refused(lambda env=env, model=model: env[model].create({}))
            self._refused(lambda env=env: self.suggestion.with_env(env).unlink())
            self._refused(lambda env=env: self.suggestion.with_env(env).copy())

    def test_import_and_the_web_clients_save_are_refused(self):
        for env in self._everybody():
            model = env["triage.suggestion"]
            self._refused(lambda model=model: model.browse(self.suggestion.id).web_save({"state": "accepted"}, {}))
            try:
                loaded = model.load([".id", "state"], [[str(self.suggestion.id), "accepted"]])
            except AccessError:  # who may not even read it
                continue
            self.assertFalse(loaded["ids"])
        self.assertEqual(self.suggestion.state, "new")

    def test_a_context_that_looks_like_the_pass_is_none(self):
        for value in (True, 1, "pass", object):
            self._refused(lambda v=value: self.suggestion.sudo().with_context(triage_pass=v).write({"state": "accepted"}))

    def test_lines_are_not_changed_through_their_parent(self):
        commands = ([1, self.step.id, {"state": "done"}], [2, self.step.id, 0], [0, 0, {"text": "x", "kind": "task"}])
        for env in self._everybody():
            for command in commands:
                self._refused(lambda e=env, c=command: self.suggestion.with_env(e).write({"step_ids": [c]}))

    def test_superuser_mode_is_no_person(self):
        for name in ("action_accept", "action_ask_again"):
            self._refused(lambda name=name: getattr(self.suggestion.sudo(), name)())
        self._refused(lambda: self.step.with_user(self.senior).sudo().action_approve())
        self._refused(lambda: self.step.with_user(self.senior).sudo().action_refuse())

    def test_each_button_needs_its_role(self):
        for user in (self.service, self.outsider):
            for name in ("action_accept", "action_ask_again", "action_edit_and_send", "action_assign"):
                self._refused(lambda u=user, n=name: getattr(self.suggestion.with_user(u), n)())
            self._refused(lambda u=user: self.suggestion.with_user(u).action_reject("other"))
        for user in (self.service, self.outsider, self.agent, self.env.ref("base.user_admin")):
            for name in ("action_approve", "action_refuse", "action_carry_out"):
                self._refused(lambda u=user, n=name: getattr(self.step.with_user(u), n)())

    def test_the_form_has_nothing_to_type_into(self):
        self.env.invalidate_all()
        form = Form(self.suggestion.with_user(self.agent))
        with self.assertRaises(AssertionError):
            form.state = "accepted"

    def test_the_log_refuses_change_even_from_the_database_side(self):
        self.suggestion.with_user(self.agent).action_accept()
        self.env.flush_all()
        for sql in ("UPDATE triage_decision SET note = 'x'", "DELETE FROM triage_decision"):
            with self.assertRaisesRegex(Exception, "append-only"), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.cr.execute(sql)

    def test_nobody_speaks_in_anothers_name(self):
        other = self.senior.partner_id
        said = self.suggestion.with_user(self.agent)
        self._refused(lambda: said.message_post(body="approved", author_id=other.id))
        self._refused(lambda: said.message_post(body="approved", email_from="boss@lab.example"))
        values = {"model": "triage.suggestion", "res_id": self.suggestion.id, "body": "approved", "author_id": other.id}
        self._refused(lambda: self.env["mail.message"].with_user(self.agent).create(values))
        mail = f"From: {other.email}\nTo: x@lab.example\nSubject: ok\nMessage-ID: <1@lab.example>\n\napproved"
        for user in (self.agent, self.service):
            thread = self.env["mail.thread"].with_user(user)
            self._refused(lambda t=thread: t.message_process("triage.suggestion", mail, thread_id=self.suggestion.id))
            self._refused(lambda t=thread: t.message_process("triage.suggestion", mail))

    def test_what_was_said_is_not_rewritten(self):
        self.suggestion.with_user(self.agent).action_accept()
        note = self.suggestion.message_ids.filtered(lambda m: m.author_id == self.agent.partner_id)[:1]
        self.assertTrue(note)
        self._refused(lambda: note.with_user(self.agent).write({"body": "never"}))
        self._refused(lambda: note.with_user(self.agent).unlink())

    def test_an_agent_writes_a_note_of_his_own(self):
        note = self.suggestion.with_user(self.agent).message_post(body="I called them.", subtype_xmlid="mail.mt_note")
        self.assertEqual(note.author_id, self.agent.partner_id)
        self.suggestion.with_user(self.agent).activity_schedule("mail.mail_activity_data_todo", summary="call again")
