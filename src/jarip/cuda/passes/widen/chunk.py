"""One register's worth of lanes that lie, in some order, within the space of two registers.

A load reads the two and picks each lane's element. A store needs the opposite, each element's
lane: where offsets grow from lane to lane that is the number of taken places below, and where they
are `lane ^ number` it is the same permutation again. The registers begin at a multiple of their
size where all lanes fit then, so that accesses of neighbouring groups, and of one group with a step
between them, never overlap in part: a processor has to wait for such a store before it can load.

Source: VPERMD and VPERMI2D in Intel's manual of the instruction set (volume 2C), by LLVM's names.
"""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.ir.types import IntType, Type, int_type
from jarip.cuda.passes.widen.code import mangled, wide_type
from jarip.cuda.passes.widen.context import Context

PICKS = {4: "si", 8: "di"}
PICKS_OF_TWO = {4: "d", 8: "q"}


@dataclass(frozen=True)
class Chunk:
    """Lanes `first` to `first + lanes - 1`. What doesn't fit has no meaning in the other members.

    Attributes:
        first: The number of its first lane.
        lanes: How many there are.
        least: The least offset of its lanes, an i64.
        most: The greatest, an i64.
        start: The offset of the first register, an i64.
        places: Each lane's element, counted from the start.
        lane_at: Each element's lane, of the first register and of the second.
        taken: The elements that are a lane's, of the first register and of the second.
        within: The elements from the least offset to the greatest, likewise.
        fits: An i1: no two lanes are further apart than two registers reach.
        invertible: An i1: it fits, and `lane_at` and `taken` are right.
    """

    first: int
    lanes: int
    least: str
    most: str
    start: str
    places: str
    lane_at: tuple[str, str]
    taken: tuple[str, str]
    within: tuple[str, str]
    fits: str
    invertible: str

    def load(self, kind: Type, address: str, alignment: int, context: Context) -> str:
        """Each lane's element; `address` is what offset 0 means."""
        vector = wide_type(kind, self.lanes)
        name = context.values.code.declare(
            f"@llvm.masked.load.{mangled(kind, self.lanes)}.p0",
            f"{vector} {{}}(ptr, <{self.lanes} x i1>, {vector})",
        )
        registers = []
        for half, mask in enumerate(self._meant(context)):
            at = self._register(half, kind, address, context)
            loaded = context.define(
                f"call {vector} {name}(ptr align {alignment} {at}, "
                f"<{self.lanes} x i1> {mask}, {vector} zeroinitializer)"
            )
            registers.append(_as_integers(loaded, kind, self.lanes, context))
        low, high = registers
        picked = _pick_of_two(low, high, self.places, self.lanes, context)
        return _from_integers(picked, kind, self.lanes, context)

    def load_whole(self, kind: Type, address: str, alignment: int, context: Context) -> str:
        """As `load`, where both registers may be read whatever is in them."""
        low, high = self._both(kind, address, alignment, context)
        picked = _pick_of_two(low, high, self.places, self.lanes, context)
        return _from_integers(picked, kind, self.lanes, context)

    def store_whole(
        self, kind: Type, wide: str, address: str, alignment: int, context: Context
    ) -> None:
        """As `store`, where both registers may be written with what was in them.

        Then LLVM sees that a later access of the same registers needs no memory at all.
        """
        code = context.values.code
        own = self._own(wide_type(kind, context.lanes), wide, context)
        own = _as_integers(own, kind, self.lanes, context)
        registers = self._both(kind, address, alignment, context)
        vector, bits = self._register_type(context), f"<{self.lanes} x i1>"
        if context.mask is not None:
            mask = self._own(code.mask_type, context.mask, context)
            old = _pick_of_two(*registers, self.places, self.lanes, context)
            own = context.define(f"select {bits} {mask}, {vector} {own}, {vector} {old}")
        for half, before in enumerate(registers):
            placed = _pick(own, self.lane_at[half], self.lanes, context)
            now = context.define(
                f"select {bits} {self.taken[half]}, {vector} {placed}, {vector} {before}"
            )
            now = _from_integers(now, kind, self.lanes, context)
            at = self._register(half, kind, address, context)
            code.emit(f"store {wide_type(kind, self.lanes)} {now}, ptr {at}, align {alignment}")

    def _both(self, kind: Type, address: str, alignment: int, context: Context) -> tuple[str, str]:
        """All elements of the two registers, as integers."""
        loaded = []
        for half in (0, 1):
            at = self._register(half, kind, address, context)
            text = f"load {wide_type(kind, self.lanes)}, ptr {at}, align {alignment}"
            loaded.append(_as_integers(context.define(text), kind, self.lanes, context))
        return loaded[0], loaded[1]

    def _register_type(self, context: Context) -> str:
        return f"<{self.lanes} x i{context.values.plan.permutes // self.lanes}>"

    def store(self, kind: Type, wide: str, address: str, alignment: int, context: Context) -> None:
        """Each lane's element of `wide`, all lanes' values."""
        code, vector = context.values.code, wide_type(kind, self.lanes)
        own = self._own(wide_type(kind, context.lanes), wide, context)
        own = _as_integers(own, kind, self.lanes, context)
        name = code.declare(
            f"@llvm.masked.store.{mangled(kind, self.lanes)}.p0",
            f"void {{}}({vector}, ptr, <{self.lanes} x i1>)",
        )
        for half, mask in enumerate(self._meant(context, places=True)):
            at = self._register(half, kind, address, context)
            placed = _pick(own, self.lane_at[half], self.lanes, context)
            placed = _from_integers(placed, kind, self.lanes, context)
            code.emit(
                f"call void {name}({vector} {placed}, ptr align {alignment} {at}, "
                f"<{self.lanes} x i1> {mask})"
            )

    def _meant(self, context: Context, places: bool = False) -> list[str]:
        """Which elements of the two registers belong to active lanes.

        A load without a mask may take all up to the greatest offset: no page lies between.
        """
        if context.mask is None:
            return list(self.taken if places else self.within)
        code, lanes = context.values.code, self.lanes
        own = self._own(code.mask_type, context.mask, context)
        unit = context.values.plan.permutes // lanes
        spread = context.define(f"sext <{lanes} x i1> {own} to <{lanes} x i{unit}>")
        meant = []
        for lane_at, taken in zip(self.lane_at, self.taken, strict=True):
            moved = _pick(spread, lane_at, lanes, context)
            active = context.define(f"icmp slt <{lanes} x i{unit}> {moved}, zeroinitializer")
            meant.append(context.define(f"and <{lanes} x i1> {active}, {taken}"))
        return meant

    def _own(self, vector: str, value: str, context: Context) -> str:
        """The chunk's lanes of a value of all lanes."""
        if self.lanes == context.lanes:
            return value
        own = range(self.first, self.first + self.lanes)
        return context.values.code.shuffle(vector, value, list(own))

    def _register(self, half: int, kind: Type, address: str, context: Context) -> str:
        """The address of the first register or the second."""
        at = context.define(f"getelementptr {kind}, ptr {address}, i64 {self.start}")
        return context.define(f"getelementptr {kind}, ptr {at}, i64 {half * self.lanes}")


