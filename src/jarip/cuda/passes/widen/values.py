"""Where the values of the function being widened are: constants, caches of this block, slots.

Each value is held as a scalar (uniform, or lane 0 of an affine one) or as a vector. Within a block
operands are remembered; between blocks a value lives in its slot, an alloca a part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from jarip.cuda.analysis.divergence import Divergence
from jarip.cuda.analysis.shape import Shape
from jarip.cuda.ir.instructions import Instruction, Load
from jarip.cuda.ir.types import (
    ArrayType,
    FloatType,
    IntType,
    PointerType,
    StructType,
    Type,
    VectorType,
)
from jarip.cuda.ir.values import Argument, Value
from jarip.cuda.passes.widen.code import Code, wide_type
from jarip.cuda.passes.widen.load_rows import LoadRow
from jarip.cuda.passes.widen.plan import WidenPlan
from jarip.cuda.passes.widen.result import Access


class Values:
    """Operands of values in the code under construction, a part at a time.

    `invariant` are values that all parts share; `exclusive` every pointer of the function to memory
    that no other group touches meanwhile; `load_rows` are its loads that have neighbours.
    """

    def __init__(
        self,
        code: Code,
        divergence: Divergence,
        plan: WidenPlan,
        invariant: frozenset[Value],
        exclusive: Set[Value],
        load_rows: Mapping[Load, LoadRow],
    ) -> None:
        self.code = code
        self.divergence = divergence
        self.plan = plan
        self.parts = plan.parts
        self.invariant = invariant
        self.exclusive = exclusive
        self.load_rows = load_rows
        self.slots: dict[tuple[Value, int], str] = {}
        self.noted: dict[Access, set[Value]] = {kind: set() for kind in Access}
        self._scalars: list[dict[Value, str]] = [{} for _ in range(plan.parts)]
        self._vectors: list[dict[Value, str]] = [{} for _ in range(plan.parts)]
        self._deferred: dict[tuple[Value, int], Callable[[], str]] = {}

    def shape(self, value: Value) -> Shape:
        """The value's shape."""
        return self.divergence.shape(value)

    def container(self, value: Value) -> str:
        """The LLVM type that holds the value: wide if it is varying."""
        if self.shape(value).varying:
            return wide_type(value.type, self.code.lanes)
        return str(value.type)

    def home_part(self, value: Value, part: int) -> int:
        """The part that keeps the value: 0 for one that all parts share."""
        return 0 if value in self.invariant or self.parts == 1 else part

    def parts_of(self, value: Value) -> range:
        """The parts for which an instruction has to be emitted."""
        return range(1 if value in self.invariant else self.parts)

    def note(self, kind: Access, instruction: Value) -> None:
        """Remembers how an instruction reaches memory, for `--explain`; copies count once."""
        self.noted[kind].add(instruction)

    # -- blocks

    def forget(self) -> None:
        """At a label that several blocks reach: only slots are known."""
        self._scalars = [{} for _ in range(self.parts)]
        self._vectors = [{} for _ in range(self.parts)]
        self._deferred = {}

    def snapshot(self) -> tuple[list[dict[Value, str]], list[dict[Value, str]]]:
        """What is remembered, to go back to at the other side of a branch."""
        return [dict(d) for d in self._scalars], [dict(d) for d in self._vectors]

    def restore(self, saved: tuple[list[dict[Value, str]], list[dict[Value, str]]]) -> None:
        """Goes back to a snapshot."""
        self._scalars = [dict(d) for d in saved[0]]
        self._vectors = [dict(d) for d in saved[1]]

    # -- slots

    def give_slot(self, value: Value) -> None:
        """Reserves the value's slots, one for each part that keeps one."""
        for part in self.parts_of(value):
            self.slots[value, part] = self.code.alloca(self.container(value))

    def slot(self, value: Value, part: int) -> str | None:
        """The address of the value's slot, if it has one."""
        return self.slots.get((value, self.home_part(value, part)))

    def store_slot(self, value: Value, operand: str, part: int) -> None:
        """Writes the slot, if there is one."""
        slot = self.slot(value, part)
        if slot is not None:
            self.code.emit(f"store {self.container(value)} {operand}, ptr {slot}")

    def define(self, value: Value, operand: str, part: int) -> None:
        """The value is this operand (a vector if its shape is varying), from here on."""
        home = self.home_part(value, part)
        cache = self._vectors if self.shape(value).varying else self._scalars
        cache[home][value] = operand
        self.store_slot(value, operand, part)

    def defer(self, value: Value, part: int, emit: Callable[[], str]) -> None:
        """The vector is computed where it is first asked for, which may be on a way seldom taken.

        For values that only their own block uses; what `emit` needs must stay at hand there.
        """
        self._deferred[value, self.home_part(value, part)] = emit

    def is_deferred(self, value: Value, part: int) -> bool:
        """Whether the vector has not been asked for."""
        home = self.home_part(value, part)
        return (value, home) in self._deferred and value not in self._vectors[home]

    # -- operands

    def at_hand(self, value: Value, part: int) -> bool:
        """Whether the value can be read here: one of another block may have no slot."""
        if not isinstance(value, Instruction):
            return True
        home = self.home_part(value, part)
        known = value in self._scalars[home] or value in self._vectors[home]
        return known or (value, home) in self.slots or (value, home) in self._deferred

    def scalar(self, value: Value, part: int) -> str:
        """Lane 0's value, of a uniform or affine value."""
        if not isinstance(value, Instruction | Argument):
            return value.text()
        home = self.home_part(value, part)
        known = self._scalars[home].get(value)
        if known is None:
            known = self._read(value, home)
            self._scalars[home][value] = known
        return known

    def vector(self, value: Value, part: int) -> str:
        """All lanes, of any value."""
        home = self.home_part(value, part)
        known = self._vectors[home].get(value)
        if known is None:
            if (value, home) in self._deferred:
                known = self._deferred[value, home]()
            elif self.shape(value).varying:
                known = self._read(value, home)
            else:
                known = self._spread(value, part)
            self._vectors[home][value] = known
        return known

    def operand(self, value: Value, part: int, wide: bool) -> str:
        """The vector if `wide`, else the scalar."""
        return self.vector(value, part) if wide else self.scalar(value, part)

    def _read(self, value: Value, home: int) -> str:
        if isinstance(value, Argument):
            shared = self.parts == 1 or value in self.invariant
            return f"%{value.name}" if shared else f"%{value.name}.part{home}"
        slot = self.slots[value, home]
        return self.code.define(f"load {self.container(value)}, ptr {slot}")

    def _spread(self, value: Value, part: int) -> str:
        scalar = self.scalar(value, part)
        stride = self.shape(value).stride or 0
        return self._spread_type(value.type, scalar, stride)

    def _spread_type(self, kind: Type, scalar: str, stride: int) -> str:
        code = self.code
        if isinstance(kind, VectorType):
            if scalar in ("undef", "poison", "zeroinitializer"):
                return scalar
            indices = [i for _ in range(code.lanes) for i in range(kind.count)]
            return code.shuffle(str(kind), scalar, indices)
        if isinstance(kind, StructType | ArrayType):
            return self._spread_members(kind, scalar)
        if stride == 0:
            return code.splat(str(kind), scalar)
        if isinstance(kind, PointerType):
            steps = code.steps("i64", stride)
            return code.define(f"getelementptr i8, ptr {scalar}, <{code.lanes} x i64> {steps}")
        base = code.splat(str(kind), scalar)
        return code.define(f"add <{code.lanes} x {kind}> {base}, {code.steps(str(kind), stride)}")

    def _spread_members(self, kind: StructType | ArrayType, scalar: str) -> str:
        if scalar in ("undef", "poison", "zeroinitializer"):
            return scalar
        fields = kind.fields if isinstance(kind, StructType) else (kind.element,) * kind.count
        result, wide = "poison", wide_type(kind, self.code.lanes)
        for index, field in enumerate(fields):
            member = self.code.define(f"extractvalue {kind} {scalar}, {index}")
            spread = self._spread_type(field, member, 0)
            inner = wide_type(field, self.code.lanes)
            result = self.code.define(f"insertvalue {wide} {result}, {inner} {spread}, {index}")
        return result

    # -- a lane at a time

    def spread(self, kind: Type, scalar: str) -> str:
        """A uniform scalar as a varying value."""
        return self._spread_type(kind, scalar, 0)

    def lane_of(self, kind: Type, vector: str, lane: int | str) -> str:
        """One lane's scalar of a varying value."""
        if _one_register(kind):
            return self.code.extract(wide_type(kind, self.code.lanes), vector, lane)
        memory = self.scatter_to_memory(kind, vector)
        index = f"i64 {lane}" if isinstance(lane, int) else f"i32 {lane}"
        address = self.code.define(f"getelementptr {kind}, ptr {memory}, {index}")
        return self.code.define(f"load {kind}, ptr {address}")

    def scatter_to_memory(self, kind: Type, vector: str, keep: bool = False) -> str:
        """Puts a varying value in memory, a lane after the other; returns the address.

        `keep`: LLVM is not to take lanes from the vector instead.
        """
        lanes, code = self.code.lanes, self.code
        memory = code.alloca(f"[{lanes} x {kind}]", "spill", 64)
        if _dense(kind):
            volatile = "volatile " if keep else ""
            code.emit(f"store {volatile}{wide_type(kind, lanes)} {vector}, ptr {memory}")
            return memory
        for lane in range(lanes):
            address = code.define(f"getelementptr {kind}, ptr {memory}, i64 {lane}")
            self._store_members(kind, kind, vector, lane, (), address)
        return memory

    def _store_members(
        self, outer: Type, kind: Type, vector: str, lane: int, path: tuple[int, ...], address: str
    ) -> None:
        code = self.code
        if isinstance(kind, StructType | ArrayType):
            fields = kind.fields if isinstance(kind, StructType) else (kind.element,) * kind.count
            for index, field in enumerate(fields):
                inner = code.define(f"getelementptr {kind}, ptr {address}, i32 0, i32 {index}")
                self._store_members(outer, field, vector, lane, (*path, index), inner)
            return
        held = wide_type(outer, code.lanes)
        if path:
            words = ", ".join(map(str, path))
            vector = code.define(f"extractvalue {held} {vector}, {words}")
        element = self._element(kind, vector, lane)
        code.emit(f"store {kind} {element}, ptr {address}")

    def _element(self, kind: Type, vector: str, lane: int) -> str:
        wide = wide_type(kind, self.code.lanes)
        if isinstance(kind, VectorType):
            indices = [lane * kind.count + i for i in range(kind.count)]
            return self.code.shuffle(wide, vector, indices)
        return self.code.extract(wide, vector, lane)

    def assemble(self, kind: Type, memory: str) -> str:
        """A varying value from what lies in memory, a lane after the other."""
        lanes, code = self.code.lanes, self.code
        if _dense(kind):
            return code.define(f"load {wide_type(kind, lanes)}, ptr {memory}")
        if not isinstance(kind, StructType | ArrayType):
            return self._assemble_elements(kind, kind, memory, "")
        return self._assemble_members(kind, kind, memory, "")

    def _assemble_members(
        self, outer: Type, kind: StructType | ArrayType, memory: str, path: str
    ) -> str:
        code = self.code
        fields = kind.fields if isinstance(kind, StructType) else (kind.element,) * kind.count
        result, wide = "poison", wide_type(kind, code.lanes)
        for index, field in enumerate(fields):
            inner = f"{path}, i32 {index}"
            if isinstance(field, StructType | ArrayType):
                member = self._assemble_members(outer, field, memory, inner)
            else:
                member = self._assemble_elements(outer, field, memory, inner)
            held = wide_type(field, code.lanes)
            result = code.define(f"insertvalue {wide} {result}, {held} {member}, {index}")
        return result

    def _assemble_elements(self, outer: Type, kind: Type, memory: str, path: str) -> str:
        code, result = self.code, "poison"
        wide = wide_type(kind, code.lanes)
        for lane in range(code.lanes):
            address = code.define(f"getelementptr {outer}, ptr {memory}, i64 {lane}{path}")
            element = code.define(f"load {kind}, ptr {address}")
            if isinstance(kind, VectorType):
                for at in range(kind.count):
                    one = code.define(f"extractelement {kind} {element}, i64 {at}")
                    to = lane * kind.count + at
                    result = code.define(
                        f"insertelement {wide} {result}, {kind.element} {one}, i64 {to}"
                    )
            else:
                result = code.define(f"insertelement {wide} {result}, {kind} {element}, i64 {lane}")
        return result


def _one_register(kind: Type) -> bool:
    return not isinstance(kind, VectorType | StructType | ArrayType)


def _dense(kind: Type) -> bool:
    """Whether W of them in memory are laid out as a vector of W is."""
    element = kind.element if isinstance(kind, VectorType) else kind
    if isinstance(kind, VectorType) and kind.count & (kind.count - 1):
        return False
    if isinstance(element, IntType):
        return element.bits in (8, 16, 32, 64)
    return isinstance(element, FloatType | PointerType)
