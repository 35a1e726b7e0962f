"""`python -I -S .../supervisor FOLDER SOURCES`, or `--spawner SOURCES` on a socket as stdin.

Isolated Python doesn't know our package, so we say.
"""

from __future__ import annotations

import sys

sys.path.insert(0, sys.argv[2])

if sys.argv[1] == "--spawner":
    import socket

    from jarip.cloud.engines.local.supervisor.spawner import serve

    with socket.socket(fileno=0) as control:
        serve(control)
else:
    from jarip.cloud.engines.local.supervisor.run import ignore_hangup, main

    ignore_hangup()
    sys.exit(main(sys.argv[1]))
