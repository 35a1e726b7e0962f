"""The device image: what a program carries where a fat binary would be.

Layout and meaning are those of `runtime/include/jarip/abi.h` (JaripImageHeader); the identity is
the SHA-256 of the metadata followed by the IR.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

_HEADER = struct.Struct("<8sII64sQQQQ")
_MAGIC = b"JARIPIMG"
_VERSION = 1


class ImageError(Exception):
    """Bytes that should be a device image aren't one; the message says what is wrong."""


@dataclass(frozen=True)
class DeviceImage:
    """Metadata (one record a line, see abi.h) and the LLVM assembly it describes."""

    metadata: str
    ir: str

    @property
    def identity(self) -> str:
        return hashlib.sha256(self.metadata.encode() + self.ir.encode()).hexdigest()

    def pack(self) -> bytes:
        metadata, ir = self.metadata.encode(), self.ir.encode()
        header = _HEADER.pack(
            _MAGIC,
            _VERSION,
            _HEADER.size,
            self.identity.encode(),
            _HEADER.size,
            len(metadata),
            _HEADER.size + len(metadata),
            len(ir),
        )
        return header + metadata + ir


def unpack(data: bytes) -> DeviceImage:
    """Read an image back. Raises ImageError for another magic or version, or if it is cut off."""
    if len(data) < _HEADER.size or data[:8] != _MAGIC:
        raise ImageError("not a Jarip device image: the first eight bytes are not JARIPIMG")
    _, version, _, _, meta_at, meta_bytes, ir_at, ir_bytes = _HEADER.unpack_from(data)
    if version != _VERSION:
        raise ImageError(f"device image version {version}, this compiler reads {_VERSION}")
    if max(meta_at + meta_bytes, ir_at + ir_bytes) > len(data):
        raise ImageError("the device image is cut off")
    return DeviceImage(
        data[meta_at : meta_at + meta_bytes].decode(), data[ir_at : ir_at + ir_bytes].decode()
    )


def image_length(data: bytes) -> int:
    """Bytes the image at the start of `data` takes; images may follow one another in a section."""
    header = _HEADER.unpack_from(data)
    return int(max(header[4] + header[5], header[6] + header[7]))
