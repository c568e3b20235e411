"""What do the books say? The facts of one customer, read from any Odoo 17 to 19 in few batched calls."""

from collections import Counter
from collections.abc import Sequence

from triage.domain.casefile import BooksAnswer, BooksQuery
from triage.domain.facts import Invoice, Partner, Payment, Ticket
from triage.domain.failures import RetryLater
from triage.domain.message import Message
from triage.domain.ports import Clock, Ownership
from triage.odoo import invoices as ledger
from triage.odoo import owners, partners, promises, tickets
from triage.odoo.accounts import accounts_of, ask_open_sums, open_sums
from triage.odoo.allowlist import is_needed
from triage.odoo.bank_lines import read_bank_lines
from triage.odoo.deliveries import delivery_facts, find_deliveries
from triage.odoo.masterdata import MasterData
from triage.odoo.orders import find_orders, order_facts
from triage.odoo.payments import find_payments, payment_facts
from triage.odoo.questions import Catalogue, Questions
from triage.odoo.scope import Scope
from triage.odoo.transport import Row, Transport
from triage.odoo.values import text


class OdooBooks:
    """Reads one Odoo database as one account. See `Books` for what each method promises."""

    def __init__(self, transport: Transport, *, clock: Clock, company_id: int | None = None) -> None:
        self._transport = transport
        self._clock = clock
        self._company_id = company_id
        self._catalogue = Catalogue(transport)
        self._master = MasterData()

    def ping(self) -> None:
        """Return when the books answer; raises `RetryLater` when they do not, `Refused` when they refuse us."""
        if not self._questions().ask("res.company", [], limit=1):
            raise RetryLater("Odoo answers, but shows the service account no company")

    def find_partners(self, *, addresses: Sequence[str], domains: Sequence[str], names: Sequence[str]) -> list[Partner]:
        """List contacts with one of these addresses, domains, or names, each with its commercial partner."""
        wanted = (addresses, domains, names)
        return partners.find(self._questions(), self._master, wanted=wanted, as_of=self._clock())

    def find_owners(self, references: Sequence[str]) -> list[Ownership]:
        """List who owns documents with these normal forms; numbers only, nothing is read of them."""
        return owners.find_owners(self._questions(), references)

    def find_ticket(self, message: Message) -> Ticket | None:
        """Find the ticket a message belongs to: by its id, Message-ID, References, or number in the subject."""
        return tickets.of_message(self._questions(), message, self._clock())

    def read_case(self, query: BooksQuery) -> BooksAnswer:
        """Read all facts for a case in few batched calls; only the named partner's tree.

        Raises `RetryLater` when Odoo does not answer. What the account may not read is named in `left_out`.
        """
        q, scope = self._questions(), Scope.of(query, self._clock())
        bank = is_needed("res.partner.bank", scope.intents)
        tree = partners.tree(q, self._master, scope.commercial_id, scope.as_of, bank=bank)
        if not tree:
            return BooksAnswer(rpc_calls=q.calls, left_out=tuple(q.left_out))
        found = ledger.find_documents(q, scope)
        origins = _origins(found)
        payment_rows = find_payments(q, scope)
        lines = ledger.read_lines(q, ledger.choose_for_lines(found), [int(row["id"]) for row in payment_rows])
        order_rows, order_lines = find_orders(q, scope, origins)
        delivery_rows, parts = find_deliveries(q, scope, [int(row["id"]) for row in order_rows])
        self._master.learn_products(q, [*lines, *order_lines, *parts.get("stock.move", ())])
        billed, paid = self._ledger_facts(q, scope, found, payment_rows, lines)
        orders = order_facts(q, order_rows, order_lines, self._master, scope)
        sums = ask_open_sums(q, scope) if found.truncated else open_sums(billed)
        promised, reminded = promises.of_customer(q, scope, tree, billed)
        company = next((p for p in tree if p.id == scope.commercial_id), None)
        banked = read_bank_lines(q, scope, [company.name] if company else [], _numbers(found))
        return BooksAnswer(
            partners=tuple(tree),
            invoices=tuple(billed),
            orders=tuple(orders),
            deliveries=tuple(delivery_facts(q, delivery_rows, parts, self._master, scope)),
            payments=tuple(paid),
            bank_lines=tuple(banked),
            tickets=tuple(tickets.of_customer(q, scope)),
            accounts=tuple(accounts_of(sums, paid, company, scope.as_of.date())),
            promises=tuple(promised),
            reminders=tuple(reminded),
            home_country=self._home_country(q, [paper.company_id for paper in (*billed, *orders)]),
            truncated=found.truncated,
            rpc_calls=q.calls,
            left_out=tuple(q.left_out),
        )

    def _ledger_facts(
        self, q: Questions, scope: Scope, found: ledger.Found, payment_rows: list[Row], lines: list[Row]
    ) -> tuple[list[Invoice], list[Payment]]:
        paid = payment_facts(payment_rows, lines, scope)
        paid_by: dict[int, tuple[int, ...]] = {}
        for payment in paid:
            for invoice in payment.matched_invoice_ids:
                paid_by[invoice] = (*paid_by.get(invoice, ()), payment.id)
        billed = ledger.invoice_facts(found.rows, lines, q, self._master, scope)
        return [i.model_copy(update={"payment_ids": paid_by.get(i.id, ())}) for i in billed], paid

    def _home_country(self, q: Questions, billing: Sequence[int | None]) -> str:
        """Return the country of the company configured, else of the one that bills most, else of our first one."""
        companies = self._master.companies(q)
        most = Counter(company for company in billing if company in companies).most_common(1)
        chosen = self._company_id or (most[0][0] if most else min(companies, default=None))
        return companies[chosen].country if chosen in companies else ""

    def _questions(self) -> Questions:
        return Questions(self._transport, self._catalogue)


def _numbers(found: ledger.Found) -> list[str]:
    """List the numbers of the customer's documents in question, or of the open ones where none is."""
    named = [row for row in found.rows if row["id"] in found.focus]
    rows = named or [row for row in found.rows if row.get("amount_residual")]
    return [name for row in rows[: ledger.FOCUS_LIMIT] if (name := text(row, "name"))]


def _origins(found: ledger.Found) -> list[str]:
    """List the names of the orders behind the documents in question, or behind the first ones where none is."""
    wanted = set(found.focus) or {int(row["id"]) for row in found.rows[: ledger.FOCUS_LIMIT]}
    names = [
        part.strip() for row in found.rows if row["id"] in wanted for part in text(row, "invoice_origin").split(",")
    ]
    return list(dict.fromkeys(name for name in names if name))
