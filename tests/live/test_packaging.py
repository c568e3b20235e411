"""Does the product work where nobody has the repository? The Dockerfile's own install steps, in an empty environment.

The packages come from the registry that pip is set up for, so this needs a network; no container engine is used.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 900
# Where a file of the repository is found in the wheel.
PACKED = {
    "triage/": "triage/",
    "prompts/": "triage/_releases/prompts/",
    "models/": "triage/_releases/models/",
    "policies/": "triage/_releases/policies/",
    "tests/samples/": "triage/_releases/samples/",
}


def run(*words: str | Path, cwd: Path, home: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run a command without the settings and paths of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TRIAGE_", "OPENAI_", "PYTHON", "VIRTUAL_ENV"))}
    env = kept | {"OPENBLAS_NUM_THREADS": "1"} | ({"TRIAGE_HOME": str(home)} if home else {})
    return subprocess.run([str(w) for w in words], cwd=cwd, env=env, capture_output=True, text=True, timeout=SECONDS)


def checked(*words: str | Path, cwd: Path) -> str:
    done = run(*words, cwd=cwd)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def dockerfile(word: str) -> list[str]:
    """Return the arguments of an instruction in the stage that builds."""
    stage = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("\nFROM ")[1]
    return re.findall(rf"^{word}\s+(.+)$", re.sub(r"\\\n\s*", " ", stage), re.MULTILINE)


@dataclass(frozen=True)
class Installed:
    """The product as the image has it, and a wheel made of the same commit."""

    prefix: Path
    copy: Path  # the commit's files and nothing else
    wheel: Path
    elsewhere: Path

    def triage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return run(self.prefix / "bin" / "triage", *words, cwd=self.elsewhere, home=self.elsewhere / "home")

    def packed(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = tmp_path_factory.mktemp("packaging")
    copy, build, prefix, elsewhere = (place / name for name in ("copy", "build", "opt", "elsewhere"))
    for folder in (copy, build, elsewhere):
        folder.mkdir()
    checked("git", "archive", "-o", place / "copy.tar", "HEAD", cwd=ROOT)
    checked("tar", "-xf", place / "copy.tar", "-C", copy, cwd=place)
    _build_as_the_image_does(copy, build, prefix)
    wheels = place / "wheels"
    checked(prefix / "bin" / "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, copy, cwd=elsewhere)
    (wheel,) = wheels.glob("*.whl")
    return Installed(prefix, copy, wheel, elsewhere)


def _build_as_the_image_does(copy: Path, build: Path, prefix: Path) -> None:
    """Follow the Dockerfile: copy what it copies, run what it runs; only the prefix is another, and pip may cache."""
    for line in dockerfile("COPY"):
        *sources, target = shlex.split(line)
        for source in sources:
            to = build / source if target == "./" else build / target
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(copy / source, to) if (copy / source).is_dir() else shutil.copy(copy / source, to)
    for line in dockerfile("RUN"):
        command = line.replace("/opt/triage", str(prefix)).replace(" --no-cache-dir", "")
        command = re.sub(r"^python ", f"{sys.executable} ", command)
        checked("bash", "-euc", command.replace("pip install", "pip install -q --disable-pip-version-check"), cwd=build)


def test_every_file_of_the_product_and_of_its_releases_is_in_the_wheel(installed: Installed) -> None:
    tracked = checked("git", "ls-tree", "-r", "--name-only", "HEAD", cwd=ROOT).splitlines()
    wanted = {to + name.removeprefix(at) for at, to in PACKED.items() for name in tracked if name.startswith(at)}
    assert installed.packed() == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        r"triage/_releases/prompts/reply-\d+\.yaml",
        r"triage/_releases/models/intent/[\d.]+/manifest\.json",
        r"triage/_releases/models/intent/[\d.]+/weights\.npz",
        r"triage/_releases/policies/default-\d+\.yaml",
        r"triage/_releases/samples/.+\.eml",
        r"triage/web/templates/.+\.html",
        r"triage/web/static/.+\.css",
        r"triage/propose/phrases/(?:de|en|es|fr|it|nl|pl|pt)\.yaml",
        r"triage/guard/words\.yaml",
        r"triage/odoo/sandbox/worlds/.+\.yaml",
    ],
)
def test_what_is_read_while_it_runs_is_in_the_wheel(installed: Installed, pattern: str) -> None:
    assert [name for name in installed.packed() if re.fullmatch(pattern, name)]


def test_what_the_image_installs_is_that_wheel(installed: Installed) -> None:
    (site,) = installed.prefix.glob("lib/python3*/site-packages")
    there = {p.relative_to(site).as_posix() for p in (site / "triage").rglob("*") if p.is_file() and p.suffix != ".pyc"}
    assert there == installed.packed()


def test_the_packages_fit_together_without_any_that_was_not_pinned(installed: Installed) -> None:
    checked(installed.prefix / "bin" / "pip", "check", cwd=installed.elsewhere)


def test_the_demo_runs_from_another_folder(installed: Installed) -> None:
    done = installed.triage("demo")
    count = len(list((installed.copy / "tests" / "samples").glob("*.eml")))
    assert done.returncode == 0, done.stderr
    assert f"{count} messages; suggestions only, nothing was sent or booked." in done.stdout


def test_a_mail_is_read_from_another_folder(installed: Installed) -> None:
    mail = installed.copy / "tests" / "samples" / "01-short-shipment-no-backorder.eml"
    done = installed.triage("read", str(mail))
    reading = json.loads(done.stdout)
    assert (done.returncode, reading["primary"]) == (0, "dispute.short_shipment")
    assert reading["references"][0]["normal"] == "INV/2026/00101"


def test_the_packaged_policy_is_sound(installed: Installed) -> None:
    done = installed.triage("policy", "check")
    assert done.returncode == 0, done.stderr
    assert "no faults" in done.stdout


def test_training_and_evaluating_say_what_they_need(installed: Installed) -> None:
    assert installed.triage("evaluate").returncode == 2
    assert installed.triage("train", "9.9").returncode == 2


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-image.txt"])
def test_the_lock_pins_and_hashes_every_package_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"index-url|find-links|trusted-host|no-index", text)
    entries = re.sub(r"\\\n\s*", "", text).strip().splitlines()
    assert len(entries) > 40
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ]+ ", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]
