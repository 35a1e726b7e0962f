"""Keeping the files that a job's `outputs` name, before its working directory goes."""

from __future__ import annotations

import json

from jarip.cloud.engines.local.layout import Layout
from jarip.cloud.engines.outputs_reader import walk_files


def keep_outputs(layout: Layout, attempt_id: str) -> None:
    """Move every file that a pattern names to the job's outputs, path and all.

    Patterns mean what they mean in a .gitignore: `results/`, `*.json`, `/model.bin`.
    Links are left behind: a job could point one at anything. Repeating it is harmless.
    """
    folder = layout.attempt(attempt_id)
    if not folder.patterns.exists() or not folder.work.exists():
        return
    from pathspec import GitIgnoreSpec  # late: few jobs name outputs, and a server starts sooner

    patterns = GitIgnoreSpec.from_lines(json.loads(folder.patterns.read_text()))
    target = folder.outputs.resolve()
    for path in list(walk_files(folder.work)):
        name = path.relative_to(folder.work)
        if patterns.match_file(str(name)):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(target / name)
