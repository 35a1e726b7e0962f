"""Loads, stores, atomics, fences and asynchronous copies. Source: PTX ISA, "Data Movement and
Conversion Instructions", "Parallel Synchronization and Communication Instructions".

The host has one coherent memory: scopes, caches and proxies mean nothing. An asynchronous copy is
done when it is issued, so waiting for it is free.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.intrinsics.ptx.body import Body, type_of
from jarip.cuda.intrinsics.ptx.compare import PREDICATE
from jarip.cuda.intrinsics.ptx.convert import members
from jarip.cuda.intrinsics.ptx.syntax import Operation
from jarip.cuda.intrinsics.ptx.types import PtxType

Handler = Callable[[Body, Operation], None]
_U32 = PtxType(32, "i32", "u")
_ORDERS = {"relaxed": "monotonic", "acquire": "acquire", "release": "release",
           "acq_rel": "acq_rel", "sc": "seq_cst", "mmio": "monotonic"}  # fmt: skip
_SPACES = {"global", "shared", "const", "local", "param"}
_COPIED = ("4", "8", "16")
MOST_ATOMIC_BITS = 128
"""What the host reads or writes at once."""


def _is_shared(operation: Operation) -> bool:
    return any(part.startswith("shared") for part in operation.parts)


def _order(operation: Operation, default: str = "") -> str:
    return next((_ORDERS[part] for part in operation.parts if part in _ORDERS), default)


def _access(operation: Operation) -> tuple[str, str]:
    """LLVM's words before and after a load or store."""
    order = _order(operation)
    if order:
        return "atomic ", f" {order}"
    return ("volatile ", "") if operation.has("volatile") else ("", "")


def _elements(
    body: Body, operation: Operation, address: str, kind: PtxType, count: int
) -> list[str]:
    pointers = [body.pointer(address, _is_shared(operation))]
    for number in range(1, count):
        offset = number * kind.bits // 8
        pointers.append(body.emit(f"getelementptr i8, ptr {pointers[0]}, i64 {offset}"))
    return pointers


