"""What holds for every test: property tests draw the same examples each time, but in a soak;
`databases.py` has the databases of the cloud's tests.

A fresh draw on every run would find more, but on somebody else's commit; `make soak` looks for it.
"""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

# By default an example that takes 200 ms fails, and so does slow drawing: a busy machine would.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fixed", UNHURRIED, derandomize=True)
settings.register_profile("random", UNHURRIED, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

pytest_plugins = ["tests.databases"]

signal.signal(signal.SIGINT, signal.default_int_handler)
