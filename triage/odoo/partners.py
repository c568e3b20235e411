"""Who is in the books? Contacts by address, domain or name, and the tree of one customer."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from triage.domain.facts import Partner
from triage.odoo.masterdata import MasterData
from triage.odoo.questions import Questions
from triage.odoo.references import any_of
from triage.odoo.transport import Row
from triage.odoo.values import fact, label, link, number, text

TREE_LIMIT = 500
FIND_LIMIT = 200
_WORD = re.compile(r"[^\W\d_]{3,}")
_LEGAL_FORMS = frozenset(
    {"gmbh", "mbh", "limited", "inc", "llc", "corp", "corporation", "company", "sarl", "srl", "lda", "asa", "aps"}
    | {"ltd", "sas", "spa", "plc", "zoo", "the", "and", "und", "for", "international", "group", "holding"}
)


def find(
    q: Questions, master: MasterData, *, wanted: tuple[Sequence[str], Sequence[str], Sequence[str]], as_of: datetime
) -> list[Partner]:
    """List contacts with one of these (addresses, domains, names); names match by their most telling word."""
    addresses, domains, names = wanted
    strong: list[Any] = [("email", "=ilike", _literal(a)) for a in addresses if "@" in a]
    strong += [("email", "=ilike", f"%@{_literal(d)}") for d in domains if "." in d]
    weak: list[Any] = [("name", "ilike", word) for word in dict.fromkeys(filter(None, map(_telling, names)))]
    if not strong and not weak:
        return []
    rows = q.ask("res.partner", any_of([*strong, *weak]), limit=FIND_LIMIT, order="id")
    if len(rows) == FIND_LIMIT and strong:
        found = {row["id"] for row in rows}
        rows += [r for r in q.ask("res.partner", any_of(strong), limit=FIND_LIMIT) if r["id"] not in found]
    return [partner_of(row, q, master, as_of) for row in rows]


def _literal(text_: str) -> str:
    """Return a text for `=ilike` in which only itself matches."""
    return re.sub(r"([\\%_])", r"\\\1", text_.strip())


def _telling(name: str) -> str:
    """Return the longest word of a name that is no legal form."""
    words = [word for word in _WORD.findall(name) if word.lower() not in _LEGAL_FORMS]
    return max(words, key=len, default="")


def tree(q: Questions, master: MasterData, commercial_id: int, as_of: datetime, *, bank: bool) -> list[Partner]:
    """List the customer with its contacts and addresses; `bank` adds its accounts, masked."""
    domain = ["|", ("id", "=", commercial_id), ("commercial_partner_id", "=", commercial_id)]
    rows = q.ask("res.partner", domain, limit=TREE_LIMIT, order="id")
    known = _bank_accounts(q, [int(row["id"]) for row in rows]) if bank and rows else {}
    return [
        partner_of(row, q, master, as_of).model_copy(update={"bank_accounts": known.get(int(row["id"]), ())})
        for row in rows
        if (link(row, "commercial_partner_id") or row["id"]) == commercial_id
    ]


def _bank_accounts(q: Questions, partners: Sequence[int]) -> dict[int, tuple[str, ...]]:
    known: dict[int, tuple[str, ...]] = {}
    for row in q.ask("res.partner.bank", [("partner_id", "in", list(partners))], limit=50):
        owner = link(row, "partner_id") or 0
        known[owner] = (*known.get(owner, ()), masked(text(row, "acc_number")))
    return known


def masked(account: str) -> str:
    """Return an account number of which only the last four characters can be read."""
    bare = "".join(account.split())
    return "*" * max(len(bare) - 4, 0) + bare[-4:] if len(bare) > 4 else "****"


def partner_of(row: Row, q: Questions, master: MasterData, as_of: datetime) -> Partner:
    """Return one contact or company as a fact."""
    commercial = link(row, "commercial_partner_id") or int(row["id"])
    ours = {company.partner_id for company in master.companies(q).values()}
    return Partner(
        **fact(row, as_of),
        email=text(row, "email").strip(),
        parent_id=link(row, "parent_id"),
        commercial_id=commercial,
        is_company=bool(row.get("is_company")),
        vat=text(row, "vat"),
        ref=text(row, "ref"),
        street=text(row, "street"),
        zip=text(row, "zip"),
        city=text(row, "city"),
        country=master.countries(q).get(link(row, "country_id") or 0, ""),
        language=text(row, "lang")[:2].lower(),
        fiscal_position=label(row, "property_account_position_id"),
        credit_limit=number(row, "credit_limit") if row.get("use_partner_credit_limit") else None,
        is_ours=commercial in ours or row.get("partner_share", True) is False,
    )


def commercial_names(q: Questions, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return id and name of the commercial partner of each contact; nothing else is read of them into a case."""
    if not ids:
        return {}
    rows = q.ask("res.partner", [("id", "in", sorted(set(ids)))], only=("commercial_partner_id",))
    return {
        int(row["id"]): (link(row, "commercial_partner_id") or int(row["id"]), label(row, "commercial_partner_id"))
        for row in rows
    }
