"""`manntall backup` and `manntall restore`."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.printing import JSON, tell

backup_app = typer.Typer()


@backup_app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups lie; older ones are removed.")],
    as_json: JSON = False,
) -> None:
    """Copy what cannot be made again: landing, the registry and the protection ledger."""
    from ingest.settings import load_settings
    from orchestration.backup import backup as run

    settings = load_settings()
    path = run(settings, folder)
    is_sealed = settings.backup_key_file is not None
    told = {"backup": path.name, "bytes": path.stat().st_size, "encrypted": is_sealed}
    note = "encrypted" if is_sealed else "NOT encrypted: set MANNTALL_BACKUP_KEY_FILE"
    tell(told, as_json, lambda: f"{path} ({told['bytes']} bytes, {note}).")


@backup_app.command()
def restore(
    folder: Annotated[
        Path, typer.Argument(help="A folder with backups (the newest is taken), or one of them.")
    ],
    as_json: JSON = False,
) -> None:
    """Bring a backup back. Nothing can be read until `manntall refresh` has caught up and published."""
    from dataclasses import asdict

    from ingest.settings import load_settings
    from orchestration.backup import restore as run

    restored = run(load_settings(), folder)
    tell(
        asdict(restored),
        as_json,
        lambda: (
            f"{restored.backup} is back: {restored.segments} segments, {restored.denials_added} denials added to the "
            f"ledger, the registry was {restored.registry}. Nothing can be read until `manntall refresh` has published."
        ),
    )
