"""Which verbs does a supervisor have? Use, switched intents, replays, changes and labels; added to the command."""

from typing import Annotated

import typer

change_app = typer.Typer(help="Changes that were replayed: sign, put in force, bring back.", no_args_is_help=True)
intent_app = typer.Typer(help="Switch suggestions for an intent off, or on again.", no_args_is_help=True)
labels_app = typer.Typer(help="What people put right, as training rows.", no_args_is_help=True)
Name = Annotated[str, typer.Option(help="who does this; it stands in the journal")]
AsJson = Annotated[bool, typer.Option("--json", help="one JSON document instead of a table")]


def add_to(app: typer.Typer) -> None:
    """Add the supervisor's verbs to the command `triage`."""
    app.command()(use)
    app.command()(replay)
    app.add_typer(change_app, name="change")
    app.add_typer(intent_app, name="intent")
    app.add_typer(labels_app, name="labels")


def use(
    by: Annotated[str, typer.Option(help="intent, language, agent, segment, model or week")] = "intent",
    since: Annotated[str, typer.Option(help="first week, such as 2026-W40")] = "",
    until: Annotated[str, typer.Option(help="last week")] = "",
    drift: Annotated[str, typer.Option(help="baseline weeks FIRST:LAST to compare with")] = "",
    ledger: Annotated[bool, typer.Option("--ledger", help="look at the books for outcomes first")] = False,
) -> None:
    """Tell how suggestions are used: acceptance, edits, minutes, confidence, thresholds, drift."""
    from triage.commands.use import show_use

    raise typer.Exit(show_use(by, since, until, drift, ledger=ledger))


def replay(
    policy: Annotated[str, typer.Option(help="a policy file to try")] = "",
    model: Annotated[str, typer.Option(help="folder of an intent model to try")] = "",
    prompt: Annotated[str, typer.Option(help="a prompt file to try")] = "",
    since: Annotated[str, typer.Option(help="how far back: 30d, 12h, 2w")] = "30d",
    fresh: Annotated[bool, typer.Option("--fresh", help="read the books again instead of the recorded facts")] = False,
    as_json: AsJson = False,
) -> None:
    """Run recorded cases again with other versions, deliver nothing, and show every difference."""
    from triage.commands.replay import replay as run_replay

    raise typer.Exit(run_replay(policy, model, prompt, since=since, fresh=fresh, as_json=as_json))


@change_app.command("list")
def list_all() -> None:
    """List changes, and what is in force."""
    from triage.commands.replay import list_changes

    raise typer.Exit(list_changes())


@change_app.command("show")
def show(change_id: str, as_json: AsJson = False) -> None:
    """Show one change with every difference."""
    from triage.commands.replay import show_change

    raise typer.Exit(show_change(change_id, as_json=as_json))


@change_app.command("sign")
def sign(change_id: str, name: Name) -> None:
    """Put your name under a change: over its inputs and every difference."""
    from triage.commands.replay import sign_change

    raise typer.Exit(sign_change(change_id, name))


@change_app.command("activate")
def activate(change_id: str, name: Name = "") -> None:
    """Put a signed change in force."""
    from triage.commands.replay import activate_change

    raise typer.Exit(activate_change(change_id, name))


@change_app.command("revert")
def revert(name: Name) -> None:
    """Bring back what was in force before, at once."""
    from triage.commands.replay import revert_change

    raise typer.Exit(revert_change(name))


@intent_app.command("off")
def intent_off(code: str, name: Name, why: Annotated[str, typer.Option(help="the reason, kept")]) -> None:
    """Read and hold the cases of an intent for a person, without suggestions."""
    from triage.commands.use import switch_intent

    raise typer.Exit(switch_intent(code, name, why, off=True))


@intent_app.command("on")
def intent_on(code: str, name: Name, why: Annotated[str, typer.Option(help="the reason, kept")]) -> None:
    """Make suggestions for an intent again."""
    from triage.commands.use import switch_intent

    raise typer.Exit(switch_intent(code, name, why, off=False))


@labels_app.command("export")
def export_labels(
    out: Annotated[str, typer.Option(help="folder for the rows")] = "evaluation/datasets/reading/reviewed",
    until: Annotated[str, typer.Option(help="only what is older; newer cases stay for the comparison")] = "30d",
) -> None:
    """Write readings that people put right as reviewed training rows."""
    from triage.commands.labels import export_labels as export

    raise typer.Exit(export(out, until))


@labels_app.command("odd")
def odd_labels(
    data: Annotated[str, typer.Argument(help="folder of labelled rows")] = "evaluation/datasets/reading/reviewed",
) -> None:
    """List labels that contradict each other or that the other rows speak against; needs the extra `train`."""
    from triage.commands.labels import list_odd

    raise typer.Exit(list_odd(data))


@labels_app.command("compare")
def compare(
    model: Annotated[str, typer.Argument(help="folder of the candidate")],
    since: Annotated[str, typer.Option(help="real cases of this period")] = "30d",
) -> None:
    """Compare a candidate with the model in force, on the test split and on real cases."""
    from triage.commands.labels import compare_models

    raise typer.Exit(compare_models(model, since))
