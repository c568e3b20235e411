"""What is the command `triage`? The list of its verbs; each one's work is in `commands/`."""

import sys
from typing import Annotated

import typer

from triage.commands.operating import audit_app, dead_app, privacy_app, purge
from triage.commands.supervising import add_to

app = typer.Typer(
    name="triage",
    help="Reads customers' mail, proves each claim against Odoo, and proposes. People decide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
policy_app = typer.Typer(help="The rules in force: which did what, and are they sound?", no_args_is_help=True)
client_app = typer.Typer(help="Who may call us: clients, their keys and scopes.", no_args_is_help=True)
app.add_typer(client_app, name="client")
app.add_typer(policy_app, name="policy")
app.add_typer(dead_app, name="dead-letters")
app.add_typer(audit_app, name="audit")
app.add_typer(privacy_app, name="privacy")
app.command()(purge)
add_to(app)
Paths = Annotated[list[str], typer.Argument(help="message files, folders, or - for standard input")]
Lines = Annotated[bool, typer.Option("--jsonl", help="one JSON object per line instead of one document")]


@app.command()
def read(paths: Paths, jsonl: Lines = False) -> None:
    """Print what each message means and claims, as JSON."""
    from triage.commands.reading import read_messages

    raise typer.Exit(read_messages(paths, jsonl=jsonl))


@app.command()
def suggest(paths: Paths, jsonl: Lines = False) -> None:
    """Print finding, proposal and draft for each message; delivers nothing."""
    from triage.commands.reading import suggest_messages

    raise typer.Exit(suggest_messages(paths, jsonl=jsonl))


@app.command()
def demo(
    folder: Annotated[str, typer.Option(help="a folder of .eml files; empty: the samples that come along")] = "",
    pages: Annotated[bool, typer.Option(help="serve the local pages afterwards, until Ctrl-C")] = False,
) -> None:
    """Run the sample mailbox down the whole road against the sandbox books."""
    from triage.commands.demo import run_demo

    raise typer.Exit(run_demo(folder, pages=pages))


@app.command()
def serve(
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="run the worker in this process")] = True,
) -> None:
    """Serve the HTTP door (and the worker) until stopped."""
    from triage.commands.serving import serve as run_server

    raise typer.Exit(run_server(with_worker=worker))


@app.command()
def work() -> None:
    """Run a worker alone; several need PostgreSQL."""
    from triage.commands.serving import work as run_worker

    raise typer.Exit(run_worker())


@app.command()
def sync() -> None:
    """Look once for new customers' messages on helpdesk tickets."""
    from triage.commands.serving import sync as look_once

    raise typer.Exit(look_once())


@app.command()
def train(
    name: Annotated[str, typer.Argument(help="version of the new model, for example 1.1")],
    data: Annotated[str, typer.Option(help="folder of the training rows")] = "evaluation/datasets/reading",
    out: Annotated[str, typer.Option(help="folder of the releases")] = "models/intent",
    foreign: Annotated[bool, typer.Option("--foreign", help="the judge of foreign sentences instead")] = False,
) -> None:
    """Train an intent model and write it as a release; needs the extra `train`."""
    from triage.commands.training import train_model

    raise typer.Exit(train_model(data, out, name, foreign=foreign))


@app.command()
def evaluate(
    kind: Annotated[str, typer.Argument(help="reading, proof, proposals, road or all")] = "all",
    out: Annotated[str, typer.Option(help="folder for the JSON and HTML reports")] = "var/evaluation",
    hold: Annotated[bool, typer.Option("--hold", help="fail when a figure fell below the baselines")] = False,
    model: Annotated[str, typer.Option(help="folder of another intent model; empty: the one in force")] = "",
) -> None:
    """Measure how right it is, on mails and worlds it was not made from."""
    from triage.commands.evaluating import run_evaluation

    raise typer.Exit(run_evaluation(kind, out, hold=hold, model=model))


