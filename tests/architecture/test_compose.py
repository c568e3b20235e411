"""Would a container engine take our compose file and image as they are? No engine runs here: held by schema and text.

`compose-spec.json` is the Compose Specification's own JSON schema, unchanged (Apache-2.0, see compose-spec.LICENSE).
"""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.main import get_command

from triage.cli import app
from triage.settings import Settings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DEPLOY = ROOT / "deploy"
SCHEMA = json.loads((HERE / "compose-spec.json").read_text(encoding="utf-8"))
COMPOSE_TEXT = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OWN_ADDRESSES = {"127.0.0.1", "0.0.0.0"}


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
    return content


def instructions(word: str) -> list[str]:
    """Return the arguments of a Dockerfile's instruction, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return re.findall(rf"^{word}\s+(.+)$", joined, re.MULTILINE)


def last_stage() -> str:
    return DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def faults_of(content: dict[str, Any]) -> list[str]:
    return [f"{list(e.path)}: {e.message}" for e in Draft202012Validator(SCHEMA).iter_errors(content)]


def test_the_compose_file_fits_the_schema_of_the_specification() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert faults_of(compose()) == []


@pytest.mark.parametrize(
    ("place", "wrong"), [("restrat", "always"), ("ports", [{"target": []}]), ("healthcheck", {"tets": ["CMD"]})]
)
def test_the_schema_finds_a_misspelt_key_and_a_wrong_value(place: str, wrong: object) -> None:
    content = compose()
    content["services"]["serve"][place] = wrong
    assert faults_of(content)


def test_each_setting_of_the_compose_file_is_one_of_ours_with_a_value_it_may_have(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("serve", "work"):
        given = {key: value for key, value in compose()["services"][name]["environment"].items()}
        assert given.keys() <= {f"TRIAGE_{field.upper()}" for field in Settings.model_fields}
        for key, value in given.items():
            monkeypatch.setenv(key, re.sub(r"\$\{(\w+)[^}]*\}", r"a-\1", value))
        assert Settings().books == "json2"


def test_each_triage_variable_of_the_image_is_a_setting() -> None:
    known = {f"TRIAGE_{field.upper()}" for field in Settings.model_fields}
    given = set(re.findall(r"\b(TRIAGE_[A-Z_]+)=", " ".join(instructions("ENV"))))
    assert given
    assert given <= known


def test_a_secret_has_no_default_and_its_absence_stops_the_start() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE_TEXT))
    defaulted = set(re.findall(r"\$\{([A-Z_]+):-", COMPOSE_TEXT))
    assert asked == {"POSTGRES_PASSWORD", "ODOO_KEY", "TRIAGE_TOKENS"}
    assert not {name for name in defaulted if re.search("PASSWORD|KEY|TOKEN|SECRET", name)}


def test_a_service_that_must_be_healthy_first_says_when_it_is() -> None:
    services = compose()["services"]
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            assert other in services
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[other] or services[other]["image"] == "triage"  # the image has its own


def test_the_service_and_its_worker_are_commands_that_there_are() -> None:
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    commands = [s["command"] for s in compose()["services"].values() if s.get("image") == "triage"]
    assert [c[:2] for c in [*commands, json.loads(instructions("CMD")[-1])]] == [
        ["triage", "serve"],
        ["triage", "work"],
        ["triage", "serve"],
    ]
    for _, verb, *options in commands:
        known = {word for option in verbs[verb].params for word in (*option.opts, *option.secondary_opts)}
        assert set(options) <= known


def test_doors_open_on_this_machine_alone_and_what_is_mounted_is_there() -> None:
    content = compose()
    for service in content["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        for source in (volume.split(":")[0] for volume in service.get("volumes", ())):
            assert (DEPLOY / source).exists() if source.startswith(".") else source in content["volumes"]
    assert (DEPLOY / content["services"]["serve"]["build"]["context"] / "Dockerfile").is_file()


def test_the_image_runs_as_a_user_without_rights_who_owns_the_state() -> None:
    stage = last_stage()
    assert re.findall(r"^USER (.+)$", stage, re.MULTILINE) == ["triage"]
    assert stage.index("\nUSER triage") < stage.index("\nCMD ")
    assert "useradd --system" in stage
    home = re.search(r"TRIAGE_HOME=(\S+)", stage)
    assert home is not None
    assert f"install -d -o triage -g triage {home[1]}" in stage
    assert instructions("VOLUME") == [home[1]]


def test_the_image_asks_its_own_health_on_the_port_that_it_serves() -> None:
    stage = last_stage()
    port = re.search(r"TRIAGE_PORT=(\d+)", stage)
    assert port is not None
    assert instructions("EXPOSE") == [port[1]]
    check = stage[stage.index("HEALTHCHECK") :]
    assert f"http://127.0.0.1:{port[1]}/healthz" in check
    assert all(f"--{word}=" in check for word in ("interval", "timeout", "start-period", "retries"))


def test_the_image_names_no_host_and_takes_only_hashed_packages() -> None:
    assert all(re.fullmatch(r"[a-z]+:[\w.-]+(?: AS \w+)?", image) for image in instructions("FROM"))
    hosts = set(re.findall(r"https?://([^:/'\"]+)", DOCKERFILE)) | set(re.findall(r"=(\d+(?:\.\d+){3})\b", DOCKERFILE))
    assert hosts <= OWN_ADDRESSES
    assert not re.search(r"--(?:extra-)?index-url|--trusted-host|--find-links", DOCKERFILE)
    installs = [line for line in instructions("RUN") if "pip install" in line]
    assert all("--require-hashes --no-deps -r" in i or "--no-deps --no-build-isolation ." in i for i in installs)


def test_what_the_image_copies_is_in_the_repository_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for line in instructions("COPY"):
        if "--from=" in line:
            continue
        for source in shlex.split(line)[:-1]:
            assert (ROOT / source).exists(), source
            assert source not in ignored
            assert "tests/*" not in ignored or not source.startswith("tests/") or f"!{source}" in ignored
