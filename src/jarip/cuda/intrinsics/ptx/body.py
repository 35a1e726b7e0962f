"""The LLVM function that an `asm` becomes: its registers, values and text.

Every PTX register is a stack slot of its bits, so that instructions are written one by one; LLVM's
SROA makes values of them.
"""

from __future__ import annotations

import re
import struct

from jarip.cuda.intrinsics.ptx.syntax import Operation, Registers, UnknownPtx
from jarip.cuda.intrinsics.ptx.types import PtxType, find_type

_NUMBER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|\d+)U?")
_BITS = re.compile(r"0([fFdD])([0-9a-fA-F]+)")
_REAL = re.compile(r"[-+]?\d+\.\d*(?:[eE][-+]?\d+)?")
_SPECIAL = re.compile(r"%(?:(tid|ntid|ctaid|nctaid)\.([xyzw])|(\w+))")
_REGISTERS = "llvm.nvvm.read.ptx.sreg."
_WIDE = frozenset({"clock64", "globaltimer"})
_KNOWN = frozenset(
    """laneid warpid nwarpid smid clock clock64 globaltimer globaltimer_lo lanemask_eq lanemask_lt
    lanemask_le lanemask_gt lanemask_ge dynamic_smem_size total_smem_size""".split()
)
# Registers of clusters, of which each block is one of its own, and of what this chip doesn't have.
_CONSTANTS = {"nsmid": 1, "gridid": 0, "cluster_ctarank": 0, "cluster_nctarank": 1,
              "is_explicit_cluster": 0, "clusterid.x": 0}  # fmt: skip


