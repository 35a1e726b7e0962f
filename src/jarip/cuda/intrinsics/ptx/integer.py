"""Integer arithmetic, bits and logic. Source: PTX ISA, "Integer Arithmetic Instructions",
"Extended-Precision Integer Arithmetic Instructions", "Logic and Shift Instructions".

Instructions whose type is a floating-point one go on to `floating`.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.intrinsics.ptx import floating
from jarip.cuda.intrinsics.ptx.body import Body, type_of
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType

Handler = Callable[[Body, Operation], None]
_CARRY = "carry flag"
_BIT = PtxType(1, "i1", "p")
_U32 = PtxType(32, "i32", "u")


def _number_or_float(number: Handler) -> Handler:
    def handle(body: Body, operation: Operation) -> None:
        if type_of(operation).kind in ("f", "bf"):
            floating.HANDLERS[operation.name](body, operation)
        else:
            number(body, operation)

    return handle


def _add(body: Body, operation: Operation, step: str = "add", product: str = "") -> None:
    """add, sub, addc, subc and the additions of mad: with carry in and out where asked for."""
    kind = type_of(operation)
    word = kind.llvm
    destination, *sources = operation.operands
    left = product or body.read(sources[0], kind)
    right = body.read(sources[-1], kind)
    if operation.has("sat"):
        value = body.call(word, f"llvm.s{step}.sat.{word}", f"{word} {left}", f"{word} {right}")
        body.write(destination, kind, value)
        return
    value, over = _with_overflow(body, step, word, left, right)
    if operation.name.endswith("c"):
        carried = body.emit(f"zext i1 {body.read(_CARRY, _BIT)} to {word}")
        value, again = _with_overflow(body, step, word, value, carried)
        over = body.emit(f"or i1 {over}, {again}")
    if operation.has("cc"):
        body.slot(_CARRY, "i1")
        body.write(_CARRY, _BIT, over)
    body.write(destination, kind, value)


def _with_overflow(body: Body, step: str, word: str, left: str, right: str) -> tuple[str, str]:
    """Sum or difference, and whether it carries or borrows."""
    value = body.emit(f"{step} {word} {left}, {right}")
    smaller, larger = (value, left) if step == "add" else (left, right)
    return value, body.emit(f"icmp ult {word} {smaller}, {larger}")


def _sub(body: Body, operation: Operation) -> None:
    _add(body, operation, "sub")


def _product(body: Body, operation: Operation, kind: PtxType) -> tuple[str, PtxType]:
    """The product of the first two sources: its low or high half, or all of it."""
    extend = "sext" if kind.kind == "s" else "zext"
    left, right = (body.read(operand, kind) for operand in operation.operands[1:3])
    if not (operation.has("hi") or operation.has("wide")):
        return body.emit(f"mul {kind.llvm} {left}, {right}"), kind
    wide = f"i{2 * kind.bits}"
    a, b = (body.emit(f"{extend} {kind.llvm} {value} to {wide}") for value in (left, right))
    whole = body.emit(f"mul {wide} {a}, {b}")
    if operation.has("wide"):
        return whole, PtxType(2 * kind.bits, wide, kind.kind)
    high = body.emit(f"lshr {wide} {whole}, {kind.bits}")
    return body.emit(f"trunc {wide} {high} to {kind.llvm}"), kind


def _mul(body: Body, operation: Operation) -> None:
    value, kind = _product(body, operation, type_of(operation))
    body.write(operation.operands[0], kind, value)


def _mad(body: Body, operation: Operation) -> None:
    value, kind = _product(body, operation, type_of(operation))
    if operation.has("wide"):
        total = body.emit(f"add {kind.llvm} {value}, {body.read(operation.operands[3], kind)}")
        body.write(operation.operands[0], kind, total)
        return
    _add(body, operation, product=value)


def _mul24(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    low = [
        body.emit(f"{'ashr' if kind.kind == 's' else 'lshr'} i32 {value}, 8")
        for operand in operation.operands[1:3]
        for value in [body.emit(f"shl i32 {body.read(operand, kind)}, 8")]
    ]
    value = body.emit(f"mul i32 {low[0]}, {low[1]}")
    if operation.name == "mad24":
        value = body.emit(f"add i32 {value}, {body.read(operation.operands[3], kind)}")
    body.write(operation.operands[0], kind, value)


def _binary(signed: str, unsigned: str) -> Handler:
    def handle(body: Body, operation: Operation) -> None:
        kind = type_of(operation)
        step = signed if kind.kind == "s" else unsigned
        left, right = (body.read(operand, kind) for operand in operation.operands[1:3])
        if step.startswith("llvm."):
            value = body.call(
                kind.llvm, f"{step}.{kind.llvm}", f"{kind.llvm} {left}", f"{kind.llvm} {right}"
            )
        else:
            value = body.emit(f"{step} {kind.llvm} {left}, {right}")
        body.write(operation.operands[0], kind, value)

    return handle


def _shift(body: Body, operation: Operation) -> None:
    """Shifts by the type's bits or more give 0, or the sign: LLVM's are undefined there."""
    kind = type_of(operation)
    value, amount = body.read(operation.operands[1], kind), body.read(operation.operands[2], _U32)
    most = kind.bits - 1
    inside = body.emit(f"icmp ule i32 {amount}, {most}")
    safe = body.emit(f"select i1 {inside}, i32 {amount}, i32 {most}")
    if kind.bits != 32:
        safe = body.emit(f"{'zext' if kind.bits > 32 else 'trunc'} i32 {safe} to {kind.llvm}")
    arithmetic = operation.name == "shr" and kind.kind == "s"
    step = "shl" if operation.name == "shl" else "ashr" if arithmetic else "lshr"
    moved = body.emit(f"{step} {kind.llvm} {value}, {safe}")
    if not arithmetic:
        moved = body.emit(f"select i1 {inside}, {kind.llvm} {moved}, {kind.llvm} 0")
    body.write(operation.operands[0], kind, moved)


def _funnel(body: Body, operation: Operation) -> None:
    """shf: a 64-bit shift of {b, a}; l gives the upper word, r the lower."""
    kind = type_of(operation)
    low, high = (body.read(operand, kind) for operand in operation.operands[1:3])
    amount = body.read(operation.operands[3], _U32)
    left = operation.has("l")
    name = f"llvm.fsh{'l' if left else 'r'}.i32"
    wrapped = body.call("i32", name, f"i32 {high}", f"i32 {low}", f"i32 {amount}")
    if operation.has("clamp"):
        beyond = body.emit(f"icmp uge i32 {amount}, 32")
        wrapped = body.emit(f"select i1 {beyond}, i32 {low if left else high}, i32 {wrapped}")
    body.write(operation.operands[0], kind, wrapped)


def _not(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    value = body.read(operation.operands[1], kind)
    body.write(operation.operands[0], kind, body.emit(f"xor {kind.llvm} {value}, -1"))


def _neg(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    value = body.read(operation.operands[1], kind)
    body.write(operation.operands[0], kind, body.emit(f"sub {kind.llvm} 0, {value}"))


def _abs(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    value = body.read(operation.operands[1], kind)
    result = body.call(kind.llvm, f"llvm.abs.{kind.llvm}", f"{kind.llvm} {value}", "i1 false")
    body.write(operation.operands[0], kind, result)


def _counted(function: str, *more: str) -> Handler:
    """Bits counted: the result is a word, whatever the source."""

    def handle(body: Body, operation: Operation) -> None:
        kind = type_of(operation)
        value = f"{kind.llvm} {body.read(operation.operands[1], kind)}"
        count = body.call(kind.llvm, f"{function}.{kind.llvm}", value, *more)
        if kind.bits == 64:
            count = body.emit(f"trunc i64 {count} to i32")
        body.write(operation.operands[0], _U32, count)

    return handle


def _brev(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    value = f"{kind.llvm} {body.read(operation.operands[1], kind)}"
    result = body.call(kind.llvm, f"llvm.bitreverse.{kind.llvm}", value)
    body.write(operation.operands[0], kind, result)


def _bfind(body: Body, operation: Operation) -> None:
    """The position of the highest bit that is not the sign's; ~0 where there is none."""
    kind = type_of(operation)
    value = body.read(operation.operands[1], kind)
    if kind.kind == "s":
        sign = body.emit(f"ashr {kind.llvm} {value}, {kind.bits - 1}")
        value = body.emit(f"xor {kind.llvm} {value}, {sign}")
    zeros = body.call(kind.llvm, f"llvm.ctlz.{kind.llvm}", f"{kind.llvm} {value}", "i1 false")
    if kind.bits == 64:
        zeros = body.emit(f"trunc i64 {zeros} to i32")
    found = zeros
    if not operation.has("shiftamt"):
        found = body.emit(f"sub i32 {kind.bits - 1}, {zeros}")
    none = body.emit(f"icmp eq i32 {zeros}, {kind.bits}")
    body.write(operation.operands[0], _U32, body.emit(f"select i1 {none}, i32 -1, i32 {found}"))