@app.command()
def report(
    out: Annotated[str, typer.Option(help="folder for the files")] = "var/reports",
    weeks: Annotated[int, typer.Option(min=1, max=520, help="how many weeks, up to this one")] = 13,
    without_names: Annotated[bool, typer.Option("--without-names", help="customers by number alone")] = False,
) -> None:
    """Write each report as one file that stands alone, to be mailed or kept."""
    from triage.commands.reporting import write_reports

    raise typer.Exit(write_reports(out, weeks, named=not without_names))


@app.command()
def doctor() -> None:
    """Look whether settings, database, books and the account's rights in Odoo are as they should be."""
    from triage.commands.doctor import run_doctor

    raise typer.Exit(run_doctor())


@app.command()
def token() -> None:
    """Print the local token that is used when none is configured."""
    from triage.commands.serving import show_token

    raise typer.Exit(show_token())


@app.command()
def contract(
    name: Annotated[str, typer.Argument(help="a schema; empty: the names of all")] = "",
    out: Annotated[str, typer.Option(help="a folder to write all of them to")] = "",
) -> None:
    """Print the JSON schema of what crosses the border: readings, suggestions, decisions, events, problems."""
    from triage.commands.contract import print_contract

    raise typer.Exit(print_contract(name, out))


@client_app.command("add")
def add_client(
    name: Annotated[str, typer.Argument(help="how the client is called in the journal")],
    scopes: Annotated[str, typer.Option(help="of ingest, read, content, operate, admin, joined with +")],
    expires: Annotated[str, typer.Option(help="how long the key is good: 30m, 24h, 90d; empty: without end")] = "",
    sign: Annotated[bool, typer.Option("--sign", help="make a signing secret too; it must then sign")] = False,
    requests_per_minute: Annotated[int | None, typer.Option(min=0, help="empty: that of the settings")] = None,
    max_body_bytes: Annotated[int | None, typer.Option(min=0, help="empty: that of each door")] = None,
) -> None:
    """Add a client and print its token, once."""
    from triage.commands.clients import Wish
    from triage.commands.clients import add_client as add

    raise typer.Exit(add(name, Wish(scopes, expires, sign, requests_per_minute, max_body_bytes)))


@client_app.command("list")
def list_clients(every: Annotated[bool, typer.Option("--all", help="the revoked keys too")] = False) -> None:
    """List the keys with client, scopes, lifetime and state."""
    from triage.commands.clients import list_clients as list_all

    raise typer.Exit(list_all(every=every))


@client_app.command("rotate")
def rotate_client(
    name: str,
    keep_old: Annotated[str, typer.Option(help="how long the old key is good beside the new: 30m, 24h, 7d")] = "24h",
    expires: Annotated[str, typer.Option(help="how long the new key is good; empty: without end")] = "",
) -> None:
    """Give a client a new key; the old one goes on for a while."""
    from triage.commands.clients import rotate_client as rotate

    raise typer.Exit(rotate(name, keep_old=keep_old, expires=expires))


@client_app.command("revoke")
def revoke_client(name: str) -> None:
    """End all keys of a client now."""
    from triage.commands.clients import revoke_client as revoke

    raise typer.Exit(revoke(name))


@policy_app.command("check")
def check_policy(path: Annotated[str, typer.Argument(help="a policy file; empty: the one in force")] = "") -> None:
    """Find rules that contradict each other or can never fire."""
    from triage.commands.policy import check_policy as check

    raise typer.Exit(check(path))


@policy_app.command("explain")
def explain_case(case_id: str) -> None:
    """Tell which rule did what for a case, and why the others did not."""
    from triage.commands.policy import explain_case as explain

    raise typer.Exit(explain(case_id))


def main() -> None:
    """Run the command; a failure of ours is one line on standard error and exit code 3."""
    from pydantic import ValidationError

    from triage.domain.failures import TriageError

    try:
        app()
    except TriageError as error:
        sys.stderr.write(f"triage: {error.reason}\n")
        raise SystemExit(3) from None
    except ValidationError as error:
        names = ", ".join(".".join(str(part) for part in e["loc"]) for e in error.errors(include_input=False))
        sys.stderr.write(f"triage: a setting or file has a wrong value: {names}\n")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
