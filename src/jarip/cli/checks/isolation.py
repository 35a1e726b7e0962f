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
