"""Clearing an attempt's folder once its end is written in the database."""

from __future__ import annotations

import shutil
from contextlib import suppress

from jarip.cloud.engines.local.layout import AttemptFolder


def reap_attempt(folder: AttemptFolder) -> None:
    """Remove working files and secrets (the plan has the environment); keep log and records."""
    for path in (folder.work, folder.temporary):
        shutil.rmtree(path, ignore_errors=True)
    for path in (folder.plan, folder.control):
        with suppress(FileNotFoundError):
            path.unlink()
