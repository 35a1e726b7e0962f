"""Read a device image: what nvcc embeds in a program (`JaripImageHeader` in jarip/abi.h)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from jarip.cuda.errors import DeviceCompileError

_HEADER = struct.Struct("<8sII64sQQQQ")
MAGIC = b"JARIPIMG"
VERSION = 1


@dataclass(frozen=True)
class KernelRecord:
    """A kernel as the metadata describes it; `parameters` are offsets and sizes in bytes."""

    name: str
    parameters: tuple[tuple[int, int], ...]
    max_threads: int = 1024


@dataclass(frozen=True)
class Image:
    """An image: its identity, its kernels by mangled name, its variables, its device IR.

    `managed` are those of `variables` that are pointers to memory of the host.
    """

    hash: str
    ir: str
    kernels: dict[str, KernelRecord] = field(default_factory=dict)
    variables: tuple[str, ...] = ()
    managed: frozenset[str] = frozenset()

    @property
    def prefix(self) -> str:
        """What the names of the module object start with."""
        return f"jm_{self.hash[:16]}_"


def read_image(data: bytes) -> Image:
    """Decodes an image.

    Raises:
        DeviceCompileError: the bytes are not an image of this version.
    """
    if len(data) < _HEADER.size or data[:8] != MAGIC:
        raise DeviceCompileError("not a Jarip device image", remedy="build the program again")
    fields = _HEADER.unpack_from(data)
    _, version, _, digest, at, size, ir_at, ir_size = fields
    if version != VERSION:
        raise DeviceCompileError(
            f"device image of version {version}, expected {VERSION}",
            remedy="build the program again with this version's nvcc",
        )
    if max(at + size, ir_at + ir_size) > len(data):
        raise DeviceCompileError("truncated device image", remedy="build the program again")
    metadata = data[at : at + size].decode("utf-8")
    ir = data[ir_at : ir_at + ir_size].decode("utf-8")
    kernels, spaces = _records(metadata)
    managed = frozenset(name for name, space in spaces.items() if space == "managed")
    return Image(digest.rstrip(b"\0").decode("ascii"), ir, kernels, tuple(spaces), managed)


def _records(metadata: str) -> tuple[dict[str, KernelRecord], dict[str, str]]:
    """Kernels, and the spaces of variables, by name."""
    kernels: dict[str, KernelRecord] = {}
    spaces: dict[str, str] = {}
    for line in metadata.splitlines():
        kind, _, rest = line.partition(" ")
        name, *words = rest.split(" ")
        values = dict(word.split("=", 1) for word in words if "=" in word)
        if kind == "kernel":
            places = tuple(
                (int(offset), int(size))
                for offset, size in (p.split(":") for p in values.get("params", "").split(",") if p)
            )
            kernels[name] = KernelRecord(name, places, int(values.get("max_threads", "1024")))
        elif kind == "variable":
            spaces[name] = values.get("space", "global")
    return kernels, spaces
