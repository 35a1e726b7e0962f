"""Sections of an ELF relocatable object: find one, and give one new contents.

Only what device images need: 64-bit little-endian objects, as clang writes for x86-64 and AArch64.
Source: System V ABI, chapter 4, "Object Files".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_FILE_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SECTION_HEADER = struct.Struct("<IIQQQQIIQQ")
_IDENT_64_LITTLE = b"\x7fELF\x02\x01"
_NOBITS = 8


class ElfError(Exception):
    """The bytes aren't an object file this reader knows."""


@dataclass(frozen=True)
class Section:
    """One section: its name, where its header lies in the file, and where its contents lie."""

    name: str
    header_at: int
    offset: int
    size: int


def is_elf(data: bytes) -> bool:
    return data[:6] == _IDENT_64_LITTLE


def sections(data: bytes) -> list[Section]:
    """All sections in order. Raises ElfError for anything but 64-bit little-endian ELF."""
    if not is_elf(data):
        raise ElfError("not a 64-bit little-endian ELF object")
    header = _FILE_HEADER.unpack_from(data)
    table_at, entry_bytes, count, names_index = header[6], header[11], header[12], header[13]
    raw = [_SECTION_HEADER.unpack_from(data, table_at + i * entry_bytes) for i in range(count)]
    names_at = raw[names_index][4]
    return [
        Section(
            name=_string(data, names_at + fields[0]),
            header_at=table_at + i * entry_bytes,
            offset=fields[4],
            size=0 if fields[1] == _NOBITS else fields[5],
        )
        for i, fields in enumerate(raw)
    ]


def contents(data: bytes, name: str) -> bytes | None:
    """The bytes of the section of that name, or None if there is none."""
    for section in sections(data):
        if section.name == name:
            return data[section.offset : section.offset + section.size]
    return None


def with_contents(data: bytes, name: str, new: bytes) -> bytes:
    """The object with `new` as the contents of its section `name`, put at the end of the file.

    Symbols at the section's start stay right, which is all that clang makes of an image section.
    Returns `data` unchanged if it has no such section.
    """
    for section in sections(data):
        if section.name == name:
            padding = -len(data) % 16
            patched = bytearray(data + b"\0" * padding + new)
            # sh_offset and sh_size are at bytes 24 and 32 of a section header.
            struct.pack_into("<QQ", patched, section.header_at + 24, len(data) + padding, len(new))
            return bytes(patched)
    return data


def _string(data: bytes, at: int) -> str:
    return data[at : data.index(b"\0", at)].decode()


_SYMBOL = struct.Struct("<IBBHQQ")
_UNDEFINED = 0


def dynamic_symbols(data: bytes) -> set[str]:
    """Names of the symbols that a shared library defines for others."""
    names_at = next(s.offset for s in sections(data) if s.name == ".dynstr")
    table = contents(data, ".dynsym") or b""
    return {
        _string(data, names_at + name)
        for name, _info, _other, section, _value, _size in _SYMBOL.iter_unpack(table)
        if section != _UNDEFINED and name
    }
