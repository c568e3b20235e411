"""Is each decision still kept? Every note names the tests that hold it, and they are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
NOTES = sorted((ROOT / "docs" / "decisions").glob("*.md"))
MAIL = ROOT / "tests" / "samples" / "01-short-shipment-no-backorder.eml"
TRAINING = {"sklearn", "scipy", "skops", "joblib", "cleanlab", "pandas"}


def known_tests() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def (test_\w+)", text)}


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_a_note_says_what_why_at_what_cost_and_what_keeps_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {path.stem[:4]} \S", text)
    assert all(f"**{part}" in text for part in ("Decided.**", "Why.**", "What it costs.**", "Kept by**"))
    kept_by = re.findall(r"`(test_\w+)`", text.split("**Kept by**")[1])
    assert kept_by
    assert set(kept_by) <= known_tests()
    assert len(text.splitlines()) <= 60


def test_the_notes_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in NOTES] == [f"{number:04}" for number in range(1, len(NOTES) + 1)]


def test_reading_a_mail_loads_no_library_of_training() -> None:
    code = (
        "import sys; from triage.commands.reading import read_messages; "
        f"assert read_messages([{str(MAIL)!r}], jsonl=True) == 0; "
        f"sys.stderr.write(' '.join(sorted({TRAINING!r} & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "tests", capture_output=True, text=True, check=True)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_langchain_stays_below_1_5() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = {r.name: r for r in map(Requirement, re.findall(r'^\s+"(langchain[^"]*)"', project, re.MULTILINE))}
    assert not wanted["langchain"].specifier.contains("1.5.0", prereleases=True)
    assert not wanted["langchain-openai"].specifier.contains("1.7.4")
    for name in ("requirements.txt", "requirements-image.txt"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^langchain==(\S+)", lock, re.MULTILINE)
        assert [Version(version) < Version("1.5") for version in pinned] == [True]
