"""`python -I -S .../supervisor FOLDER`: isolated Python doesn't know our package, so we say."""

from __future__ import annotations

import sys

sys.path.insert(0, sys.argv[2])

from jarip.cloud.engines.local.supervisor.run import ignore_hangup, main

ignore_hangup()
sys.exit(main(sys.argv[1]))
