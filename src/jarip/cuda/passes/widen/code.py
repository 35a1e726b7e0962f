"""A buffer of LLVM assembly for one function: fresh names and the vector idioms in use."""

from __future__ import annotations

from collections.abc import Sequence

from jarip.cuda.ir.instructions import Instruction
from jarip.cuda.ir.types import ArrayType, StructType, Type, VectorType


def wide_type(kind: Type, lanes: int) -> str:
    """What holds a varying value of the type: a vector, lane after lane, or a structure of them."""
    if isinstance(kind, VectorType):
        return f"<{kind.count * lanes} x {kind.element}>"
    if isinstance(kind, StructType):
        return "{ " + ", ".join(wide_type(f, lanes) for f in kind.fields) + " }"
    if isinstance(kind, ArrayType):
        return f"[{kind.count} x {wide_type(kind.element, lanes)}]"
    return f"<{lanes} x {kind}>"


def mangled(kind: Type, lanes: int = 1) -> str:
    """How an intrinsic's name spells the type, widened when `lanes` is more than one."""
    if isinstance(kind, VectorType):
        return f"v{kind.count * lanes}{mangled(kind.element)}"
    names = {"float": "f32", "double": "f64", "half": "f16", "bfloat": "bf16", "ptr": "p0"}
    scalar = names.get(str(kind), str(kind))
    return f"v{lanes}{scalar}" if lanes > 1 else scalar


class Code:
    """Lines of a function under construction, its allocas and the declarations it needs."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.lines: list[str] = []
        self.allocas: list[str] = []
        self.declarations: dict[str, str] = {}
        self._next = 0
        self._source = ""
        self.mask_type = f"<{lanes} x i1>"
        self.bits_type = f"i{lanes}"

    # -- names and lines

    def fresh(self, prefix: str = "t") -> str:
        """A name that nothing else has, without its sigil."""
        self._next += 1
        return f"{prefix}.{self._next}"

    def made_from(self, instruction: Instruction) -> None:
        """What is emitted from here on comes from the source line of that instruction."""
        self._source = next(
            (f", !dbg {n}" for kind, n in instruction.metadata if kind == "dbg"), ""
        )

    def emit(self, text: str) -> None:
        """Adds an instruction without a result."""
        self.lines.append(f"  {text}{self._source}")

    def define(self, text: str) -> str:
        """Adds an instruction and returns the operand that names its result."""
        name = f"%{self.fresh()}"
        self.lines.append(f"  {name} = {text}{self._source}")
        return name

    def label(self, name: str) -> None:
        """Starts a block."""
        self.lines.append(f"{name}:")

    def jump(self, name: str) -> None:
        """Ends a block."""
        self.emit(f"br label %{name}")

    def branch(self, condition: str, then: str, otherwise: str) -> None:
        """Ends a block on an i1 operand."""
        self.emit(f"br i1 {condition}, label %{then}, label %{otherwise}")

    def alloca(self, text: str, prefix: str = "slot", alignment: int | None = None) -> str:
        """Reserves memory for the whole function; returns its address."""
        name = f"%{self.fresh(prefix)}"
        aligned = f", align {alignment}" if alignment else ""
        self.allocas.append(f"  {name} = alloca {text}{aligned}")
        return name

    def declare(self, name: str, signature: str) -> str:
        """Notes a declaration; `signature` has {} where the name belongs."""
        self.declarations[name] = f"declare {signature.replace('{}', name)}"
        return name

    # -- vectors

    def splat(self, kind: str, scalar: str) -> str:
        """All lanes the same."""
        if scalar in ("undef", "poison", "zeroinitializer"):
            return scalar
        if scalar == "null":
            return "zeroinitializer"
        if scalar[0] not in "%@":
            return "<" + ", ".join([f"{kind} {scalar}"] * self.lanes) + ">"
        vector = f"<{self.lanes} x {kind}>"
        first = self.define(f"insertelement {vector} poison, {kind} {scalar}, i64 0")
        zeros = f"<{self.lanes} x i32> zeroinitializer"
        return self.define(f"shufflevector {vector} {first}, {vector} poison, {zeros}")

    def shuffle(
        self, vector: str, value: str, indices: Sequence[int | None], other: str = "poison"
    ) -> str:
        """Elements of two vectors by constant index; None where any will do."""
        words = ", ".join("i32 poison" if i is None else f"i32 {i}" for i in indices)
        return self.define(
            f"shufflevector {vector} {value}, {vector} {other}, <{len(indices)} x i32> <{words}>"
        )

    def steps(self, kind: str, stride: int) -> str:
        """The constant 0, stride, 2 * stride, ... of an integer type."""
        return "<" + ", ".join(f"{kind} {lane * stride}" for lane in range(self.lanes)) + ">"

    def extract(self, vector: str, value: str, lane: int | str) -> str:
        """One lane of a vector."""
        index = f"i64 {lane}" if isinstance(lane, int) else f"i32 {lane}"
        return self.define(f"extractelement {vector} {value}, {index}")

    # -- masks

    def mask_bits(self, mask: str) -> str:
        """The mask as an integer, lane 0 in bit 0."""
        return self.define(f"bitcast {self.mask_type} {mask} to {self.bits_type}")

    def any(self, mask: str) -> str:
        """An i1: some lane is active."""
        return self.define(f"icmp ne {self.bits_type} {self.mask_bits(mask)}, 0")

    def both(self, mask: str | None, condition: str) -> str:
        """Lanes active in `mask` where `condition` holds.

        A select, not an `and`: in dead lanes the condition may be poison, and must not count.
        """
        if mask is None:
            return condition
        return self.define(
            f"select {self.mask_type} {mask}, {self.mask_type} {condition}, "
            f"{self.mask_type} zeroinitializer"
        )

    def negate(self, mask: str) -> str:
        """Each lane's opposite."""
        ones = self.splat("i1", "true")
        return self.define(f"xor {self.mask_type} {mask}, {ones}")

    def either(self, left: str, right: str) -> str:
        """Lanes of one mask or the other."""
        return self.define(f"or {self.mask_type} {left}, {right}")

    def blend(self, mask: str, kind: Type, new: str, old: str) -> str:
        """`new` in active lanes, `old` in the others, of a varying value of the type."""
        wide = wide_type(kind, self.lanes)
        if isinstance(kind, StructType | ArrayType):
            return self._blend_members(mask, kind, new, old)
        if isinstance(kind, VectorType):
            indices = [lane for lane in range(self.lanes) for _ in range(kind.count)]
            mask = self.shuffle(self.mask_type, mask, indices)
            return self.define(f"select <{len(indices)} x i1> {mask}, {wide} {new}, {wide} {old}")
        return self.define(f"select {self.mask_type} {mask}, {wide} {new}, {wide} {old}")

    def _blend_members(self, mask: str, kind: StructType | ArrayType, new: str, old: str) -> str:
        wide = wide_type(kind, self.lanes)
        fields = kind.fields if isinstance(kind, StructType) else (kind.element,) * kind.count
        result = "poison"
        for index, field in enumerate(fields):
            left = self.define(f"extractvalue {wide} {new}, {index}")
            right = self.define(f"extractvalue {wide} {old}, {index}")
            member = self.blend(mask, field, left, right)
            inner = wide_type(field, self.lanes)
            result = self.define(f"insertvalue {wide} {result}, {inner} {member}, {index}")
        return result

    def pointer_vector_type(self) -> str:
        """The type of one address a lane."""
        return f"<{self.lanes} x ptr>"