def _field(body: Body, operation: Operation, first: int) -> tuple[str, str]:
    """Start and length of a bit field, of the lowest 8 bits of their operands."""
    start, length = (
        body.emit(f"and i32 {body.read(operand, _U32)}, 255")
        for operand in operation.operands[first : first + 2]
    )
    return start, length


def _bfe(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    wide, bits = "i128", kind.bits
    value = body.read(operation.operands[1], kind)
    start, length = _field(body, operation, 2)
    extend = "sext" if kind.kind == "s" else "zext"
    whole = body.emit(f"{extend} {kind.llvm} {value} to {wide}")
    limit = body.emit(f"icmp ult i32 {start}, {bits}")
    # Past the end a signed field holds the sign, an unsigned one zeros.
    capped = body.emit(f"select i1 {limit}, i32 {start}, i32 {bits}")
    from_start = body.emit(
        f"{'ashr' if kind.kind == 's' else 'lshr'} {wide} {whole}, "
        f"{body.emit(f'zext i32 {capped} to {wide}')}"
    )
    short = body.emit(f"icmp ult i32 {length}, {bits}")
    count = body.emit(f"select i1 {short}, i32 {length}, i32 {bits}")
    spare = body.emit(f"zext i32 {body.emit(f'sub i32 128, {count}')} to {wide}")
    none = body.emit(f"icmp eq i32 {count}, 0")
    spare = body.emit(f"select i1 {none}, {wide} 0, {wide} {spare}")
    up = body.emit(f"shl {wide} {from_start}, {spare}")
    down = body.emit(f"{'ashr' if kind.kind == 's' else 'lshr'} {wide} {up}, {spare}")
    part = body.emit(f"trunc {wide} {down} to {kind.llvm}")
    value = body.emit(f"select i1 {none}, {kind.llvm} 0, {kind.llvm} {part}")
    body.write(operation.operands[0], kind, value)


def _bfi(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    wide = "i128"
    source, target = (
        body.emit(f"zext {kind.llvm} {body.read(operand, kind)} to {wide}")
        for operand in operation.operands[1:3]
    )
    start, length = _field(body, operation, 3)
    near = body.call("i32", "llvm.umin.i32", f"i32 {start}", f"i32 {kind.bits}")
    count = body.call("i32", "llvm.umin.i32", f"i32 {length}", f"i32 {kind.bits}")
    from_, over = (body.emit(f"zext i32 {value} to {wide}") for value in (near, count))
    ones = body.emit(f"sub {wide} {body.emit(f'shl {wide} 1, {over}')}, 1")
    # At most 64 bits from a place of at most 64: it fits in 128.
    place = body.emit(f"shl {wide} {ones}, {from_}")
    moved = body.emit(f"and {wide} {body.emit(f'shl {wide} {source}, {from_}')}, {place}")
    rest = body.emit(f"and {wide} {target}, {body.emit(f'xor {wide} {place}, -1')}")
    result = body.emit(f"trunc {wide} {body.emit(f'or {wide} {moved}, {rest}')} to {kind.llvm}")
    body.write(operation.operands[0], kind, result)


def _bmsk(body: Body, operation: Operation) -> None:
    """Ones from a place on, as many as asked for; clamped to the word, or taken modulo 32."""
    start, count = (body.read(operand, _U32) for operand in operation.operands[1:3])
    if operation.has("wrap"):
        start, count = (body.emit(f"and i32 {value}, 31") for value in (start, count))
    start = body.call("i32", "llvm.umin.i32", f"i32 {start}", "i32 32")
    count = body.call("i32", "llvm.umin.i32", f"i32 {count}", "i32 32")
    wide, ones = (body.emit(f"zext i32 {value} to i64") for value in (start, count))
    mask = body.emit(f"sub i64 {body.emit(f'shl i64 1, {ones}')}, 1")
    placed = body.emit(f"shl i64 {mask}, {wide}")
    body.write(operation.operands[0], _U32, body.emit(f"trunc i64 {placed} to i32"))


def _lop3(body: Body, operation: Operation) -> None:
    """Any function of three bits: `table` has its value for (a, b, c) at bit 4a + 2b + c."""
    a, b, c = (body.read(operand, _U32) for operand in operation.operands[1:4])
    table = operation.operands[4]
    result = "0"
    lookup = int(table, 0) if table[0].isdigit() else None
    chosen = body.read(table, _U32)
    for row in range(8):
        if lookup is not None and not lookup >> row & 1:
            continue
        terms = [
            value if row & bit else body.emit(f"xor i32 {value}, -1")
            for value, bit in ((a, 4), (b, 2), (c, 1))
        ]
        both = body.emit(f"and i32 {terms[0]}, {terms[1]}")
        term = body.emit(f"and i32 {both}, {terms[2]}")
        if lookup is None:
            bit = body.emit(f"trunc i32 {body.emit(f'lshr i32 {chosen}, {row}')} to i1")
            term = body.emit(f"select i1 {bit}, i32 {term}, i32 0")
        result = body.emit(f"or i32 {result}, {term}")
    body.write(operation.operands[0], _U32, result)


def _prmt(body: Body, operation: Operation) -> None:
    if len(operation.parts) > 2:
        raise operation.unknown()
    values = [f"i32 {body.read(operand, _U32)}" for operand in operation.operands[1:4]]
    body.write(operation.operands[0], _U32, body.call("i32", "llvm.nvvm.prmt", *values))


def _dp4a(body: Body, operation: Operation) -> None:
    """c plus the products of the bytes; each side is signed or not."""
    left, right = operation.parts[1][0], operation.parts[2][0]
    name = f"llvm.nvvm.idp4a.{left}.{right}"
    values = [f"i32 {body.read(operand, _U32)}" for operand in operation.operands[1:4]]
    body.write(operation.operands[0], _U32, body.call("i32", name, *values))


def _sad(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    letter = "s" if kind.kind == "s" else "u"
    a, b, c = (body.read(operand, kind) for operand in operation.operands[1:4])
    typed = [f"{kind.llvm} {value}" for value in (a, b)]
    most = body.call(kind.llvm, f"llvm.{letter}max.{kind.llvm}", *typed)
    least = body.call(kind.llvm, f"llvm.{letter}min.{kind.llvm}", *typed)
    apart = body.emit(f"sub {kind.llvm} {most}, {least}")
    body.write(operation.operands[0], kind, body.emit(f"add {kind.llvm} {apart}, {c}"))


HANDLERS: dict[str, Handler] = {
    "add": _number_or_float(_add),
    "addc": _add,
    "sub": _number_or_float(_sub),
    "subc": _sub,
    "mul": _number_or_float(_mul),
    "mad": _number_or_float(_mad),
    "madc": _mad,
    "mul24": _mul24,
    "mad24": _mul24,
    "div": _number_or_float(_binary("sdiv", "udiv")),
    "rem": _binary("srem", "urem"),
    "min": _number_or_float(_binary("llvm.smin", "llvm.umin")),
    "max": _number_or_float(_binary("llvm.smax", "llvm.umax")),
    "abs": _number_or_float(_abs),
    "neg": _number_or_float(_neg),
    "and": _binary("and", "and"),
    "or": _binary("or", "or"),
    "xor": _binary("xor", "xor"),
    "not": _not,
    "shl": _shift,
    "shr": _shift,
    "shf": _funnel,
    "popc": _counted("llvm.ctpop"),
    "clz": _counted("llvm.ctlz", "i1 false"),
    "brev": _brev,
    "bfind": _bfind,
    "bfe": _bfe,
    "bfi": _bfi,
    "bmsk": _bmsk,
    "lop3": _lop3,
    "prmt": _prmt,
    "dp4a": _dp4a,
    "sad": _sad,
}
