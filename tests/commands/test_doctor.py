"""Does the doctor name what is wrong, and every right too many or too few?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from triage.commands.doctor import run_doctor
from triage.domain.failures import Refused
from triage.odoo.allowlist import FIELDS
from triage.odoo.permits import Forbidden, RightsTransport
from triage.odoo.rights import read_rights
from triage.settings import Settings


class Account:
    """An Odoo whose account has these rights; `absent` models are not installed."""

    def __init__(self, rights: set[tuple[str, str]], absent: Sequence[str] = ()) -> None:
        self.rights, self.absent = rights, absent

    def search_read(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("the doctor reads nothing")

    def execute(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, Any]) -> Any:
        if model in self.absent:
            raise Refused("there is no such model")
        return (model, arguments["operation"]) in self.rights


NOTES = {("mail.message", "create"), ("mail.activity", "create"), ("mail.activity", "write")}
READS = {(model, "read") for model in FIELDS}


def test_an_account_that_reads_and_writes_notes_is_sound() -> None:
    rights = read_rights(RightsTransport(Account(READS | NOTES)))
    assert (rights.too_many, rights.too_few) == ((), ())


def test_every_right_too_many_is_named_with_what_it_would_let_us_do() -> None:
    given = {("account.move", "write"), ("account.payment.register", "create"), ("res.partner", "unlink")}
    rights = read_rights(RightsTransport(Account(READS | NOTES | given)))
    assert rights.too_many == (
        "may write account.move (make, post, reset and cancel invoices)",
        "may create account.payment.register (register payments)",
        "may unlink res.partner (change customers)",
    )


def test_every_right_too_few_is_named() -> None:
    rights = read_rights(
        RightsTransport(Account((READS | NOTES) - {("stock.move", "read"), ("mail.message", "create")}))
    )
    assert rights.too_few == ("may not create mail.message", "may not read stock.move")


def test_a_model_that_is_not_installed_is_neither() -> None:
    rights = read_rights(RightsTransport(Account(READS | NOTES, absent=["sale.order", "triage.suggestion"])))
    assert (rights.too_few, rights.has_addon) == ((), False)
    assert rights.absent == ("sale.order", "triage.suggestion")


def test_the_doctor_can_do_nothing_but_ask() -> None:
    transport = RightsTransport(Account(READS))
    for act in (
        lambda: transport.execute("account.move", "write", [1], {}),
        lambda: transport.execute("account.move", "check_access_rights", [1], {}),
        lambda: transport.search_read("res.users", [], ["login"]),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_fresh_installation_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(Settings(home=tmp_path)) == 0
    said = capsys.readouterr().out
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "ok     settings", "ok     database", "ok     books", "ok     rights", "ok     cases",
    ]  # fmt: skip


def test_what_is_not_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(Settings(home=tmp_path, books="json2")) == 1
    said = capsys.readouterr().out
    assert "wrong  settings: TRIAGE_ODOO_URL is not set" in said
    assert "wrong  settings: TRIAGE_ODOO_KEY is not set" in said
