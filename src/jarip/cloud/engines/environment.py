"""Python environments of jobs, made once for each list of requirements and then shared.

Run as the first command of an attempt: `python -m jarip.cloud.engines.environment FOLDER LINE...`
makes the environment in FOLDER if it isn't there. A file `complete` says that it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

COMPLETE = "complete"
ENVIRONMENT_VERSION = 1


def environment_key(requirements: Sequence[str]) -> str:
    """The same for the same requirements, in whatever order, on the same Python."""
    lines = sorted({line.strip() for line in requirements})
    text = "\n".join([str(ENVIRONMENT_VERSION), platform.python_version(), sys.prefix, *lines])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def ensure_environment(folder: Path, requirements: Sequence[str]) -> int:
    """Make the environment unless it is there; pip's exit code. Others wait for whoever makes it.

    Packages of the server's own Python (jarip, torch) can be imported, too, after its own.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / COMPLETE).exists():
            return 0
        shutil.rmtree(folder, ignore_errors=True)
        code = _make(folder, requirements)
        if code == 0:
            (folder / COMPLETE).touch()
        else:
            shutil.rmtree(folder, ignore_errors=True)
        return code


def _make(folder: Path, requirements: Sequence[str]) -> int:
    print(f"jarip: making a Python environment for {len(requirements)} requirements", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=False)
    if made.returncode != 0:
        return made.returncode
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    command += ["--quiet", "--disable-pip-version-check", "--no-input", *requirements]
    installed = subprocess.run(command, check=False)
    _add_our_packages(folder)
    return installed.returncode


def _add_our_packages(folder: Path) -> None:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    link = folder / "lib" / version / "site-packages" / "jarip-server.pth"
    ours = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    link.write_text("".join(f"{path}\n" for path in ours))


if __name__ == "__main__":
    sys.exit(ensure_environment(Path(sys.argv[1]), sys.argv[2:]))