def chunk_of(
    offsets: str, kind: IntType, first: int, lanes: int, element_bytes: int, context: Context
) -> Chunk:
    """Everything about lanes `first` to `first + lanes - 1`, from all lanes' offsets."""
    code, vector = context.values.code, f"<{lanes} x {kind}>"
    own = offsets
    if lanes != context.lanes:
        every = f"<{context.lanes} x {kind}>"
        own = code.shuffle(every, offsets, list(range(first, first + lanes)))
    least, most = (_reduced(word, own, kind, lanes, context) for word in ("smin", "smax"))
    start, span = _start(least, most, kind, lanes, context)
    fits = context.define(f"icmp ult {kind} {span}, {2 * lanes}")
    unit = int_type(8 * element_bytes)
    distance = context.define(f"sub {vector} {own}, {_splat(kind, start, lanes, context)}")
    distance = _resized(distance, kind, unit, context, lanes)
    # Where it doesn't fit nothing is used; the bits keep even that from being poison.
    bits = _constant(unit, [2 * lanes - 1] * lanes)
    places = context.define(f"and <{lanes} x {unit}> {distance}, {bits}")
    invertible, lane_at, taken = _inverse(places, unit, lanes, context)
    before = context.define(f"sub {kind} {least}, {start}")
    ends = (_resized(end, kind, unit, context) for end in (before, span))
    lowest, highest = (_splat(unit, end, lanes, context) for end in ends)
    within = [_within(half * lanes, lowest, highest, unit, lanes, context) for half in (0, 1)]
    return Chunk(
        first,
        lanes,
        _as_i64(least, kind, context),
        _as_i64(most, kind, context),
        _as_i64(start, kind, context),
        places,
        lane_at,
        taken,
        (within[0], within[1]),
        fits,
        context.define(f"and i1 {fits}, {invertible}"),
    )


