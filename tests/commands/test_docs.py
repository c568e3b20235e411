"""Do the README and docs tell the truth? Their commands are run, their settings, links and tests looked up."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from triage import cli
from triage.commands.clients import Wish, add_client
from triage.commands.household import Household
from triage.commands.sources import read_raw
from triage.domain.releases import ReplayReport, Versions
from triage.journey import LEGS
from triage.settings import Settings, load_settings
from triage.store.states import State

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Too long, or never ending, for a fast test; other tests run them, these only look whether the words are right.
ONLY_PARSED = ("train", "labels", "serve", "work", "evaluate", "demo --pages")
OTHER_VARIABLES = {"TRIAGE_LIVE", "TRIAGE_SHOTS"}  # of the tests, not of the product
ALLOWED_HOSTS = {"127.0.0.1", "odoo.example.com", "example.com"}


@dataclass(frozen=True)
class Line:
    """One command of a page's code blocks."""

    page: str
    words: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        return " ".join(self.words)


def blocks_of(text: str) -> list[str]:
    """Return the code blocks, fenced or indented, with continued lines joined."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"(?:^ {4}\S.*\n|^ {5,}\S.*\n)+", rest, re.MULTILINE)
    return [re.sub(r"\\\n\s*", " ", block) for block in (*fenced, *indented)]


def lines_of(path: Path, program: str) -> list[Line]:
    """List the lines of a page that call a program, the export lines above them in the same block included."""
    found = []
    for block in blocks_of(path.read_text(encoding="utf-8")):
        for raw in block.splitlines():
            words = shlex.split(raw.strip(), comments=True) if re.search(rf"\b{program} ", raw) else []
            variables = {}
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                name, _, value = words.pop(0).partition("=")
                variables[name] = value
            if words and words[0] == program:
                found.append(Line(path.name, tuple(words[1:]), variables))
    return found


def unique(lines: list[Line]) -> list[Line]:
    return list({line.text: line for line in lines}.values())


TRIAGE = unique([line for page in PAGES for line in lines_of(page, "triage")])
MAKE = unique([line for page in PAGES for line in lines_of(page, "make")])


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    """Return a service's home in the sandbox, in an empty folder that is also the working folder."""
    for name in [n for n in os.environ if n.startswith(("TRIAGE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRIAGE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLES / "01-short-shipment-no-backorder.eml", "mail.eml")
    shutil.copytree(ROOT / "policies", "policies")
    load_settings.cache_clear()
    opened = Household.open(load_settings())
    yield opened
    opened.database.close()
    load_settings.cache_clear()


def proved_case(house: Household) -> str:
    """Return a case that was taken down the road."""
    case = house.journey.accept(read_raw("mail.eml", limit=10**6)).case_id
    for leg in range(len(LEGS)):
        house.journey.run(case, leg)
    return case


def filled(words: tuple[str, ...], house: Household) -> list[str]:
    """Put something real where a page has a placeholder."""
    if "CASE" in words:
        case = proved_case(house)
        if words[0] == "dead-letters":
            house.casebook.move(case, State.DEAD, reason="the books did not answer", step="gather")
        words = tuple(case if word == "CASE" else word for word in words)
    if "CLIENT" in words:
        add_client("odoo", Wish("ingest"))
        words = tuple("odoo" if word == "CLIENT" else word for word in words)
    if "--against" in words:
        checkpoint = house.audit.checkpoint().as_json()
        Path(words[words.index("--against") + 1]).write_text(json.dumps(checkpoint), encoding="utf-8")
    if words[0] == "change" and words[1] in ("show", "sign", "activate", "revert"):
        change = kept_change(house, signed=words[1] in ("activate", "revert"), active=words[1] == "revert")
        words = tuple(change if word == "CHANGE" else word for word in words)
    return ["mail.eml" if word == "PATH…" else word for word in words]


def kept_change(house: Household, *, signed: bool, active: bool) -> str:
    """Return a change that was replayed, and signed and put in force where a command needs it so."""
    text = Path("policies/default-1.yaml").read_text(encoding="utf-8")
    inputs = Versions(policy=house.policy().stamp, policy_text=text)
    report = ReplayReport(since=datetime(2026, 11, 1, tzinfo=UTC), facts="recorded", cases=0, left_out=0, changed=0)
    change = house.changes.keep(inputs, report).id
    if signed:
        house.changes.sign(change, "Sue Supervisor")
    if active:
        house.changes.activate(change, "Sue Supervisor")
    return change


def parsed(words: list[str]) -> None:
    """Let the command line's own parser look at the words; raises what it would answer."""
    command: Any = get_command(cli.app)
    context = command.make_context("triage", list(words))
    while hasattr(command, "commands"):
        _, command, words = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(command.name, list(words), parent=context)


@pytest.mark.parametrize("line", TRIAGE, ids=lambda line: line.text)
def test_a_command_of_the_docs_ends_well(
    line: Line, house: Household, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = filled(line.words, house)
    parsed(words)
    if line.text.startswith(ONLY_PARSED):
        return
    for name, value in line.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["triage", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr()
    assert end.value.code in (0, None), told.out + told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("line", MAKE, ids=lambda line: line.text)
def test_a_make_target_of_the_docs_is_there_and_calls_what_there_is(line: Line) -> None:
    done = subprocess.run(["make", "-n", *line.words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for call in re.findall(r"/bin/triage (.+)", done.stdout):
        parsed(shlex.split(call))


def test_the_pages_hold_commands_enough_to_be_worth_running() -> None:
    assert {line.words[0] for line in TRIAGE} == set(get_command(cli.app).commands)  # type: ignore[attr-defined]
    assert {"demo", "test", "bench", "evaluate"} <= {line.words[0] for line in MAKE}


def test_a_wrong_word_would_be_noticed() -> None:
    for words in (["raed", "mail.eml"], ["policy", "chekc"], ["serve", "--no-wroker"], ["train"]):
        with pytest.raises(Exception, match=r"No such|Missing"):
            parsed(words)


def variable_of(name: str) -> str:
    return name.upper() if name.startswith("openai") else f"TRIAGE_{name.upper()}"


def shown_default(name: str) -> str:
    """Return a setting's default as the table writes it."""
    default = Settings.model_fields[name].default
    if name == "home":
        return "`$XDG_STATE_HOME/triage`, else `~/.local/state/triage`"
    if isinstance(default, tuple):
        return f"`{json.dumps(default)}`"
    return f"`{default}`" if default not in (None, "") and "Secret" not in type(default).__name__ else ""


def test_the_table_of_settings_is_that_of_the_code() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").split("## Settings")[1]
    rows = re.findall(r"^\| `([A-Z_]+)` \|(.*?)\|", text, re.MULTILINE)
    assert {n: d.strip() for n, d in rows} == {variable_of(n): shown_default(n) for n in Settings.model_fields}


def test_a_setting_that_nothing_reads_is_said_to_be_so() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    idle = {f"TRIAGE_{n}" for n in re.findall(r"`TRIAGE_([A-Z_]+)` \|[^|]*\| declared, and not read", text)}
    code = "".join(p.read_text("utf-8") for p in (ROOT / "triage").rglob("*.py") if p.name != "settings.py")
    unread = {n for n in Settings.model_fields if not re.search(rf"(?:settings|\bs|self)\.{n}\b", code)}
    assert idle == {variable_of(n) for n in unread - {"home", "database_url"}}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = {variable_of(name) for name in Settings.model_fields} | OTHER_VARIABLES
    assert {v.rstrip("_") for v in re.findall(r"\bTRIAGE_[A-Z_]+[A-Z]", text)} <= known
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / link).exists(), link
    tests = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("test_*.py"))
    tests += (ROOT / "tests" / "odoo" / "contract.py").read_text(encoding="utf-8")
    absent = [name for name in re.findall(r"`(test_\w+)`", text) if f"def {name}(" not in tests]
    assert absent == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_a_page_names_no_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert {host.split(":")[0] for host in re.findall(r"https?://([\w.:-]+)", text)} <= ALLOWED_HOSTS
    assert not re.search(r"(?<![\w.~$}])/(?:home|root|tmp|work|usr|opt|var|etc)/", text)


def test_the_rights_in_the_docs_are_those_of_the_tested_account() -> None:
    tree = ast.parse((ROOT / "tests" / "live" / "odoo_users.py").read_text(encoding="utf-8"))
    (reads,) = (n.value for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "BOT_READS")  # type: ignore[attr-defined]
    page = (ROOT / "docs" / "odoo.md").read_text(encoding="utf-8")
    listed = re.findall(r"`([a-z_.]+)`", page.split("<!-- bot reads -->")[1].split("<!-- /bot reads -->")[0])
    assert listed == list(ast.literal_eval(reads))
