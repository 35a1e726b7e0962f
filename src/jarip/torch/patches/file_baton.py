"""`torch.utils.file_baton`: who builds an extension holds a lock that dies with the process.

PyTorch's own lock is that a file exists: a build that is killed leaves the file, and everybody who
builds the same extension after it waits for ever. Here the file is locked besides, which the kernel
undoes when the process ends, and a file that nobody holds is nobody's.
"""

import fcntl
import os
from pathlib import Path
from types import ModuleType
from typing import Any


def apply(module: ModuleType) -> None:
    """Called by the finder when `torch.utils.file_baton` is loaded."""
    baton: Any = module.FileBaton
    baton.try_acquire = acquire
    baton.release = release


def acquire(baton: Any) -> bool:
    """Wait for the lock and take it; always True.

    PyTorch's returns False where somebody else builds, and the caller then takes what that one
    built. If that one was killed there is nothing to take, so here each has its turn; whoever comes
    after a finished build finds nothing to do.
    """
    while True:
        descriptor = os.open(baton.lock_file_path, os.O_CREAT | os.O_RDWR)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _is_still_the_file(descriptor, baton.lock_file_path):
            baton.fd = descriptor
            return True
        os.close(descriptor)  # the last holder has removed it meanwhile


def release(baton: Any) -> None:
    """Remove the file, then give up the lock: whoever waited for it looks for the new file."""
    Path(baton.lock_file_path).unlink()
    os.close(baton.fd)
    baton.fd = None


def _is_still_the_file(descriptor: int, path: str) -> bool:
    try:
        found = Path(path).stat()
    except FileNotFoundError:
        return False
    held = os.fstat(descriptor)
    return (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)
