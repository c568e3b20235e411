"""What may the connected account do in this Odoo? Its rights as Odoo reckons them, too many and too few by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from triage.domain.failures import Broken, Refused
from triage.odoo.addon import MODEL as SUGGESTION
from triage.odoo.allowlist import FIELDS
from triage.odoo.connection import Connection, open_transport
from triage.odoo.permits import RightsTransport
from triage.odoo.transport import LoginRefused, NoAccess, Transport

CHANGES = ("create", "write", "unlink")
# What a person does with each model, so that a right too many is named by what it would let us do.
ACTS = {
    "account.move": "make, post, reset and cancel invoices",
    "account.move.line": "change what was billed",
    "account.move.reversal": "make credit notes",
    "account.payment": "make and cancel payments",
    "account.payment.register": "register payments",
    "account.bank.statement.line": "change bank statements",
    "helpdesk.ticket": "change tickets",
    "ir.attachment": "add and change files",
    "ir.config_parameter": "read and change secrets",
    "ir.cron": "change jobs",
    "ir.model.access": "give itself rights",
    "ir.rule": "give itself records",
    "mail.compose.message": "send mail to customers",
    "mail.mail": "send mail to anybody",
    "mail.template": "change what is sent",
    "res.groups": "give itself groups",
    "res.partner": "change customers",
    "res.partner.bank": "change bank accounts",
    "res.users": "change users",
    "sale.order": "make, confirm and cancel orders",
    "sale.order.line": "change what was ordered",
    "stock.move": "change what was moved",
    "stock.picking": "validate and cancel transfers",
    "triage.approval": "approve",
    "triage.approval.limit": "change approval limits",
    "triage.decision": "change what was decided",
    "triage.step": "change steps",
    "triage.suggestion": "change suggestions and decide about them",
}
# A note and an activity cannot be written with less.
NEEDED = {"mail.message": ("create",), "mail.activity": ("create", "write")}
OWN_WORDS = frozenset({("mail.message", "write"), ("mail.message", "unlink"), ("mail.activity", "unlink")})


@dataclass(frozen=True, slots=True)
class Rights:
    """Rights too many and too few, as sentences; `absent` models are not installed or hidden from the account."""

    too_many: tuple[str, ...]
    too_few: tuple[str, ...]
    absent: tuple[str, ...]
    asked: int  # how many rights were looked at
    has_addon: bool


def check_account(connection: Connection) -> Rights:
    """Return the rights of the configured account. Raises `RetryLater` and `LoginRefused`; changes nothing."""
    return read_rights(RightsTransport(open_transport(connection)))


def read_rights(transport: Transport) -> Rights:
    """Ask for every model that matters whether it may be read, made, changed and removed."""
    too_many: list[str] = []
    too_few: list[str] = []
    absent: list[str] = []
    models = sorted({*FIELDS, *ACTS, *NEEDED})
    for model in models:
        may = {right: _may(transport, model, right) for right in ("read", *CHANGES)}
        if all(answer is None for answer in may.values()):
            absent.append(model)
            continue
        too_many += [_too_many(model, right) for right in CHANGES if may[right] and _is_too_much(model, right)]
        needed = ("read",) * (model in FIELDS) + NEEDED.get(model, ())
        too_few += [f"may not {right} {model}" for right in needed if not may[right]]
    return Rights(tuple(too_many), tuple(too_few), tuple(absent), len(models) * 4, SUGGESTION not in absent)


def _is_too_much(model: str, right: str) -> bool:
    return right not in NEEDED.get(model, ()) and (model, right) not in OWN_WORDS


def _too_many(model: str, right: str) -> str:
    act = ACTS.get(model)
    return f"may {right} {model}" + (f" ({act})" if act else "")


def _may(transport: Transport, model: str, right: str) -> bool | None:
    """Tell whether the account has a right; None where there is no such model."""
    try:
        arguments = {"operation": right, "raise_exception": False}
        return bool(transport.execute(model, "check_access_rights", (), arguments))
    except LoginRefused:
        raise
    except NoAccess:
        return False
    except (Refused, Broken):
        return None


def sentences(rights: Rights) -> Iterable[str]:
    """Yield the rights as lines for a person."""
    yield from (f"right too many: {line}" for line in rights.too_many)
    yield from (f"right too few: {line}" for line in rights.too_few)
