"""`jarip restore`: a cloud from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jarip.cli.options import new_app

app = new_app()


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `jarip backup` wrote.", exists=True)],
) -> None:
    """Restore a backup into an empty JARIP_HOME and an empty database of either kind."""
    from jarip.cloud.backup.restore import restore_backup
    from jarip.cloud.db.clock import SystemClock
    from jarip.cloud.settings import read_settings

    settings = read_settings()
    done = restore_backup(settings, SystemClock(), file)
    print(f"{settings.home}: {done.rows:,} rows, {done.files:,} files are restored")
    if done.lost_attempts:
        print(f"{done.lost_attempts} attempts that were running then are lost")
