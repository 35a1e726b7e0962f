"""Checks of what can keep jobs apart."""

from __future__ import annotations

import shutil
import subprocess

from jarip.cli.checks.check import Check, ok, warn

TRY = ("--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "/bin/true")


def check_isolation() -> Check:
    """Bubblewrap is there and may make namespaces."""
    name = "Isolation"
    program = shutil.which("bwrap")
    todo = "jobs of people who don't trust each other need it: apt install bubblewrap"
    if program is None:
        return warn(name, "bubblewrap is not installed: process limits only (L0)", todo)
    done = subprocess.run([program, *TRY], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        return warn(
            name, f"bubblewrap can't make namespaces here: {reason[0]}",
            "allow unprivileged user namespaces, or run in a container that does",
        )  # fmt: skip
    return ok(name, "namespaces (L1) work")


def check_limits() -> Check:
    """Control groups can be made, so that a job can't use up memory and processes."""
    from jarip.cloud.engines.local.control_groups import (
        PROCESSOR,
        default_limits,
        find_trees,
    )

    name = "Limits"
    given = {controller for tree in find_trees() for controller in tree.controllers}
    if given >= {"memory", "pids"}:
        gibibytes = default_limits().memory_bytes / 2**30
        time = " and parts of a processor to their time" if PROCESSOR in given else ""
        return ok(
            name, f"control groups hold a job to {gibibytes:.0f} GiB and 4,096 processes{time}"
        )
    return warn(
        name,
        "no control groups: a job can use up this machine's memory and processes",
        "run the server as a systemd service with Delegate=yes, or as root",
    )
