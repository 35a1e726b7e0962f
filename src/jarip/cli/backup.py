"""`jarip backup`: everything into one file, while the server runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jarip.cli.options import new_app

app = new_app()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it, such as cloud.tar.gz.")],
) -> None:
    """Write a backup of this machine's cloud. It holds secrets: keep it private."""
    from jarip.cli.show import bytes_text
    from jarip.cloud.backup.write import write_backup
    from jarip.cloud.db.clock import SystemClock
    from jarip.cloud.settings import read_settings

    made = write_backup(read_settings(), SystemClock(), file.absolute())
    print(f"{made.path}: {bytes_text(made.size)}, {made.rows:,} rows, {made.files:,} files")
