"""Relocatable object to shared object, by the linker that comes with ziglang."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from jarip.cuda.errors import DeviceCompileError


@functools.cache
def _linker() -> Path:
    spec = find_spec("ziglang")
    if spec is None or spec.origin is None:
        raise DeviceCompileError(
            "the linker is missing", remedy="install it with `pip install ziglang`"
        )
    return Path(spec.origin).parent / "zig"


def link_shared(machine_code: bytes, out: Path) -> None:
    """Links one object to a shared object, put in place by an atomic rename.

    Calls of the runtime stay undefined: they bind to the libcudart that loads the result.

    Raises:
        DeviceCompileError: the linker refuses.
        OSError: the directory cannot be written.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".link-") as directory:
        source = Path(directory) / "kernel.o"
        result = Path(directory) / "kernel.so"
        source.write_bytes(machine_code)
        command = [
            str(_linker()), "ld.lld", "-shared", "--hash-style=gnu", "-z", "noexecstack",
            "--build-id=none", "-o", str(result), str(source),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DeviceCompileError(f"the linker failed: {done.stderr.strip()}")
        result.replace(out)
