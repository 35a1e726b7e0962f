"""Floating-point arithmetic. Source: PTX ISA, "Floating-Point Instructions", "Half Precision
Floating-Point Instructions".

Where PTX flushes subnormals (`.ftz`) we keep them; where it allows an approximation we are exact.
bfloat16 is computed in single precision and rounded, as no host has its arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.intrinsics.ptx.body import Body, type_of
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType

Handler = Callable[[Body, Operation], None]
Step = Callable[[Body, Operation, PtxType, list[str]], str]
F32 = PtxType(32, "float", "f")
_DIRECTED = ("rz", "rm", "rp")


def _elementwise(step: Step, sources: int) -> Handler:
    """An instruction that works on each number of its operands."""

    def handle(body: Body, operation: Operation) -> None:
        kind = type_of(operation)
        if any(operation.has(rounding) for rounding in _DIRECTED):
            raise operation.unknown()
        operands = operation.operands[1 : 1 + sources]
        values = [body.read(operand, kind) for operand in operands]
        if kind.kind == "bf":
            result = _in_single(body, operation, kind, values, step)
        else:
            result = _limited(body, operation, kind, step(body, operation, kind, values))
        body.write(operation.operands[0], kind, result)

    return handle


def _in_single(
    body: Body, operation: Operation, kind: PtxType, values: list[str], step: Step
) -> str:
    halves = []
    for number in range(kind.bits // 16):
        wide = [float_of_bfloat16(body, value, kind.bits, number) for value in values]
        result = _limited(body, operation, F32, step(body, operation, F32, wide))
        halves.append(bfloat16_of_float(body, result))
    return join(body, halves)


def join(body: Body, halves: list[str]) -> str:
    """16-bit words, the lowest first, as one."""
    if len(halves) == 1:
        return halves[0]
    low, high = (body.emit(f"zext i16 {half} to i32") for half in halves)
    return body.emit(f"or i32 {body.emit(f'shl i32 {high}, 16')}, {low}")


def float_of_bfloat16(body: Body, bits: str, width: int, number: int = 0) -> str:
    """A bfloat16 of a word of `width` bits, exactly, in single precision."""
    if width == 16:
        placed = body.emit(f"shl i32 {body.emit(f'zext i16 {bits} to i32')}, 16")
    elif number == 0:
        placed = body.emit(f"shl i32 {bits}, 16")
    else:
        placed = body.emit(f"and i32 {bits}, -65536")
    return body.emit(f"bitcast i32 {placed} to float")


def bfloat16_of_float(body: Body, value: str, to_zero: bool = False) -> str:
    """Rounded to the nearest even, or toward zero, as a 16-bit word."""
    bits = body.emit(f"bitcast float {value} to i32")
    if not to_zero:
        odd = body.emit(f"and i32 {body.emit(f'lshr i32 {bits}, 16')}, 1")
        more = body.emit(f"add i32 {odd}, 32767")
        bits = body.emit(f"add i32 {bits}, {more}")
    high = body.emit(f"trunc i32 {body.emit(f'lshr i32 {bits}, 16')} to i16")
    nan = body.emit(f"fcmp uno float {value}, {value}")
    return body.emit(f"select i1 {nan}, i16 32767, i16 {high}")


def _limited(body: Body, operation: Operation, kind: PtxType, value: str) -> str:
    """.sat: to [0, 1], NaN to 0; .relu: negative numbers to 0."""
    if operation.has("relu"):
        return _call(body, "llvm.maximum", kind, [value, _splat(kind, "0.0")])
    if not operation.has("sat"):
        return value
    above = _call(body, "llvm.maxnum", kind, [value, _splat(kind, "0.0")])
    return _call(body, "llvm.minnum", kind, [above, _splat(kind, "1.0")])


def _splat(kind: PtxType, number: str) -> str:
    return f"<half {number}, half {number}>" if kind.llvm.startswith("<") else number


def _call(body: Body, function: str, kind: PtxType, values: list[str]) -> str:
    typed = [f"{kind.llvm} {value}" for value in values]
    return body.call(kind.llvm, f"{function}.{kind.suffix}", *typed)


def _instruction(name: str) -> Step:
    def step(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
        return body.emit(f"{name} {kind.llvm} {', '.join(values)}")

    return step


def _intrinsic(name: str) -> Step:
    def step(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
        return _call(body, name, kind, values)

    return step


def _choice(number_wins: str, nan_wins: str) -> Step:
    def step(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
        return _call(body, nan_wins if operation.has("NaN") else number_wins, kind, values)

    return step


def _reciprocal(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
    return body.emit(f"fdiv {kind.llvm} {_splat(kind, '1.0')}, {values[0]}")


def _rsqrt(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
    if kind.llvm == "float":
        return body.call("float", "llvm.nvvm.rsqrt.approx.f", f"float {values[0]}")
    return _reciprocal(body, operation, kind, [_call(body, "llvm.sqrt", kind, values)])


def _approximate(name: str) -> Step:
    """NVVM's approximations of single precision; half goes through it."""

    def step(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
        if kind.llvm == "float":
            return body.call("float", f"llvm.nvvm.{name}", f"float {values[0]}")
        if kind.llvm != "half":
            raise operation.unknown()
        wide = body.emit(f"fpext half {values[0]} to float")
        result = body.call("float", f"llvm.nvvm.{name}", f"float {wide}")
        return body.emit(f"fptrunc float {result} to half")

    return step


def _tanh(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
    """1 - 2 / (e**2x + 1): its largest relative error is far below the 2**-11 that PTX allows."""
    if kind.llvm != "float":
        raise operation.unknown()
    doubled = body.emit(f"fmul float {values[0]}, 0x4007154760000000")  # 2 / ln 2
    power = body.call("float", "llvm.nvvm.ex2.approx.f32", f"float {doubled}")
    below = body.emit(f"fdiv float 2.0, {body.emit(f'fadd float {power}, 1.0')}")
    far = body.emit(f"fsub float 1.0, {below}")
    small = body.emit(
        f"fcmp olt float {_call(body, 'llvm.fabs', kind, values)}, 0x3FA0000000000000"
    )
    cube = body.emit(f"fmul float {values[0]}, {body.emit(f'fmul float {values[0]}, {values[0]}')}")
    near = body.call(
        "float", "llvm.fma.f32", f"float {cube}", "float 0xBFD5555560000000", f"float {values[0]}"
    )
    return body.emit(f"select i1 {small}, float {near}, float {far}")


def _copysign(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> str:
    return _call(body, "llvm.copysign", kind, [values[1], values[0]])


HANDLERS: dict[str, Handler] = {
    "add": _elementwise(_instruction("fadd"), 2),
    "sub": _elementwise(_instruction("fsub"), 2),
    "mul": _elementwise(_instruction("fmul"), 2),
    "div": _elementwise(_instruction("fdiv"), 2),
    "fma": _elementwise(_intrinsic("llvm.fma"), 3),
    "mad": _elementwise(_intrinsic("llvm.fma"), 3),
    "abs": _elementwise(_intrinsic("llvm.fabs"), 1),
    "neg": _elementwise(_instruction("fneg"), 1),
    "min": _elementwise(_choice("llvm.minnum", "llvm.minimum"), 2),
    "max": _elementwise(_choice("llvm.maxnum", "llvm.maximum"), 2),
    "rcp": _elementwise(_reciprocal, 1),
    "sqrt": _elementwise(_intrinsic("llvm.sqrt"), 1),
    "rsqrt": _elementwise(_rsqrt, 1),
    "sin": _elementwise(_approximate("sin.approx.f"), 1),
    "cos": _elementwise(_approximate("cos.approx.f"), 1),
    "lg2": _elementwise(_approximate("lg2.approx.f"), 1),
    "ex2": _elementwise(_approximate("ex2.approx.f32"), 1),
    "tanh": _elementwise(_tanh, 1),
    "copysign": _elementwise(_copysign, 2),
}