class Body:
    """A function's text as it grows."""

    def __init__(self) -> None:
        self.slots: list[str] = []
        self.lines: list[str] = []
        self._scopes: list[dict[str, tuple[str, str]]] = [{}]  # name -> slot and its integer type
        self._count = 0

    # ---- Text -----------------------------------------------------------------------------

    def fresh(self, word: str = "t") -> str:
        """A name that is used nowhere else."""
        self._count += 1
        return f"{word}{self._count}"

    def emit(self, instruction: str) -> str:
        """Append an instruction with a result, and return the result."""
        name = "%" + self.fresh()
        self.lines.append(f"{name} = {instruction}")
        return name

    def do(self, instruction: str) -> None:
        """Append an instruction without a result."""
        self.lines.append(instruction)

    def call(self, kind: str, function: str, *arguments: str) -> str:
        """Call of an intrinsic; arguments are written with their types."""
        return self.emit(f"call {kind} @{function}({', '.join(arguments)})")

    # ---- Registers ------------------------------------------------------------------------

    def enter(self) -> None:
        self._scopes.append({})

    def leave(self) -> None:
        if len(self._scopes) > 1:
            self._scopes.pop()

    def declare(self, registers: Registers) -> None:
        """Registers of a `.reg` directive."""
        kind = find_type(registers.type)
        if kind is None:
            raise UnknownPtx(f".reg .{registers.type}")
        for name in registers.names:
            self.slot(name, kind.word)

    def slot(self, name: str, word: str) -> str:
        """A new stack slot for a register."""
        slot = "%" + self.fresh("r")
        self.slots.append(f"{slot} = alloca {word}, align 16")
        self._scopes[-1][name] = (slot, word)
        return slot

    def _find(self, name: str) -> tuple[str, str] | None:
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        return None

    # ---- Values ---------------------------------------------------------------------------

    def read(self, operand: str, kind: PtxType) -> str:
        """An operand as a value of that type."""
        if kind.kind == "p" and operand.startswith("!"):
            return self.emit(f"xor i1 {self.read(operand[1:].strip(), kind)}, true")
        found = self._find(operand)
        if found is None:
            return self.of_word(self._literal(operand, kind), kind)
        slot, word = found
        value = self.emit(f"load {word}, ptr {slot}, align 16")
        return self.of_word(self._resized(value, int(word[1:]), kind.bits, kind.kind), kind)

    def write(self, operand: str, kind: PtxType, value: str) -> None:
        """Store a value of that type in a register; `_` takes it away."""
        if operand == "_":
            return
        found = self._find(operand)
        if found is None:
            raise UnknownPtx(f"register {operand}")
        slot, word = found
        bits = self.to_word(value, kind)
        sized = self._resized(bits, kind.bits, int(word[1:]), kind.kind)
        self.do(f"store {word} {sized}, ptr {slot}, align 16")

    def of_word(self, bits: str, kind: PtxType) -> str:
        if kind.llvm == kind.word:
            return bits
        return self.emit(f"bitcast {kind.word} {bits} to {kind.llvm}")

    def to_word(self, value: str, kind: PtxType) -> str:
        if kind.llvm == kind.word:
            return value
        return self.emit(f"bitcast {kind.llvm} {value} to {kind.word}")

    def _resized(self, value: str, have: int, want: int, kind: str) -> str:
        if have == want:
            return value
        if have > want:
            return self.emit(f"trunc i{have} {value} to i{want}")
        return self.emit(f"{'sext' if kind == 's' else 'zext'} i{have} {value} to i{want}")

    def _literal(self, operand: str, kind: PtxType) -> str:
        """A constant or a special register, as an integer of the type's bits."""
        if _NUMBER.fullmatch(operand):
            number = int(operand.rstrip("U"), 0 if "x" in operand.lower() else 10)
            return str(number if kind.bits > 1 else number & 1)
        if found := _BITS.fullmatch(operand):
            return str(int(found[2], 16))
        if _REAL.fullmatch(operand):
            form = "<d" if kind.bits == 64 else "<f"
            return str(int.from_bytes(struct.pack(form, float(operand)), "little"))
        return self._special(operand, kind)

    def _special(self, operand: str, kind: PtxType) -> str:
        found = _SPECIAL.fullmatch(operand)
        name = operand.lstrip("%")
        if name in _CONSTANTS or name == "WARP_SZ":
            return str(_CONSTANTS.get(name, 32))
        if found is None or not (found[1] or found[3] in _KNOWN):
            raise UnknownPtx(f"operand {operand}")
        register = name.replace("lanemask_", "lanemask.").replace("globaltimer_", "globaltimer.")
        word = "i64" if name in _WIDE else "i32"
        value = self.call(word, _REGISTERS + register)
        return self._resized(value, int(word[1:]), kind.bits, "u")

    # ---- Memory ---------------------------------------------------------------------------

    def pointer(self, operand: str, shared: bool) -> str:
        """The address of `[register+offset]`.

        A shared address in a 32-bit register is the low half of the true one, which is near the
        start of the dynamic shared memory.
        """
        inside = operand.strip()
        if not (inside.startswith("[") and inside.endswith("]")):
            raise UnknownPtx(f"address {operand}")
        base, sign, offset = re.fullmatch(r"([^+]*?)\s*(?:(\+)\s*(-?\w+))?", inside[1:-1]).groups()  # type: ignore[union-attr]
        found = self._find(base.strip())
        if found and found[1] == "i32" and shared:
            address = self._near(self.read(base.strip(), _WORD))
        else:
            wide = self.read(base.strip(), _ADDRESS)
            address = self.emit(f"inttoptr i64 {wide} to ptr")
        if sign:
            address = self.emit(f"getelementptr i8, ptr {address}, i64 {int(offset, 0)}")
        return address

    def _near(self, low: str) -> str:
        start = "addrspacecast (ptr addrspace(3) @jarip.dynamic to ptr)"
        whole = self.emit(f"ptrtoint ptr {start} to i64")
        part = self.emit(f"trunc i64 {whole} to i32")
        apart = self.emit(f"sub i32 {low}, {part}")
        wide = self.emit(f"sext i32 {apart} to i64")
        return self.emit(f"getelementptr i8, ptr {start}, i64 {wide}")


_WORD = PtxType(32, "i32", "u")
_ADDRESS = PtxType(64, "i64", "u")


def type_of(operation: Operation, part: int = -1) -> PtxType:
    """The type that a part of the opcode names. Raises UnknownPtx if it names none."""
    found = find_type(operation.parts[part]) if len(operation.parts) > 1 else None
    if found is None:
        raise operation.unknown()
    return found
