"""Writes the next Alembic revision from the difference between the tables and the history.

    python tools/new_revision.py "jobs and attempts"

Read what it wrote before you commit it. The history has one line: when somebody else's revision
landed first, delete yours, rebase, and run this again. Added tables, columns and indexes come out
ready; to change or drop a column write `with op.batch_alter_table(...)`, which SQLite needs.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

import jarip.cloud
from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import head_revision, make_config, upgrade_database


def import_tables() -> None:
    """Import every domain's `tables` module, so that the metadata is whole."""
    for module in pkgutil.iter_modules(jarip.cloud.__path__):
        name = f"jarip.cloud.{module.name}.tables"
        if module.ispkg and importlib.util.find_spec(name):
            importlib.import_module(name)


def tidy(path: Path) -> None:
    """No generator's remarks, constraint names as they are, formatted."""
    text = re.sub(r" +# ### .*\n", "", path.read_text())
    text = re.sub(r"op\.f\((['\"].*?['\"])\)", r"\1", text)
    path.write_text(text)
    for arguments in (["format"], ["check", "--fix"], ["format"]):
        subprocess.run(["ruff", *arguments, "--quiet", str(path)], check=False)


def main() -> None:
    """Write the revision and print its path."""
    message = sys.argv[1]
    import_tables()
    number = 1 if head_revision() == "base" else int(head_revision()) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/head.db")
        upgrade_database(database)
        config = make_config(database)
        script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()
    if script is None or isinstance(script, list):
        raise SystemExit("alembic wrote no revision")
    tidy(Path(script.path))
    print(script.path)


if __name__ == "__main__":
    main()
