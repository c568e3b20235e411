"""What would a change do, who signed it, and is it in force? The verbs `replay` and `change`."""

import json
import re
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from triage import wiring
from triage.commands.household import Household
from triage.domain.failures import Refused
from triage.domain.releases import Change, Versions
from triage.pipeline import Tools
from triage.replaying import Replay
from triage.review.comparing import table
from triage.settings import load_settings

UNITS = {"d": "days", "h": "hours", "w": "weeks"}


def period_of(text: str) -> timedelta:
    """Return a period such as 30d, 12h or 2w; raises `Refused` for any other text."""
    found = re.fullmatch(r"(\d{1,4})([dhw])", text.strip())
    if not found:
        raise Refused("a period is a number with d, h or w, such as 30d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def wanted_versions(policy: str, model: str, prompt: str) -> Versions:
    """Return the versions that a change asks for; raises `Refused` when that is nothing, or not there."""
    if not (policy or model or prompt):
        raise Refused("name what is new: --policy FILE, --model FOLDER or --prompt FILE")
    told: dict[str, str] = {}
    if policy:
        told["policy_text"] = _text(policy)
        told["policy"] = wiring.policy_stamp(told["policy_text"], Path(policy).name)
    if prompt:
        told["prompt_text"] = _text(prompt)
        told["prompt"] = wiring.prompt_stamp(Path(prompt))
    if model:
        told["model"] = str(Path(model).resolve())
        told["model_hash"] = wiring.model_hash(Path(model))
    return Versions.model_validate(told)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{Path(path).name} cannot be read") from error


def replay(policy: str, model: str, prompt: str, *, since: str, fresh: bool, as_json: bool) -> int:
    """Run recorded cases again with other versions, print every difference, and keep it as a change to be signed."""
    settings = load_settings()
    wanted = wanted_versions(policy, model, prompt)
    house = Household.open(settings)
    tools = _tools_for(house, wanted)
    if prompt and tools.writer is None:
        raise Refused("a prompt can only be tried with a model: OPENAI_BASE_URL")
    start = wiring.now() - period_of(since)
    runner = Replay(house.journey.load, tools, rereads=bool(model), fresh=fresh)
    report = runner.run(house.use_book.list_since(start), since=start.replace(second=0, microsecond=0))
    change = house.changes.keep(wanted, report)
    if as_json:
        _print_json(change)
    else:
        sys.stdout.write(f"{table(report)}\nchange {change.id}, hash {change.hash}\n")
        sys.stdout.write(f"sign it: triage change sign {change.id} --name NAME\n")
    return 0


def _tools_for(house: Household, wanted: Versions) -> Tools:
    """Return the tools in force with what is wanted put in; settings do not override what is being tried."""
    settings, versions = house.settings, house.changes.in_force().versions
    told = {name: value for name, value in wanted if value}
    free = {
        "policy_path": None if wanted.policy else settings.policy_path,
        "model_path": None if wanted.model else settings.model_path,
        "prompt_path": None if wanted.prompt else settings.prompt_path,
    }
    chosen = versions.model_copy(update=told)
    tools = wiring.open_tools(settings.model_copy(update=free), versions=chosen)
    return replace(tools, happenings=house.events)


def list_changes() -> int:
    """Print the changes that were tried, newest first, and what is in force."""
    house = Household.open(load_settings())
    for change in house.changes.list_changes():
        sys.stdout.write(f"{change.id}  {change.made_at:%Y-%m-%d %H:%M}  {_named(change.inputs)}  {_signed(change)}\n")
    now = house.changes.in_force()
    sys.stdout.write(f"in force: number {now.number}, {_named(now.versions)}{f', by {now.by}' if now.by else ''}\n")
    for text in _overrides(house):
        sys.stdout.write(f"overridden by the setting {text}\n")
    return 0


def show_change(change_id: str, *, as_json: bool) -> int:
    """Print one change with every difference."""
    change = Household.open(load_settings()).changes.get(change_id)
    if as_json:
        _print_json(change)
        return 0
    sys.stdout.write(f"{change.id}  {_named(change.inputs)}  {_signed(change)}\n{table(change.report)}\n")
    sys.stdout.write(f"hash {change.hash}\n")
    return 0


def sign_change(change_id: str, name: str) -> int:
    """Put a supervisor's name under a change."""
    change = Household.open(load_settings()).changes.sign(change_id, name)
    sys.stdout.write(f"{change.id} {_signed(change)}, hash {change.hash}\n")
    return 0


def activate_change(change_id: str, name: str) -> int:
    """Put a signed change in force, for every running worker."""
    house = Household.open(load_settings())
    change = house.changes.get(change_id)
    if change.inputs.model and wiring.model_hash(Path(change.inputs.model)) != change.inputs.model_hash:
        raise Refused("the model is not the one that was replayed: replay it again")
    now = house.changes.activate(change_id, name or change.signed_by)
    sys.stdout.write(f"in force: number {now.number}, {_named(now.versions)}\n")
    for text in _overrides(house):
        sys.stdout.write(f"but the setting {text} goes before it\n")
    return 0


def revert_change(name: str) -> int:
    """Bring back what was in force before."""
    now = Household.open(load_settings()).changes.revert(name)
    sys.stdout.write(f"in force: number {now.number}, {_named(now.versions)} ({now.why})\n")
    return 0


def _print_json(change: Change) -> None:
    sys.stdout.write(json.dumps(change.as_json(), ensure_ascii=False, indent=2) + "\n")


def _signed(change: Change) -> str:
    if not change.signed_by or change.signed_at is None:
        return "not signed"
    return f"signed by {change.signed_by} at {change.signed_at:%Y-%m-%d %H:%M} UTC"


def _named(versions: Versions) -> str:
    named = [versions.policy, versions.prompt, f"model {Path(versions.model).name}" if versions.model else ""]
    off = f"off: {', '.join(versions.intents_off)}" if versions.intents_off else ""
    return ", ".join(part for part in [*named, off] if part) or "as shipped"


def _overrides(house: Household) -> list[str]:
    s = house.settings
    given = {
        "TRIAGE_POLICY_PATH": s.policy_path,
        "TRIAGE_MODEL_PATH": s.model_path,
        "TRIAGE_PROMPT_PATH": s.prompt_path,
    }
    return [name for name, value in given.items() if value is not None]
