"""A PostgreSQL cluster of our own, made for one test run and thrown away after it."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.fast_folder import own_folder

SERVER_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this user."""


def find_postgres() -> Path | None:
    """The folder of the newest installed server's programs, None if there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    with_initdb = [folder for folder in folders if (folder / "initdb").exists()]
    if with_initdb:
        return with_initdb[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def run_postgres(programs: Path) -> Iterator[str]:
    """A running cluster; yields the URL of its server, without a database's name."""
    user = _server_user()
    with own_folder("pg", end_server) as folder:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        initdb = [programs / "initdb", "-D", data, "-U", "jarip", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*initdb, "-N"], user=user, check=True, capture_output=True, cwd=folder)
        options = (
            f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200 "
            "-c dynamic_shared_memory_type=mmap"  # in its own folder: a kill leaves nothing else
        )
        control = [programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log"]
        subprocess.run([*control, "start"], user=user, check=True, capture_output=True, cwd=folder)
        try:
            yield f"postgresql+psycopg://jarip@/{{database}}?host={folder}"
        finally:
            stop = [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
            subprocess.run(stop, user=user, check=True, capture_output=True, cwd=folder)


def end_server(folder: Path) -> None:
    """End the server that somebody who was killed left running in a folder."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        if str(folder) in Path(f"/proc/{server}/cmdline").read_text():
            os.kill(server, signal.SIGQUIT)  # as `pg_ctl stop -m immediate`


def run_sql(url: str, statement: str) -> None:
    """Run one statement outside any transaction, such as CREATE DATABASE."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _server_user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        return "nobody"
    return SERVER_USER
