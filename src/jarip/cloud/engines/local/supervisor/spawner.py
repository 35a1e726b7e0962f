"""A process that has everything imported and forks a supervisor when it is asked to.

A fresh Python takes ten times as long to start as a fork of one that runs. It has one thread, no
state and nothing to lose: when the server that asks it is gone, it goes, and the supervisors stay.

A request is one packet: the attempt's folder, with two descriptors, the supervisor's stdin and
stderr. The answer is `ok` with a descriptor of the new process.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys

from jarip.cloud.engines.local.supervisor.run import ignore_hangup, main

MOST_BYTES = 8192
BURY_S = 1.0
"""How often supervisors that ended are buried."""


def serve(control: socket.socket) -> None:
    """Answer requests until the other end is closed."""
    ignore_hangup()
    gc.freeze()  # what is there now is shared with every fork
    while True:
        _bury()
        if not select.select([control], [], [], BURY_S)[0]:
            continue
        request, descriptors, _, _ = socket.recv_fds(control, MOST_BYTES, 2)
        if not request:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _become(request.decode(), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        handle = os.pidfd_open(pid)  # of our own child, not buried yet: it is the right one
        socket.send_fds(control, [b"ok"], [handle])
        os.close(handle)


def _bury() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _become(folder: str, standard_input: int, errors: int) -> None:
    """From here on this is a supervisor; it never returns."""
    code = 1
    try:
        os.setsid()
        os.dup2(standard_input, 0)
        os.dup2(errors, 2)
        os.close(standard_input)
        os.close(errors)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = main(folder)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)
