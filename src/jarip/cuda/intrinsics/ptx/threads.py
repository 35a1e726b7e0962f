"""Barriers, votes, shuffles and the rest that threads do together. Source: PTX ISA, "Parallel
Synchronization and Communication Instructions", "Miscellaneous Instructions".
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.intrinsics.ptx.body import Body, type_of
from jarip.cuda.intrinsics.ptx.compare import PREDICATE
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType

Handler = Callable[[Body, Operation], None]
_B32 = PtxType(32, "i32", "b")
_PAIR = "{ i32, i1 }"
_CTA = "llvm.nvvm.barrier.cta"


def _word(body: Body, operand: str) -> str:
    return f"i32 {body.read(operand, _B32)}"


def _mask(body: Body, operation: Operation, at: int) -> str:
    """The lanes that take part; forms without `.sync` mean those that are active."""
    if operation.has("sync"):
        return _word(body, operation.operands[at])
    return f"i32 {body.call('i32', 'llvm.nvvm.activemask')}"


def _bar(body: Body, operation: Operation) -> None:
    if operation.has("warp"):
        body.do(f"call void @llvm.nvvm.bar.warp.sync({_word(body, operation.operands[0])})")
    elif operation.has("red"):
        _bar_red(body, operation)
    elif operation.has("cluster"):  # a cluster is one block here
        if operation.has("wait"):
            body.do(f"call void @{_CTA}.sync.aligned.all(i32 0)")
    elif operation.has("sync"):
        words = ", ".join(_word(body, operand) for operand in operation.operands)
        count = "count" if len(operation.operands) > 1 else "all"
        body.do(f"call void @{_CTA}.sync.aligned.{count}({words})")
    else:
        raise operation.unknown()


def _bar_red(body: Body, operation: Operation) -> None:
    destination, number, *rest = operation.operands
    what = next(word for word in ("popc", "and", "or") if operation.has(word))
    if len(rest) != 1:
        raise operation.unknown()
    kind = _B32 if what == "popc" else PREDICATE
    value = body.call(
        kind.llvm,
        f"{_CTA}.red.{what}.aligned.all",
        _word(body, number),
        f"i1 {body.read(rest[0], PREDICATE)}",
    )
    body.write(destination, kind, value)


def _vote(body: Body, operation: Operation) -> None:
    how = next(word for word in ("all", "any", "uni", "ballot") if operation.has(word))
    kind = _B32 if how == "ballot" else PREDICATE
    predicate = f"i1 {body.read(operation.operands[1], PREDICATE)}"
    mask = _mask(body, operation, 2)
    value = body.call(kind.llvm, f"llvm.nvvm.vote.{how}.sync", mask, predicate)
    body.write(operation.operands[0], kind, value)


def _activemask(body: Body, operation: Operation) -> None:
    body.write(operation.operands[0], _B32, body.call("i32", "llvm.nvvm.activemask"))


def _both(body: Body, operation: Operation, pair: str) -> None:
    """A result of a word and a predicate, written `d|p`; either may be missing."""
    word, _, predicate = operation.operands[0].partition("|")
    body.write(word, _B32, body.emit(f"extractvalue {_PAIR} {pair}, 0"))
    if predicate:
        body.write(predicate, PREDICATE, body.emit(f"extractvalue {_PAIR} {pair}, 1"))


# From the lane, the segment and the last lane of a segment: where a value comes from.
_SOURCES = {
    "up": "sub i32 {lane}, {b}",
    "down": "add i32 {lane}, {b}",
    "bfly": "xor i32 {lane}, {b}",
}


def _shfl(body: Body, operation: Operation) -> None:
    way = next(word for word in ("up", "down", "bfly", "idx") if operation.has(word))
    values = [_word(body, operand) for operand in operation.operands[1:4]]
    mask = _mask(body, operation, 4)
    word, _, predicate = operation.operands[0].partition("|")
    if predicate:
        body.write(predicate, PREDICATE, _in_range(body, way, *values[1:]))
    body.write(word, _B32, body.call("i32", f"llvm.nvvm.shfl.sync.{way}.i32", mask, *values))


def _in_range(body: Body, way: str, amount: str, clamp: str) -> str:
    """Whether the lane that a shuffle reads lies in the segment; each operand with its type."""
    lane = body.call("i32", "llvm.nvvm.read.ptx.sreg.laneid")
    b = body.emit(f"and {amount}, 31")
    last = body.emit(f"and {clamp}, 31")
    segment = body.emit(f"and i32 {body.emit(f'lshr {clamp}, 8')}, 31")
    loose = body.emit(f"xor i32 {segment}, -1")
    least = body.emit(f"and i32 {lane}, {segment}")
    most = body.emit(f"or i32 {least}, {body.emit(f'and i32 {last}, {loose}')}")
    if way == "idx":
        source = body.emit(f"or i32 {least}, {body.emit(f'and i32 {b}, {loose}')}")
    else:
        source = body.emit(_SOURCES[way].format(lane=lane, b=b))
    return body.emit(f"icmp {'sge' if way == 'up' else 'sle'} i32 {source}, {most}")


def _match(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    value = f"{kind.llvm} {body.read(operation.operands[1], kind)}"
    mask = _word(body, operation.operands[2])
    if operation.has("all"):
        name = f"llvm.nvvm.match.all.sync.{kind.llvm}p"
        _both(body, operation, body.call(_PAIR, name, mask, value))
        return
    found = body.call("i32", f"llvm.nvvm.match.any.sync.{kind.llvm}", mask, value)
    body.write(operation.operands[0], _B32, found)


def _redux(body: Body, operation: Operation) -> None:
    what = operation.parts[2]
    if what in ("min", "max") and type_of(operation).kind == "u":
        what = f"u{what}"
    value, mask = (_word(body, operand) for operand in operation.operands[1:3])
    body.write(
        operation.operands[0], _B32, body.call("i32", f"llvm.nvvm.redux.sync.{what}", value, mask)
    )


def _elect(body: Body, operation: Operation) -> None:
    mask = _word(body, operation.operands[1])
    _both(body, operation, body.call(_PAIR, "llvm.nvvm.elect.sync", mask))


def _nanosleep(body: Body, operation: Operation) -> None:
    body.do(f"call void @llvm.nvvm.nanosleep({_word(body, operation.operands[0])})")


def _trap(body: Body, operation: Operation) -> None:
    body.do("call void @llvm.trap()")


def _exit(body: Body, operation: Operation) -> None:
    body.do("call void @llvm.nvvm.exit()")


def _nothing(body: Body, operation: Operation) -> None:
    """For a profiler, or for what each launch and block here has anyway."""


HANDLERS: dict[str, Handler] = {
    "bar": _bar,
    "barrier": _bar,
    "vote": _vote,
    "activemask": _activemask,
    "shfl": _shfl,
    "match": _match,
    "redux": _redux,
    "elect": _elect,
    "nanosleep": _nanosleep,
    "trap": _trap,
    "exit": _exit,
    "brkpt": _nothing,
    "pmevent": _nothing,
    "griddepcontrol": _nothing,
    "setmaxnreg": _nothing,
}
