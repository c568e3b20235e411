"""Are clients added, rotated and revoked so that nobody stands before a closed door, and nobody behind an open one?"""

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from triage import cli, wiring
from triage.api.access import Keyring
from triage.commands.household import Household
from triage.commands.keys import client_of, master_key, open_keyring
from triage.settings import load_settings
from triage.store.clients import ClientBook

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path))
    load_settings.cache_clear()

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["triage", "client", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return called


def token_of(told: str) -> str:
    return re.findall(r"^token +(triage_\S{43})$", told, re.MULTILINE)[0]


def ring(**later: float) -> Keyring:
    """Return the keyring as it is, or as it will be later."""
    house = Household.open(load_settings())
    book, master = ClientBook(house.database), master_key(house.settings)
    moment = wiring.now() + timedelta(**later)
    return Keyring([], lambda: [client_of(row, master) for row in book.list_keys()], clock=lambda: moment)


def test_a_token_is_shown_once_and_kept_as_a_hash(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("add", "n8n", "--scopes", "ingest+read")
    token = token_of(out)
    found = ring().find(token)
    assert (code, found and found.name, found and sorted(found.scopes)) == (0, "n8n", ["ingest", "read"])
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert token.encode() not in kept
    assert token not in run("list")[1]


def test_a_signing_secret_is_nowhere_in_the_database(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("add", "odoo", "--scopes", "ingest", "--sign")
    secret = re.findall(r"^signing secret +(\S{43})$", out, re.MULTILINE)[0]
    assert [client.signing_secret for client in ring().list_signers()] == [secret]
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("triage.sqlite3*"))


def test_after_a_rotation_both_tokens_are_good_until_the_old_one_ends(run: Run) -> None:
    old = token_of(run("add", "odoo", "--scopes", "ingest", "--sign")[1])
    new = token_of(run("rotate", "odoo", "--keep-old", "24h")[1])
    assert {client.name for client in map(ring().find, (old, new)) if client} == {"odoo"}
    assert len({client.signing_secret for client in ring().list_signers("odoo")}) == 2
    assert ring(hours=23, minutes=59).find(old) is not None
    assert (ring(hours=24).find(old), len(ring(hours=24).list_signers())) == (None, 1)
    assert ring(hours=24).find(new) is not None


def test_a_rotation_never_makes_a_key_live_longer(run: Run) -> None:
    old = token_of(run("add", "odoo", "--scopes", "ingest", "--expires", "1h")[1])
    run("rotate", "odoo", "--keep-old", "7d")
    assert ring(minutes=61).find(old) is None


def test_a_key_with_a_lifetime_ends_and_is_listed_so(run: Run) -> None:
    token = token_of(run("add", "trial", "--scopes", "read", "--expires", "30m")[1])
    assert ring(minutes=29).find(token) is not None
    assert ring(minutes=30).find(token) is None
    run("add", "gone", "--scopes", "read", "--expires", "0m")
    states = {line.split()[0]: line.split()[-1] for line in run("list")[1].splitlines()}
    assert states == {"gone": "ended", "trial": "good"}


def test_a_revoked_client_is_out_and_shows_with_all_only(run: Run) -> None:
    token = token_of(run("add", "n8n", "--scopes", "ingest")[1])
    assert run("revoke", "n8n")[0] == 0
    assert ring().find(token) is None
    assert run("list")[1] == ""
    assert run("list", "--all")[1].split()[-1] == "revoked"


def test_the_journal_tells_who_got_in_since_when(run: Run) -> None:
    run("add", "n8n", "--scopes", "ingest")
    run("rotate", "n8n")
    run("revoke", "n8n")
    house = Household.open(load_settings())
    entries = [(entry["event"], entry["detail"]["client"]) for entry in house.journal.list_entries("")]
    assert entries == [("client_added", "n8n"), ("client_rotated", "n8n"), ("client_revoked", "n8n")]
    assert house.audit.examine(None).fault == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "n8n", "--scopes", "ingest+everything"), "scopes are"),
        (("add", "A B", "--scopes", "ingest"), "small letters"),
        (("add", "x", "--scopes", "read", "--expires", "soon"), "30m, 24h, 90d"),
        (("rotate", "nobody"), "there is no client nobody"),
        (("revoke", "nobody"), "there is no client nobody"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(run: Run, words: tuple[str, ...], told: str) -> None:
    code, _, err = run(*words)
    assert (code, told in err, err.count("\n")) == (3, True, 1)


def test_a_name_is_given_once(run: Run) -> None:
    run("add", "n8n", "--scopes", "ingest")
    assert run("add", "n8n", "--scopes", "admin")[2] == "triage: there is a client n8n already\n"


def test_the_local_token_ends_when_the_first_client_has_a_key(run: Run) -> None:
    house = Household.open(load_settings())
    local = open_keyring(house)
    from triage.commands.keys import local_token

    token = local_token(house.settings)
    assert local.find(token) is not None
    run("add", "n8n", "--scopes", "ingest")
    assert open_keyring(house).find(token) is None
