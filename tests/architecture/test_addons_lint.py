"""Do the addons keep OCA's conventions, and which constructs of theirs are not in all of Odoo 17, 18 and 19?"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ADDONS = sorted(path.parent for path in (ROOT / "addons").glob("*/__manifest__.py"))
# Left out, each for a reason.
LEFT_OUT = {
    "prefer-env-translation": "self.env._ is not in 17",
    "manifest-required-author": "the addons are not OCA's",
    "missing-readme": "one README.md tells of all of them",
    "manifest-superfluous-key": "said plainly",
    "consider-merging-classes-inherited": "one file answers one question",
    "method-required-super": "the log of refused attempts takes no rows from callers",
    "no-raise-unlink": "what was said about a suggestion stays",
    "no-search-all": "the chain of the log is checked whole",
    "no-wizard-in-models": "the composer is Odoo's own",
    "attribute-string-redundant": "labels are said where they are read",
}
# What is not in all three: views and security data are made for each version; code must not grow this list.
ONLY_SOME = {
    "<list> views (18 and later; <tree> before)": (r"<list\b", "*.xml"),
    "privileges of groups (19)": (r"res\.groups\.privilege", "*.xml"),
    "user_ids of groups (19; users before)": (r'name="user_ids"', "*.xml"),
    "the <chatter/> tag (18 and later)": (r"<chatter\s*/>", "*.xml"),
}
NEVER_IN_CODE = {
    "models.Constraint and Index (19)": r"models\.(Constraint|Index|UniqueIndex)\(",
    "self.env._ (18 and later)": r"self\.env\._\(",
    "_commit_progress (19)": r"_commit_progress",
    "Domain class (19)": r"from odoo\.fields import Domain",
    "old cursor names (before 19)": r"self\._(cr|uid|context)\b",
    "_sql_constraints (before 19)": r"_sql_constraints",
    "name_get (before 17)": r"def name_get",
}


def test_the_addons_are_clean_by_pylint_odoo() -> None:
    words = ["--load-plugins=pylint_odoo", "-d", "all", "-e", "odoolint", "-d", ",".join(LEFT_OUT), "--score=n"]
    command = [sys.executable, "-m", "pylint", *words, "--valid-odoo-versions=19.0", *map(str, ADDONS)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout.strip() == "", done.stdout
    assert done.returncode == 0, done.stderr[-2000:]


def _files(pattern: str) -> list[Path]:
    return [path for addon in ADDONS for path in addon.rglob(pattern) if "tests" not in path.parts]


def test_code_uses_nothing_that_is_not_in_17_18_and_19() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in _files("*.py")
        for what, pattern in NEVER_IN_CODE.items()
        if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_what_needs_a_file_of_its_own_per_version_is_listed() -> None:
    for what, (pattern, kind) in ONLY_SOME.items():
        where = [
            p.relative_to(ROOT).as_posix() for p in _files(kind) if re.search(pattern, p.read_text(encoding="utf-8"))
        ]
        assert where, f"{what} is listed and no longer used"
        assert all("/views/" in name or "/security/" in name for name in where), (what, where)
