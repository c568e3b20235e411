"""What did the service send? Its suggestion as records, once per key, the older revisions of the case replaced."""

import json
import re
from datetime import datetime, timezone

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .words import EVENT, EVIDENCE_MODELS, FINANCIAL, INTENTS, OPEN_STEPS, OUTCOMES, STEP_KINDS, TEAMS

_CASE = re.compile(r"^c-[0-9a-f]{24}$")
LONGEST = 20000  # characters kept of any one text
MOST = 200  # lines kept of any one kind
URGENT = (60, 35, 15)  # scores from which a suggestion is urgent, high, medium


def _text(value, limit=LONGEST):
    return str(value or "").replace("\x00", "")[:limit]


def _moment(value):
    """Return an ISO moment as Odoo keeps it: UTC, naive; False for none."""
    if not value:
        return False
    moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def _label(selection, code):
    return dict(selection).get(code)


def _team(step):
    return step.get("owner") if _label(TEAMS, step.get("owner")) else False


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    @api.model
    def receive(self, payload):
        """Take a suggestion of the service (contract/suggestion.schema.json), once per `key`.

        Returns {"id", "ticket_id", "found", "superseded"}. Older revisions of the case are superseded; a revision that is older
        than one already here is kept and superseded at once. Raises AccessError for everybody but the service's
        account, and UserError for a payload that contradicts itself.
        """
        if self.env.su or not self.env.user._is_triage_service():
            self._refuse("receive", "not the service account")
        case_id, revision = self._key_of(payload)
        self._one_at_a_time(case_id)
        known = self._opened().search([("case_id", "=", case_id)])
        same = known.filtered(lambda s: s.revision == revision)
        if same:
            return same._receipt(found=True)
        made = self._opened()._make(payload, case_id, revision)
        made._supersede(known)
        return made._receipt(found=False)

    @api.model
    def _key_of(self, payload):
        case_id, revision = str(payload.get("case_id") or ""), payload.get("revision", 1)
        if not _CASE.match(case_id) or type(revision) is not int or revision < 1:
            raise UserError(_("The suggestion names no case and revision."))
        if payload.get("key") != f"{case_id}/{revision}":
            raise UserError(_("The key of the suggestion does not name its case and revision."))
        return case_id, revision

    @api.model
    def _one_at_a_time(self, case_id):
        """Let two deliveries of one case follow each other: the second fails to serialize, and Odoo runs it again."""
        self.env.cr.execute(
            "INSERT INTO triage_case (case_id, deliveries) VALUES (%s, 1)"
            " ON CONFLICT (case_id) DO UPDATE SET deliveries = triage_case.deliveries + 1",
            (case_id,),
        )

    def _receipt(self, found):
        replaced = bool(self.superseded_by_id)
        return {"id": self.id, "ticket_id": self.ticket_ref or False, "found": found, "superseded": replaced}

    def _make(self, payload, case_id, revision):
        """Return the new suggestion with its findings, evidence and steps."""
        company = self._company_of(payload)
        head = {
            "key": f"{case_id}/{revision}",
            "case_id": case_id,
            "revision": revision,
            "company_id": company.id,
            **self._meaning(payload, company),
            **self._customer(payload),
            **self._reply_of(payload),
            **self._ticket_values(payload, company),
        }
        invoices = self._invoices_of(payload, company)
        head["invoice_ids"] = [(6, 0, sorted(set(invoices.values())))]
        made = self.create({**head, **self._stake(payload)})
        findings = made._make_findings(payload)
        made._make_steps(payload, findings, invoices)
        return made

    @api.model
    def _company_of(self, payload):
        """Return the company of the ticket or the first document, if it is one of the service's; else its own."""
        case = payload.get("case") or {}
        named = [case.get("ticket") or {}, *(case.get("invoices") or []), *(case.get("orders") or [])]
        wanted = next((fact["company_id"] for fact in named if fact.get("company_id")), None)
        user = self.env.user
        return user.company_ids.filtered(lambda company: company.id == wanted) or user.company_id

    @api.model
    def _meaning(self, payload, company):
        reading, proposal = payload.get("reading") or {}, payload.get("proposal") or {}
        intent = reading.get("primary")
        intent = intent if _label(INTENTS, intent) else "other.unclear"
        documents = [f["document"] for f in payload.get("findings") or [] if f.get("document")]
        score = int((proposal.get("priority") or {}).get("score") or 0)
        steps = proposal.get("steps") or []
        words = self._intents_as_read_in(company)
        return {
            "name": ": ".join([words[intent], *documents[:1]]),
            "intent": intent,
            "further_intents": ", ".join(words.get(code, code) for code in reading.get("further") or []),
            "confidence": float(reading.get("confidence") or 0),
            "abstained": bool(reading.get("abstained")),
            "language": _text(reading.get("language"), 10),
            "flags": ", ".join(_text(flag, 50) for flag in reading.get("flags") or []),
            "message_ref": _text(reading.get("message_id"), 500),
            "quote": "\n\n".join(_text(claim.get("quote")) for claim in (reading.get("claims") or [])[:MOST]),
            "priority_score": score,
            "priority": str(3 - next((i for i, least in enumerate(URGENT) if score >= least), 3)),
            "team": _team(steps[0]) if steps else False,
            "policy_version": _text(proposal.get("policy"), 200),
            "versions": json.dumps({**(reading.get("versions") or {}), **(proposal.get("versions") or {})}),
            "books_as_of": _moment((payload.get("case") or {}).get("as_of")),
            "made_at": _moment(payload.get("made_at")),
        }

    @api.model
    def _intents_as_read_in(self, company):
        """Return {intent: label} in the language of the company: a subject is kept as text, and read by all of it."""
        reader = self.with_context(lang=company.partner_id.lang or self.env.lang).env
        return dict(self._fields["intent"]._description_selection(reader))

    @api.model
    def _customer(self, payload):
        """Return the customer, where the sender is proven: a guess opens nobody's account."""
        sender = (payload.get("case") or {}).get("sender") or {}
        match = sender.get("match") or {}
        known = self.env["res.partner"].browse((match.get("partner") or {}).get("id")).exists()
        partner = known if sender.get("proven") else known.browse()
        return {
            "partner_id": partner.id,
            "commercial_partner_id": partner.commercial_partner_id.id,
            "sender_proven": bool(sender.get("proven")),
            "sender_note": _text(sender.get("reason") or match.get("why"), 500),
        }

    @api.model
    def _reply_of(self, payload):
        proposal, clearance = payload.get("proposal") or {}, payload.get("clearance") or {}
        draft = proposal.get("draft") or {}
        holds = clearance.get("holds") or []
        return {
            "summary": "\n".join(_text(line.get("text")) for line in (proposal.get("summary") or [])[:MOST]),
            "cleared": clearance.get("cleared") is True and not holds,
            "hold_note": "\n".join(f"{_text(h.get('reason'), 500)} ({_text(h.get('lifted_by'), 50)})" for h in holds),
            "draft_subject": _text(draft.get("subject"), 500),
            "draft_body": _text(draft.get("body")),
            "draft_language": _text(draft.get("language"), 10),
            "draft_writer": _text(draft.get("writer"), 100),
            "draft_to": ", ".join(_text(address, 320) for address in draft.get("to") or []),
            "draft_gaps": ", ".join(_text(gap, 100) for gap in draft.get("gaps") or []),
        }

    @api.model
    def _ticket_values(self, payload, company):
        """Return the ticket; the glue for a helpdesk links its record."""
        return {"ticket_ref": int(payload.get("ticket_id") or 0)}

    @api.model
    def _invoices_of(self, payload, company):
        """Return the case's invoices by name: those that are in this Odoo under this name and in this company."""
        case = payload.get("case") or {}
        told = {fact.get("id"): _text(fact.get("name"), 200) for fact in case.get("invoices") or []}
        names = {f.get("document") for f in payload.get("findings") or []}
        names |= {s.get("document") for s in (payload.get("proposal") or {}).get("steps") or []}
        names |= {d.get("name") for d in case.get("documents") or []}
        wanted = [move_id for move_id, name in told.items() if isinstance(move_id, int) and name in names]
        moves = self.env["account.move"].browse(wanted).exists()
        return {move.name: move.id for move in moves if move.company_id == company and move.name == told[move.id]}

    @api.model
    def _money(self, money):
        """Return currency and amount of a Money of the contract; nothing for none."""
        if not money:
            return self.env["res.currency"], 0.0
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", _text(money.get("currency"), 3))], limit=1)
        return currency, currency.round(float(money.get("value") or 0)) if currency else 0.0

    @api.model
    def _stake(self, payload):
        """Return what is at stake by the books: the findings' amounts of the first currency, the refuted ones left out."""
        sums = {}
        for finding in payload.get("findings") or []:
            currency, amount = self._money(finding.get("amount"))
            if currency and finding.get("outcome") != "refuted":
                sums[currency.id] = sums.get(currency.id, 0.0) + abs(amount)
        first = next(iter(sums), False)
        return {"currency_id": first, "amount_at_stake": sums.get(first, 0.0)}

    def _make_findings(self, payload):
        claims = (payload.get("reading") or {}).get("claims") or []
        made = self.env["triage.finding"].browse()
        for number, told in enumerate((payload.get("findings") or [])[:MOST]):
            finding = self.env["triage.finding"].create(self._finding_values(told, number, claims))
            self._make_evidence(told, finding)
            made |= finding
        return made

    def _finding_values(self, told, number, claims):
        currency, amount = self._money(told.get("amount"))
        other, claimed = self._money(told.get("claimed"))
        index = told.get("claim", -1)
        outcome = told.get("outcome")
        return {
            "suggestion_id": self.id,
            "sequence": number,
            "intent": told.get("intent") if _label(INTENTS, told.get("intent")) else "other.unclear",
            "quote": _text(claims[index].get("quote")) if 0 <= index < len(claims) else "",
            "check_name": _text(told.get("check"), 100),
            "outcome": outcome if _label(OUTCOMES, outcome) else "undecided",
            "currency_id": (currency or other).id,
            "amount": amount,
            "claimed": claimed,
            "document": _text(told.get("document"), 200),
            "arithmetic_shown": _text(told.get("arithmetic"), 2000),
            "figures": json.dumps(told.get("figures") or []),
            "missing": ", ".join(_text(code, 100) for code in told.get("missing") or []),
            "reason": _text(told.get("reason"), 100),
        }

    def _make_evidence(self, told, finding):
        lines = [e for e in (told.get("evidence") or [])[:MOST] if e.get("model") in {*EVIDENCE_MODELS, EVENT}]
        self.env["triage.evidence"].create(
            [
                {
                    "suggestion_id": self.id,
                    "finding_id": finding.id,
                    "sequence": number,
                    "res_model": line["model"],
                    "res_id": int(line.get("id") or 0),
                    "field_name": _text(line.get("field"), 100),
                    "value_shown": _text(line.get("value"), 500),
                    "label_shown": _text(line.get("label"), 500),
                    "written_at": _moment(line.get("write_date")),
                }
                for number, line in enumerate(lines)
            ]
        )

    def _make_steps(self, payload, findings, invoices):
        for number, told in enumerate(((payload.get("proposal") or {}).get("steps") or [])[:MOST]):
            step = self.env["triage.step"].create(self._step_values(told, number, findings, invoices))
            step._take_snapshot()

    def _step_values(self, told, number, findings, invoices):
        kind = told.get("kind") if _label(STEP_KINDS, told.get("kind")) else "task"
        currency, amount = self._money(told.get("amount"))
        financial = kind in FINANCIAL or bool(told.get("financial"))
        approval = told.get("approval") if told.get("approval") in ("one", "two") else "none"
        index = told.get("finding")
        return {
            "suggestion_id": self.id,
            "finding_id": findings[index].id if isinstance(index, int) and 0 <= index < len(findings) else False,
            "sequence": number,
            "kind": kind,
            "text": _text(told.get("text"), 1000) or _label(STEP_KINDS, kind),
            "financial": financial,
            "currency_id": currency.id,
            "amount": abs(amount),
            "approval": "one" if financial and approval == "none" else approval,
            "team": _team(told),
            "due": told.get("due") or False,
            "until": told.get("until") or False,
            "rule": _text(told.get("rule"), 100),
            "document": _text(told.get("document"), 200),
            "invoice_id": invoices.get(told.get("document"), False),
        }

    def _supersede(self, known):
        """Put this revision in its place: newer than all known ones, or itself replaced already."""
        newest = max([*known, self], key=lambda s: s.revision)
        for old in (known | self) - newest:
            state = "superseded" if old.state in ("new", "asked") else old.state
            old.write({"state": state, "is_current": False, "superseded_by_id": newest.id})
            for step in old.step_ids.filtered(lambda s: s.state in OPEN_STEPS):
                step._give_up(_("A newer suggestion has taken its place."))
