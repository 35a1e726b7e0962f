"""Checks of the machine: Python and chips."""

from __future__ import annotations

import platform
import sys

from jarip.cli.checks.check import Check, fail, ok

OLDEST_PYTHON = (3, 11)


def check_python() -> Check:
    """Our Python is new enough, on a system we run on."""
    name = "Python"
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST_PYTHON:
        return fail(name, found, "install Python 3.11 or newer and make the environment anew")
    if platform.system() != "Linux":
        return fail(name, found, "run Jarip on Linux; on other systems in a Linux VM or container")
    return ok(name, found)


def check_chips() -> Check:
    """At least one chip is there, and measured."""
    from jarip.chips import detect_chips

    name = "Chips"
    chips = detect_chips()
    if not chips:
        return fail(name, "none were found", "see the log lines above for the probe that failed")
    texts = []
    for chip in chips:
        speed = f", {chip.speed.gflops_f32:.0f} GFLOP/s" if chip.speed else ""
        texts.append(f"{chip.id} {chip.model}, {chip.cores} cores{speed}")
    return ok(name, "; ".join(texts))
