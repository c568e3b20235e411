"""Does the glue for Enterprise's helpdesk, which cannot be tried here, rest on nothing but what OCA's is tried with?"""

import ast
import csv
import re
from pathlib import Path

ADDONS = Path(__file__).parents[2] / "addons"
OCA, ENTERPRISE = ADDONS / "triage_suggestion_helpdesk_mgmt", ADDONS / "triage_suggestion_helpdesk"
VIEW = "views/helpdesk_ticket_views.xml"
# fields of a ticket that both helpdesks have
BOTH = {"name", "description", "partner_id", "partner_name", "partner_email", "user_id", "company_id"}
OF_ODOO = {"id", "ids", "_name", "display_name", "exists", "browse", "message_post"}


def _text(addon: Path, name: str) -> str:
    return (addon / name).read_text(encoding="utf-8")


def test_both_glues_hold_the_same_few_lines_of_code() -> None:
    names = sorted(path.relative_to(OCA).as_posix() for path in (OCA / "models").glob("*.py"))
    assert names == sorted(path.relative_to(ENTERPRISE).as_posix() for path in (ENTERPRISE / "models").glob("*.py"))
    for name in names:
        assert _text(OCA, name) == _text(ENTERPRISE, name), f"{name} differs: what both need goes to the core addon"
        assert "def " not in _text(OCA, name), f"{name} has a method: it goes to the core addon's ticket.py"


def test_of_a_ticket_only_fields_are_used_that_both_have() -> None:
    tree = ast.parse(_text(ADDONS / "triage_suggestion", "models/ticket.py"))
    read = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "id", "") == "ticket" or getattr(node.value, "attr", "") == "ticket_id")
    }
    (values,) = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "_new_ticket_values"]
    (written,) = [n for n in ast.walk(values) if isinstance(n, ast.Dict)]
    names = {key.value for key in written.keys if isinstance(key, ast.Constant)}
    assert {name for name in read if not name.startswith("triage_")} - OF_ODOO <= BOTH
    assert names <= BOTH


def test_the_two_views_differ_in_the_form_they_extend_and_in_the_place_alone() -> None:
    """Where OCA's view was changed: copy it over Enterprise's and set these three lines again."""
    tried, untried = _text(OCA, VIEW).splitlines(), _text(ENTERPRISE, VIEW).splitlines()
    assert len(tried) == len(untried)
    differing = [(a.strip(), b.strip()) for a, b in zip(tried, untried, strict=True) if a != b]
    assert differing == [
        (
            '<field name="inherit_id" ref="helpdesk_mgmt.ticket_view_form" />',
            '<field name="inherit_id" ref="helpdesk.helpdesk_ticket_view_form" />',
        ),
        ('<page name="description" position="before">', '<notebook position="inside">'),
        ("</page>", "</notebook>"),
    ]


def test_the_service_reads_enterprises_tickets_and_writes_none() -> None:
    rows = list(csv.DictReader(_text(ENTERPRISE, "security/ir.model.access.csv").splitlines()))
    assert {row["model_id:id"] for row in rows} >= {"helpdesk.model_helpdesk_ticket", "helpdesk.model_helpdesk_team"}
    rights = ("perm_read", "perm_write", "perm_create", "perm_unlink")
    assert {tuple(row[right] for right in rights) for row in rows} == {("1", "0", "0", "0")}
    assert _text(ENTERPRISE, "security/rules.xml") == re.sub(
        "helpdesk_mgmt", "helpdesk", _text(OCA, "security/rules.xml")
    )


def test_it_says_that_it_is_untried_where_its_reader_looks() -> None:
    assert "never tried against Enterprise" in _text(ENTERPRISE, "__manifest__.py")
    assert "has never been run against Enterprise" in _text(ENTERPRISE, "README.md")
    assert "**never against Enterprise**" in (ADDONS.parent / "docs" / "odoo.md").read_text(encoding="utf-8")
