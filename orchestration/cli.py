"""The `manntall` command. Each command is a few lines over a module of its own, imported when it is used.

Exit codes: 0 done; 1 failed, and safe to run again; 2 wrong use or configuration; 130 interrupted. A failure
is one sentence on standard error.
"""

import logging
import os
import signal
import sys
import warnings
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.backup_command import backup_app
from orchestration.explain_command import explain_app
from orchestration.history_command import history_app
from orchestration.printing import JSON, tell
from orchestration.protection_command import protect_app, protection_app
from orchestration.prove_command import prove_app
from orchestration.quarantine_command import quarantine_app
from orchestration.reconcile_command import reconcile_app
from orchestration.registry_command import registry_app
from orchestration.report_command import report_app
from orchestration.restriction_command import care_app, restriction_app
from orchestration.roles_command import role_app
from orchestration.usage_command import usage_app

if TYPE_CHECKING:
    from ingest.settings import Settings

# here rather than imported: `--help` shows them, and importing what they belong to takes half a second
SANDBOX_PORT = 8650
DASHBOARDS_PORT = 8501
DAGSTER_PORT = 3000

Persons = Annotated[
    int | None, typer.Option(min=1, help="People in the sandbox. Default: 5000, or as before.")
]
Seed = Annotated[int | None, typer.Option(help="Seed of the sandbox's world. Default: 1, or as before.")]
Port = typer.Option(min=1, max=65535)

app = typer.Typer(
    help="A municipality's own, minimised and current copy of the Norwegian population register.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sandbox_app = typer.Typer(help="A FREG with made-up people, on this machine.", no_args_is_help=True)
app.add_typer(sandbox_app, name="sandbox")
app.add_typer(role_app, name="role")
app.add_typer(explain_app)
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(backup_app)
app.add_typer(prove_app)
app.add_typer(protect_app)
app.add_typer(protection_app, name="protection")
app.add_typer(report_app)
app.add_typer(reconcile_app)
app.add_typer(registry_app, name="registry")
app.add_typer(usage_app, name="usage")
app.add_typer(restriction_app, name="restriction")
app.add_typer(care_app, name="care")
app.add_typer(history_app)


def main() -> None:
    """The console script: runs `app`, and turns whatever goes wrong into one sentence and an exit code."""
    os.umask(0o077)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)  # libraries log what they were asked for, and that may be a person
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from orchestration.failures import explain

        told = explain(error)
        print(f"manntall: {told}", file=sys.stderr)
        sys.exit(told.exit_code)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"manntall {version('manntall')}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    pass


@sandbox_app.command()
def serve(
    persons: Persons = None,
    seed: Seed = None,
    port: Annotated[int, Port] = SANDBOX_PORT,
    faults: Annotated[
        str | None,
        typer.Option(
            help="Let things go wrong: net, access, pages, losing, documents, mild, all, or `none` to order "
            "single faults at /sandbox/faults."
        ),
    ] = None,
    fault_seed: Annotated[int, typer.Option(help="Another seed, other faults; the same, the same.")] = 1,
) -> None:
    """Serve the sandbox until it is interrupted."""
    from ingest.sandbox.faults import Plan
    from ingest.sandbox.options import Options
    from ingest.sandbox.server import serve as serve_sandbox
    from ingest.settings import OMH_PREFIX, load_settings
    from orchestration.demo import refuse_real_people
    from orchestration.progress import shown

    settings = load_settings()
    refuse_real_people(settings)
    plan = Plan("" if faults == "none" else faults, fault_seed) if faults else None
    with ExitStack() as waiting:
        waiting.enter_context(shown())("making the sandbox's people", 0, None)

        def ready(address: str) -> None:
            waiting.close()
            print(f"The sandbox answers on {address} (Ctrl-C ends it).")
            print(f"MANNTALL_FREG_URL={address}{OMH_PREFIX}", flush=True)

        serve_sandbox(
            home=settings.home,
            persons=persons,
            seed=seed,
            port=port,
            options=Options(list_date=settings.list_date),
            plan=plan,
            ready=ready,
        )


@sandbox_app.command()
def advance(
    events: Annotated[int, typer.Option(min=1, help="At least so many events come.")],
    port: Annotated[int, Port] = SANDBOX_PORT,
    as_json: JSON = False,
) -> None:
    """Move the world of the running sandbox on."""
    from orchestration.progress import shown
    from orchestration.services import advance_sandbox

    with shown() as progress:
        progress("moving the world on", 0, None)
        moved = advance_sandbox(port, events)
    tell(moved, as_json, lambda: f"{moved['events']} events came; the newest is number {moved['latest']}.")


@app.command()
def refresh(
    full: Annotated[
        bool, typer.Option("--full", help="Order every extract anew and build from nothing.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Catch up with FREG and publish: a first extract when nothing is there, else the events after it."""
    from ingest.settings import load_settings
    from orchestration import report
    from orchestration.progress import shown
    from orchestration.refresh import refresh as run

    with shown() as progress:
        result = run(load_settings(), full=full, progress=progress)
    tell(result.summary(), as_json, lambda: report.refreshed(result))


@app.command()
def status(as_json: JSON = False) -> None:
    """How fresh and how complete the copy is."""
    from ingest.settings import load_settings
    from orchestration import report
    from orchestration.progress import shown
    from orchestration.status import status as state_of

    with shown() as progress:
        progress("asking FREG", 0, None)
        known = state_of(load_settings())
    tell(known, as_json, lambda: report.status(known))


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="End after publishing; do not open the dashboards.")
    ] = False,
    persons: Persons = None,
    seed: Seed = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the sandbox. Default: 8650, or a free one.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """The main job on the sandbox: extract, events, build, publish; then the dashboards."""
    from ingest.settings import load_settings
    from orchestration import report
    from orchestration.demo import run, sandbox
    from orchestration.progress import shown
    from orchestration.services import DASHBOARDS_PORT, free_port

    settings = load_settings()
    with ExitStack() as stack:
        with shown() as progress:
            progress("making the sandbox's people", 0, None)
            running = stack.enter_context(sandbox(settings, persons=persons, seed=seed, port=port))
            result = run(settings, running, progress)
        tell(result.summary(), as_json, lambda: report.demo(result, settings))
        if not once:
            _show_pages(settings, free_port(DASHBOARDS_PORT))


@app.command()
def dashboards(port: Annotated[int, Port] = DASHBOARDS_PORT) -> None:
    """Show the published lists in a browser, until it is interrupted."""
    from ingest.settings import load_settings

    _show_pages(load_settings(), port)


@app.command()
def up(
    port: Annotated[int, Port] = DASHBOARDS_PORT, dagster_port: Annotated[int, Port] = DAGSTER_PORT
) -> None:
    """Keep everything running until it is interrupted: schedules, the urgent lane and the pages."""
    from ingest.settings import load_settings
    from orchestration.up import services, supervise

    running = services(load_settings(), pages_port=port, dagster_port=dagster_port)
    print(f"The pages: http://127.0.0.1:{port}; Dagster: http://127.0.0.1:{dagster_port} (Ctrl-C ends both).")
    supervise(running, lambda told: print(f"manntall: {told}", file=sys.stderr, flush=True))


def _show_pages(settings: "Settings", port: int) -> None:
    from orchestration import services
    from orchestration.progress import shown

    with ExitStack() as stack:
        with shown() as progress:
            progress("starting the dashboards", 0, None)
            address, process = stack.enter_context(services.dashboards(settings, port))
        print(f"The dashboards are open on {address} (Ctrl-C ends them).", flush=True)
        process.wait()