def _start(least: str, most: str, kind: IntType, lanes: int, context: Context) -> tuple[str, str]:
    """Where the first register begins, and how far from there the greatest offset is."""
    aligned = context.define(f"and {kind} {least}, {-lanes}")
    span = context.define(f"sub {kind} {most}, {aligned}")
    fits = context.define(f"icmp ult {kind} {span}, {2 * lanes}")
    start = context.define(f"select i1 {fits}, {kind} {aligned}, {kind} {least}")
    return start, context.define(f"sub {kind} {most}, {start}")


def _within(
    first: int, lowest: str, highest: str, unit: IntType, lanes: int, context: Context
) -> str:
    """Of the elements from `first` on, those between the least offset and the greatest."""
    vector, places = f"<{lanes} x {unit}>", _counting(unit, first, lanes)
    after = context.define(f"icmp uge {vector} {places}, {lowest}")
    before = context.define(f"icmp ule {vector} {places}, {highest}")
    return context.define(f"and <{lanes} x i1> {after}, {before}")


def _inverse(
    places: str, unit: IntType, lanes: int, context: Context
) -> tuple[str, tuple[str, str], tuple[str, str]]:
    """Whether it is known, each element's lane, and the elements that are a lane's."""
    code, vector = context.values.code, f"<{lanes} x {unit}>"
    last = _constant(unit, [2 * lanes] * lanes)
    beyond = code.shuffle(vector, places, list(range(1, lanes + 1)), other=last)
    grows = _all(f"icmp ugt {vector} {beyond}, {places}", lanes, context)
    first = code.extract(vector, places, 0)
    steps = _counting(unit, 0, lanes)
    turned = context.define(f"xor {vector} {places}, {steps}")
    same = _splat(unit, first, lanes, context)
    small = context.define(f"icmp ult {unit} {first}, {lanes}")
    turns = _all(f"icmp eq {vector} {turned}, {same}", lanes, context)
    turns = context.define(f"and i1 {turns}, {small}")
    one = _constant(unit, [1] * lanes)
    bits = context.define(f"shl {vector} {one}, {places}")
    name = code.declare(f"@llvm.vector.reduce.or.v{lanes}{unit}", f"{unit} {{}}({vector})")
    taken = context.define(f"call {unit} {name}({vector} {bits})")
    lane_at, masks = [], []
    for start in (0, lanes):
        ranks = _ranks(taken, start, unit, lanes, context)
        lane_at.append(context.define(f"select i1 {turns}, {vector} {places}, {vector} {ranks}"))
        half = context.define(f"lshr {unit} {taken}, {start}")
        half = context.define(f"trunc {unit} {half} to i{lanes}")
        masks.append(context.define(f"bitcast i{lanes} {half} to <{lanes} x i1>"))
    known = context.define(f"or i1 {grows}, {turns}")
    return known, (lane_at[0], lane_at[1]), (masks[0], masks[1])


def _ranks(taken: str, start: int, unit: IntType, lanes: int, context: Context) -> str:
    """For elements from `start` on, how many of those below are taken."""
    code, vector = context.values.code, f"<{lanes} x {unit}>"
    below = _constant(unit, [(1 << place) - 1 for place in range(start, start + lanes)])
    those = context.define(f"and {vector} {_splat(unit, taken, lanes, context)}, {below}")
    name = code.declare(f"@llvm.ctpop.v{lanes}{unit}", f"{vector} {{}}({vector})")
    return context.define(f"call {vector} {name}({vector} {those})")


