"""Which source line an address of a shared object comes from: DWARF's line table, decoded.

Source: DWARF Debugging Information Format, version 4, section 6.2, "Line Number Information". Only
what LLVM writes for the objects of `targets` is read: version 4, 32-bit, one instruction at a time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from jarip.cuda.frontend.elf import contents

_EXTENDED_END, _EXTENDED_ADDRESS = 1, 2
_COPY, _ADVANCE_PC, _ADVANCE_LINE, _SET_FILE, _CONST_ADD_PC, _FIXED_ADVANCE = 1, 2, 3, 4, 8, 9


@dataclass(frozen=True)
class Row:
    """From `address` on, until the next row, code comes from `line` of `file`; 0 is no line."""

    address: int
    file: str
    line: int
    ends: bool = False


def find_line(elf: bytes, address: int) -> str | None:
    """`file:line` of the instruction at an address of the object, None if it is not known.

    Raises:
        ElfError: the bytes are not an object.
    """
    section = contents(elf, ".debug_line")
    before: Row | None = None
    known: Row | None = None
    for row in rows(section or b""):
        if before is not None and not before.ends and before.address <= address < row.address:
            return f"{known.file}:{known.line}" if known is not None else None
        before = row
        known = row if row.line else (None if row.ends else known)
    return None


def rows(section: bytes) -> Iterator[Row]:
    """The rows of every line program of a `.debug_line` section, in order."""
    at = 0
    while at + 4 <= len(section):
        (length,) = struct.unpack_from("<I", section, at)
        yield from _Program(section[at + 4 : at + 4 + length]).rows()
        at += 4 + length


class _Program:
    """One line program: its header, then the machine that makes rows."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        version, header = self._take("<HI")
        start = self.at + header
        (self.step, _, _, self.line_base, self.line_range, self.opcode_base) = self._take("<BBBbBB")
        self.operands = self._take(f"<{self.opcode_base - 1}B")
        if version == 4:
            self.files = self._names()
        else:
            self.files = []  # of another compiler: nothing is known
            start = len(data)
        self.at = start

    def rows(self) -> Iterator[Row]:
        """Runs the program."""
        address, file, line = 0, 1, 1
        while self.at < len(self.data):
            (opcode,) = self._take("<B")
            if opcode >= self.opcode_base:
                ahead = opcode - self.opcode_base
                address += ahead // self.line_range * self.step
                line += self.line_base + ahead % self.line_range
                yield self._row(address, file, line)
            elif opcode == 0:
                end = self._number() + self.at
                (extended,) = self._take("<B")
                if extended == _EXTENDED_ADDRESS:
                    (address,) = self._take("<Q")
                elif extended == _EXTENDED_END:
                    yield self._row(address, file, line, ends=True)
                    address, file, line = 0, 1, 1
                self.at = end
            elif opcode == _COPY:
                yield self._row(address, file, line)
            elif opcode == _ADVANCE_PC:
                address += self._number() * self.step
            elif opcode == _ADVANCE_LINE:
                line += self._signed()
            elif opcode == _SET_FILE:
                file = self._number()
            elif opcode == _CONST_ADD_PC:
                address += (255 - self.opcode_base) // self.line_range * self.step
            elif opcode == _FIXED_ADVANCE:
                address += self._take("<H")[0]
            else:
                for _ in range(self.operands[opcode - 1]):
                    self._number()

    def _row(self, address: int, file: int, line: int, ends: bool = False) -> Row:
        name = self.files[file - 1] if 0 < file <= len(self.files) else "?"
        return Row(address, name, line, ends)

    def _names(self) -> list[str]:
        directories = [""]
        while name := self._text():
            directories.append(name)
        files = []
        while name := self._text():
            directory = directories[self._number()]
            self._number()
            self._number()
            files.append(f"{directory}/{name}" if directory else name)
        return files

    def _take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def _text(self) -> str:
        end = self.data.index(b"\0", self.at)
        text = self.data[self.at : end].decode("utf-8", "replace")
        self.at = end + 1
        return text

    def _number(self) -> int:
        value, shift = 0, 0
        while True:
            (byte,) = self._take("<B")
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def _signed(self) -> int:
        start = self.at
        value = self._number()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value
