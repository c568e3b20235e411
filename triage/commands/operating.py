"""Which verbs do operators have for what failed and for the record? Listed here, their work is in their own files."""

from typing import Annotated

import typer

dead_app = typer.Typer(help="What could not be finished.", no_args_is_help=True)
privacy_app = typer.Typer(help="What is kept of a person: given to them, or erased.", no_args_is_help=True)
audit_app = typer.Typer(help="The journal of everything that happened.", no_args_is_help=True)
Where = Annotated[
    list[str] | None,
    typer.Option(help="failed_at=STEP, reason=WORDS, intent=dispute.price or its beginning, older_than=90m, 36h or 3d"),
]


@dead_app.command("list")
def list_dead(where: Where = None) -> None:
    """List dead letters with age, step, meaning and reason."""
    from triage.commands.dead_letters import list_dead as list_all
    from triage.domain.dead_letters import choice_of

    raise typer.Exit(list_all(choice_of(where or [])))


@dead_app.command("replay")
def replay_dead(
    case_ids: Annotated[list[str] | None, typer.Argument(help="cases; none with --where or --all")] = None,
    step: Annotated[str | None, typer.Option(help="the step to begin with; empty: the one that failed")] = None,
    where: Where = None,
    every: Annotated[bool, typer.Option("--all", help="every dead letter")] = False,
) -> None:
    """Send dead letters down the road again."""
    from triage.commands.dead_letters import replay
    from triage.domain.dead_letters import choice_of

    raise typer.Exit(replay(case_ids or [], choice_of(where or []), step, every=every))


@dead_app.command("discard")
def discard_dead(case_id: str, reason: Annotated[str, typer.Option(help="why it is given up")]) -> None:
    """Give a dead letter up, with a reason that is kept."""
    from triage.commands.dead_letters import discard

    raise typer.Exit(discard(case_id, reason))


@audit_app.command("verify")
def verify_audit(
    against: Annotated[str, typer.Option(help="the file of a checkpoint that was kept elsewhere")] = "",
) -> None:
    """Find any entry of the journal that was changed, removed or inserted."""
    from triage.commands.audit import verify_audit as verify

    raise typer.Exit(verify(against))


@audit_app.command("checkpoint")
def write_checkpoint(out: Annotated[str, typer.Option(help="a file; empty: standard output")] = "") -> None:
    """Tell how far the journal has come, signed, to be kept elsewhere."""
    from triage.commands.audit import write_checkpoint as write

    raise typer.Exit(write(out))


@audit_app.command("export")
def export_audit(case_id: str, out: Annotated[str, typer.Option(help="a file; empty: standard output")] = "") -> None:
    """Write all that the journal says of a case as one readable file."""
    from triage.commands.audit import export_case

    raise typer.Exit(export_case(case_id, out))


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only tell how many mails are due")] = False,
) -> None:
    """Purge content that was kept long enough; digests and the journal stay."""
    from triage.commands.keeping import run_purge

    raise typer.Exit(run_purge(dry_run=dry_run))


@privacy_app.command("export")
def export_person(
    address: Annotated[str, typer.Argument(help="the person's mail address")],
    out: Annotated[str, typer.Option(help="the zip file to write")] = "person.zip",
) -> None:
    """Write all that is kept of a person into one zip file."""
    from triage.commands.keeping import export_person as export

    raise typer.Exit(export(address, out))


@privacy_app.command("erase")
def erase_person(
    address: Annotated[str, typer.Argument(help="the person's mail address")],
    named: Annotated[bool, typer.Option("--named", help="also mails of others in which the address stands")] = False,
) -> None:
    """Erase all content of the mails that a person wrote, and tell what is kept and why."""
    from triage.commands.keeping import erase_person as erase

    raise typer.Exit(erase(address, named=named))
