"""What a compiled kernel says of itself: reads `jarip_kernel` of an object in the cache.

The layout is JaripKernel in `jarip/abi.h`; the file is ELF64, little-endian. Nothing is loaded, so
an object for another runtime or chip can be read as well.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODES = {0: "loop", 1: "fiber"}
DYNAMIC_SYMBOLS, EXECUTABLE = 11, 4  # SHT_DYNSYM, SHF_EXECINSTR
DESCRIPTOR = struct.Struct("<II8x3IIIIQQ")  # abi, mode, (name), block, width, jam, regions, bytes


@dataclass(frozen=True)
class Section:
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int


@dataclass(frozen=True)
class KernelObject:
    """`context_bytes` are kept across barriers for each worker; `code_bytes` is machine code."""

    kernel: str
    mode: str
    block: tuple[int, int, int]
    width: int
    jam: int
    regions: int
    context_bytes: int
    code_bytes: int

    @property
    def shape(self) -> str:
        """For the table: the mode, and for loops the lanes of a vector times the jam."""
        if self.mode != "loop":
            return self.mode
        return f"W{self.width}" + (f"xU{self.jam}" if self.jam > 1 else "")


def read_kernel_object(path: Path) -> KernelObject:
    """Raises ValueError where `path` is no kernel object."""
    image = path.read_bytes()
    if image[:6] != b"\x7fELF\x02\x01":
        raise ValueError(f"{path} is not a 64-bit little-endian ELF file")
    sections = list(read_sections(image))
    address = find_symbol(image, sections, b"jarip_kernel")
    if address is None:
        raise ValueError(f"{path} has no symbol jarip_kernel")
    offset = file_offset(sections, address)
    _, mode, bx, by, bz, width, jam, regions, _, context = DESCRIPTOR.unpack_from(image, offset)
    code = sum(section.size for section in sections if section.flags & EXECUTABLE)
    name = path.stem.rsplit("-", 1)[0]
    mode_name = MODES.get(mode, f"mode {mode}")
    return KernelObject(name, mode_name, (bx, by, bz), width, jam, regions, context, code)


def read_sections(image: bytes) -> Iterator[Section]:
    (table,) = struct.unpack_from("<Q", image, 40)
    size, count = struct.unpack_from("<HH", image, 58)
    for i in range(count):
        _, kind, flags, address, offset, length, link = struct.unpack_from(
            "<IIQQQQI", image, table + i * size
        )
        yield Section(kind, flags, address, offset, length, link)


def find_symbol(image: bytes, sections: list[Section], name: bytes) -> int | None:
    """The address of an exported symbol."""
    for section in sections:
        if section.kind != DYNAMIC_SYMBOLS:
            continue
        names = sections[section.link].offset
        for at in range(section.offset, section.offset + section.size, 24):
            at_name, _, _, _, value = struct.unpack_from("<IBBHQ", image, at)
            if image[names + at_name :].split(b"\0", 1)[0] == name:
                return int(value)
    return None


def file_offset(sections: list[Section], address: int) -> int:
    for section in sections:
        if section.address and section.address <= address < section.address + section.size:
            return address - section.address + section.offset
    raise ValueError(f"no section holds address {address:#x}")