# -- registers


def _pick(own: str, lane_at: str, lanes: int, context: Context) -> str:
    """Elements of one register by number."""
    bits = context.values.plan.permutes // lanes
    vector = f"<{lanes} x i{bits}>"
    name = context.values.code.declare(
        f"@llvm.x86.avx512.permvar.{PICKS[bits // 8]}.512", f"{vector} {{}}({vector}, {vector})"
    )
    return context.define(f"call {vector} {name}({vector} {own}, {vector} {lane_at})")


def _pick_of_two(low: str, high: str, places: str, lanes: int, context: Context) -> str:
    """Elements of two registers by number, those of the second after those of the first."""
    bits = context.values.plan.permutes // lanes
    vector = f"<{lanes} x i{bits}>"
    name = context.values.code.declare(
        f"@llvm.x86.avx512.vpermi2var.{PICKS_OF_TWO[bits // 8]}.512",
        f"{vector} {{}}({vector}, {vector}, {vector})",
    )
    return context.define(
        f"call {vector} {name}({vector} {low}, {vector} {places}, {vector} {high})"
    )


def _as_integers(value: str, kind: Type, lanes: int, context: Context) -> str:
    """A register of any elements as one of integers of their size."""
    unit = context.values.plan.permutes // lanes
    if isinstance(kind, IntType):
        return value
    opcode = "ptrtoint" if str(kind) == "ptr" else "bitcast"
    return context.define(f"{opcode} {wide_type(kind, lanes)} {value} to <{lanes} x i{unit}>")


def _from_integers(value: str, kind: Type, lanes: int, context: Context) -> str:
    unit = context.values.plan.permutes // lanes
    if isinstance(kind, IntType):
        return value
    opcode = "inttoptr" if str(kind) == "ptr" else "bitcast"
    return context.define(f"{opcode} <{lanes} x i{unit}> {value} to {wide_type(kind, lanes)}")


# -- small vectors


def _constant(unit: IntType, numbers: list[int]) -> str:
    return "<" + ", ".join(f"{unit} {number}" for number in numbers) + ">"


def _counting(unit: IntType, start: int, lanes: int) -> str:
    return _constant(unit, list(range(start, start + lanes)))


def _splat(kind: IntType, scalar: str, lanes: int, context: Context) -> str:
    vector = f"<{lanes} x {kind}>"
    one = context.define(f"insertelement {vector} poison, {kind} {scalar}, i64 0")
    zeros = f"<{lanes} x i32> zeroinitializer"
    return context.define(f"shufflevector {vector} {one}, {vector} poison, {zeros}")


def _all(comparison: str, lanes: int, context: Context) -> str:
    holds = context.define(comparison)
    bits = context.define(f"bitcast <{lanes} x i1> {holds} to i{lanes}")
    return context.define(f"icmp eq i{lanes} {bits}, -1")


def _reduced(word: str, own: str, kind: IntType, lanes: int, context: Context) -> str:
    name = context.values.code.declare(
        f"@llvm.vector.reduce.{word}.v{lanes}{kind}", f"{kind} {{}}(<{lanes} x {kind}>)"
    )
    return context.define(f"call {kind} {name}(<{lanes} x {kind}> {own})")


def _resized(
    value: str, kind: IntType, unit: IntType, context: Context, lanes: int | None = None
) -> str:
    """An integer, or a vector of so many, in another size."""
    if kind.bits == unit.bits:
        return value
    opcode = "trunc" if kind.bits > unit.bits else "zext"
    before, after = (str(t) if lanes is None else f"<{lanes} x {t}>" for t in (kind, unit))
    return context.define(f"{opcode} {before} {value} to {after}")


def _as_i64(value: str, kind: IntType, context: Context) -> str:
    return value if kind.bits == 64 else context.define(f"sext {kind} {value} to i64")
