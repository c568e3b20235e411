"""Do the addons say everything in words, in all eight languages, and in the words of the service's closed lists?"""

import ast
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from triage.domain.codes import LANGUAGES, Flag, Intent
from triage.domain.findings import Outcome
from triage.domain.proposal import Approval, StepKind
from triage.propose.phrases import phrasebook
from triage.propose.policy import Team
from triage.verify.reasons import Missing

ADDONS = Path(__file__).parents[2] / "addons"
SPOKEN = ("triage_suggestion", "triage_suggestion_helpdesk_mgmt", "triage_suggestion_helpdesk")
OTHERS = [language for language in LANGUAGES if language != "en"]
PLACE = re.compile(r"%(?:\(\w+\))?(?:\.\d+)?[sdf]|<[^>]+>")
WORDS = ADDONS / "triage_suggestion" / "models"


def catalog(addon: str, name: str) -> Catalog:
    with (ADDONS / addon / "i18n" / name).open("rb") as file:
        return read_po(file)


def written(path: Path, name: str) -> list[str]:
    """List the string keys of the list `name`, or of what the function `name` returns."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return [pair[0] for pair in ast.literal_eval(node.value)]
        if isinstance(node, ast.FunctionDef) and node.name == name:
            table = next(part for part in ast.walk(node) if isinstance(part, ast.Dict))
            return [ast.literal_eval(key) for key in table.keys if key]
    raise LookupError(name)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("addon", SPOKEN)
def test_every_term_is_translated_with_the_same_placeholders(addon: str, language: str) -> None:
    terms = {m.id for m in catalog(addon, f"{addon}.pot") if m.id}
    said = {m.id: str(m.string) for m in catalog(addon, f"{language}.po") if m.id}
    assert set(said) == terms
    assert [term for term, words in said.items() if not words.strip()] == []
    assert [term for term, words in said.items() if sorted(PLACE.findall(words)) != sorted(PLACE.findall(term))] == []


def test_no_language_is_left_in_english() -> None:
    """Names and internationalisms are alike, but not one term in seven."""
    for language in OTHERS:
        said = [m for m in catalog("triage_suggestion", f"{language}.po") if m.id]
        assert sum(m.id == m.string for m in said) < len(said) / 14, language


def test_the_trades_own_word_for_a_credit_note() -> None:
    said = {x: str(catalog("triage_suggestion", f"{x}.po").get("Credit note").string) for x in OTHERS}  # type: ignore[union-attr]
    assert said == {
        "de": "Gutschrift", "fr": "Avoir", "nl": "Creditnota", "es": "Nota de crédito", "it": "Nota di credito",
        "pt": "Nota de crédito", "pl": "Faktura korygująca",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "codes"),
    [("INTENTS", Intent), ("OUTCOMES", Outcome), ("STEP_KINDS", StepKind), ("APPROVALS", Approval)],
)
def test_the_closed_lists_are_those_of_the_service(name: str, codes: Any) -> None:
    assert sorted(written(WORDS / "words.py", name)) == sorted(code.value for code in codes)


def test_the_teams_are_those_of_the_policy() -> None:
    assert sorted(written(WORDS / "words.py", "TEAMS")) == sorted(get_args(Team))


def test_whatever_the_service_says_is_missing_or_flags_has_words() -> None:
    book = phrasebook("en")
    codes = {code.value for code in Missing} | set(book.asks) | set(book.inside)
    assert codes - set(written(WORDS / "panel_words.py", "_missing_labels")) == set()
    assert {code.value for code in Flag} - set(written(WORDS / "panel_words.py", "_flag_labels")) == set()
    assert sorted(written(WORDS / "panel_words.py", "_language_labels")) == sorted(LANGUAGES)