def _ld(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    names = members(operation.operands[0])
    raw = PtxType(kind.bits, kind.word, "s" if kind.kind == "s" else "b")
    load = _load_whole if _is_whole(operation, kind, len(names)) else _load_apart
    values = load(body, operation, kind, len(names))
    for name, value in zip(names, values, strict=True):
        body.write(name, raw, value)


def _st(body: Body, operation: Operation) -> None:
    kind = type_of(operation)
    raw = PtxType(kind.bits, kind.word, "b")
    values = [body.read(name, raw) for name in members(operation.operands[1])]
    store = _store_whole if _is_whole(operation, kind, len(values)) else _store_apart
    store(body, operation, kind, values)


def _is_whole(operation: Operation, kind: PtxType, count: int) -> bool:
    """Whether other threads may look on: a vector is then one access, as it is on a GPU. Scans that
    look back publish a sum and the word that says it is there so.
    """
    return count > 1 and any(_access(operation)) and kind.bits * count <= MOST_ATOMIC_BITS


def _load_whole(body: Body, operation: Operation, kind: PtxType, count: int) -> list[str]:
    before, after = _access(operation)
    bits = kind.bits * count
    pointer = body.pointer(operation.operands[1], _is_shared(operation))
    whole = body.emit(f"load {before}i{bits}, ptr {pointer}{after}, align {bits // 8}")
    values = []
    for number in range(count):
        shifted = body.emit(f"lshr i{bits} {whole}, {number * kind.bits}") if number else whole
        values.append(body.emit(f"trunc i{bits} {shifted} to {kind.word}"))
    return values


def _store_whole(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> None:
    before, after = _access(operation)
    bits = kind.bits * len(values)
    whole = "0"
    for number, value in enumerate(values):
        wide = body.emit(f"zext {kind.word} {value} to i{bits}")
        placed = body.emit(f"shl i{bits} {wide}, {number * kind.bits}") if number else wide
        whole = body.emit(f"or i{bits} {whole}, {placed}") if number else placed
    pointer = body.pointer(operation.operands[0], _is_shared(operation))
    body.do(f"store {before}i{bits} {whole}, ptr {pointer}{after}, align {bits // 8}")


def _load_apart(body: Body, operation: Operation, kind: PtxType, count: int) -> list[str]:
    before, after = _access(operation)
    pointers = _elements(body, operation, operation.operands[1], kind, count)
    return [
        body.emit(f"load {before}{kind.word}, ptr {pointer}{after}, align {kind.bits // 8}")
        for pointer in pointers
    ]


def _store_apart(body: Body, operation: Operation, kind: PtxType, values: list[str]) -> None:
    before, after = _access(operation)
    pointers = _elements(body, operation, operation.operands[0], kind, len(values))
    for value, pointer in zip(values, pointers, strict=True):
        body.do(f"store {before}{kind.word} {value}, ptr {pointer}{after}, align {kind.bits // 8}")


_ATOMICS = {"add": "add", "and": "and", "or": "or", "xor": "xor", "exch": "xchg",
            "inc": "uinc_wrap", "dec": "udec_wrap"}  # fmt: skip


def _atom(body: Body, operation: Operation) -> None:
    """atom, and red, which has no result."""
    kind = type_of(operation)
    operands = operation.operands if operation.name == "atom" else ("_", *operation.operands)
    pointer = body.pointer(operands[1], _is_shared(operation))
    order = _order(operation, "monotonic")
    if operation.has("cas"):
        compare, value = (body.read(operand, kind) for operand in operands[2:4])
        failure = {"acq_rel": "acquire", "release": "monotonic"}.get(order, order)
        pair = body.emit(
            f"cmpxchg ptr {pointer}, {kind.llvm} {compare}, {kind.llvm} {value} {order} {failure}"
        )
        old = body.emit(f"extractvalue {{ {kind.llvm}, i1 }} {pair}, 0")
    else:
        step = _atomic_step(operation, kind)
        value = body.read(operands[2], kind)
        old = body.emit(f"atomicrmw {step} ptr {pointer}, {kind.llvm} {value} {order}")
    body.write(operands[0], kind, old)


def _atomic_step(operation: Operation, kind: PtxType) -> str:
    if kind.llvm in ("float", "double", "half"):
        if operation.has("add"):
            return "fadd"
        raise operation.unknown()
    if kind.kind not in "bus":
        raise operation.unknown()
    for word in ("min", "max"):
        if operation.has(word):
            return word if kind.kind == "s" else f"u{word}"
    found = [step for word, step in _ATOMICS.items() if operation.has(word)]
    if not found:
        raise operation.unknown()
    return found[0]


def _fence(body: Body, operation: Operation) -> None:
    if operation.has("proxy") or operation.has("mbarrier_init"):
        return
    scope = "cta" if operation.has("cta") else "sys" if operation.has("sys") else "gl"
    body.do(f"call void @llvm.nvvm.membar.{scope}()")


def _cp(body: Body, operation: Operation) -> None:
    if not operation.has("async"):
        raise operation.unknown()
    if operation.parts[2] in ("commit_group", "wait_group", "wait_all"):
        return
    if operation.parts[2] == "mbarrier" and not operation.has("noinc"):
        return  # one arrival more is expected, and is there: the copies are done
    if operation.parts[2] not in ("ca", "cg") or operation.operands[2] not in _size_words(
        operation
    ):
        raise operation.unknown()
    to = body.pointer(operation.operands[0], shared=True)
    from_ = body.pointer(operation.operands[1], shared=False)
    size = operation.operands[2]
    count = f"i64 {size}" if size in _COPIED else _wide(body, size)
    align = size if size in _COPIED else "4"
    if len(operation.operands) > 3 and not operation.has("L2::cache_hint"):
        body.do(f"call void @llvm.memset.p0.i64(ptr align {align} {to}, i8 0, {count}, i1 false)")
        count = _wide(body, operation.operands[3])
    body.do(
        f"call void @llvm.memcpy.p0.p0.i64(ptr align {align} {to}, ptr align {align} {from_}, "
        f"{count}, i1 false)"
    )


def _size_words(operation: Operation) -> tuple[str, ...]:
    """Sizes are constants; `"n"` operands come as registers."""
    return (*_COPIED, *(word for word in operation.operands[2:3] if word.startswith("$")))


def _wide(body: Body, operand: str) -> str:
    return f"i64 {body.emit(f'zext i32 {body.read(operand, _U32)} to i64')}"


def _nothing(body: Body, operation: Operation) -> None:
    """A hint."""


def _createpolicy(body: Body, operation: Operation) -> None:
    body.write(operation.operands[0], PtxType(64, "i64", "b"), "0")


def _isspacep(body: Body, operation: Operation) -> None:
    space = operation.parts[1].split("::")[0]
    if space not in _SPACES or space == "param":
        raise operation.unknown()
    address = body.read(operation.operands[1], PtxType(64, "i64", "u"))
    pointer = body.emit(f"inttoptr i64 {address} to ptr")
    body.write(
        operation.operands[0],
        PREDICATE,
        body.call("i1", f"llvm.nvvm.isspacep.{space}", f"ptr {pointer}"),
    )


HANDLERS: dict[str, Handler] = {
    "ld": _ld,
    "ldu": _ld,
    "st": _st,
    "atom": _atom,
    "red": _atom,
    "membar": _fence,
    "fence": _fence,
    "cp": _cp,
    "isspacep": _isspacep,
    "createpolicy": _createpolicy,
    "prefetch": _nothing,
    "prefetchu": _nothing,
    "applypriority": _nothing,
    "discard": _nothing,
}
