"""Compile a kernel and run it on numpy arrays."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import jarip
from device_harness.build import HERE, device_ir, image_of
from jarip.cuda.jit.image import Image
from jarip.cuda.targets import cpu
from jarip.cuda.targets.link import link_shared

Shape = tuple[int, int, int]
_directory = tempfile.TemporaryDirectory(prefix="jarip-harness-")


@functools.cache
def runtime() -> ctypes.CDLL:
    """The runtime of tests, loaded globally so that objects bind to it."""
    out = Path(_directory.name) / "runtime.so"
    include = Path(jarip.__file__).parent / "cuda" / "runtime" / "include"
    command = ["gcc", "-O1", "-g", "-shared", "-fPIC", f"-I{include}", "-o", str(out)]
    subprocess.run([*command, str(HERE / "runtime.c"), "-lm"], check=True)
    return ctypes.CDLL(str(out), mode=ctypes.RTLD_GLOBAL)


@functools.cache
def source_of(text: str, flags: tuple[str, ...]) -> cpu.Source:
    """The opened image of a program."""
    return cpu.open_image(image_of(device_ir(text, flags)))


class Program:
    """A small CUDA program whose kernels can be launched."""

    def __init__(self, text: str, flags: tuple[str, ...] = ()) -> None:
        runtime()
        self.source = source_of(text, flags)
        self.module = self._load_module()

    @property
    def image(self) -> Image:
        """The image."""
        return self.source.image

    def launch(
        self, kernel: str, grid: Shape, block: Shape, *arguments: Any, shared: int = 0
    ) -> int:
        """Runs a kernel; arrays are passed by address, numpy scalars by value.

        Returns:
            0, or why the launch ended early (1 trap, 2 assertion, 3 deadlock).
        """
        code = cpu.compile_kernel(self.source, kernel, block)
        library = load(code, ctypes.RTLD_LOCAL)
        descriptor = ctypes.c_char.in_dll(library, "jarip_kernel")
        record = self.image.kernels[kernel]
        packed = np.zeros(4096 + 16, np.uint8)
        start = -packed.ctypes.data % 16
        data = pack(record.parameters, arguments)
        packed[start : start + len(data)] = np.frombuffer(data, np.uint8)
        shape = (ctypes.c_uint32 * 3)(*grid)
        return int(
            runtime().harness_launch(
                ctypes.byref(descriptor),
                ctypes.c_void_p(packed.ctypes.data + start),
                shape,
                shared,
            )
        )

    def variable(self, name: str, dtype: Any, count: int) -> np.ndarray[Any, Any]:
        """A device variable's memory."""
        address = ctypes.addressof(ctypes.c_char.in_dll(self.module, self.image.prefix + name))
        size = np.dtype(dtype).itemsize * count
        return np.frombuffer((ctypes.c_char * size).from_address(address), dtype)

    def _load_module(self) -> ctypes.CDLL | None:
        if not self.source.exports.names:
            return None
        return load(cpu.compile_module(self.source), ctypes.RTLD_GLOBAL)


def load(code: bytes, mode: int) -> ctypes.CDLL:
    """Links machine code and loads it."""
    out = Path(_directory.name) / f"{hashlib.sha256(code).hexdigest()[:20]}.so"
    if not out.exists():
        link_shared(code, out)
    return ctypes.CDLL(str(out), mode=mode)


def pack(places: Sequence[tuple[int, int]], arguments: Sequence[Any]) -> bytes:
    """The packed parameters of a launch."""
    assert len(places) == len(arguments)
    data = bytearray(places[-1][0] + places[-1][1] if places else 1)
    for (offset, size), argument in zip(places, arguments, strict=True):
        if isinstance(argument, np.ndarray) and argument.ndim:
            value = argument.ctypes.data.to_bytes(8, "little")
        else:
            value = np.asarray(argument).tobytes()
        assert len(value) == size, (argument, size)
        data[offset : offset + size] = value
    return bytes(data)
