"""From an `asm` to the function that does what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from jarip.cuda.intrinsics.ptx import (
    compare,
    convert,
    floating,
    integer,
    matrix_moves,
    matrix_product,
    memory,
    threads,
    video,
)
from jarip.cuda.intrinsics.ptx.body import Body
from jarip.cuda.intrinsics.ptx.syntax import (
    Label,
    Operation,
    Registers,
    Scope,
    Statement,
    UnknownPtx,
    parse,
)
from jarip.cuda.intrinsics.ptx.types import OF_CONSTRAINT, PtxType, find_type

Handler = Callable[[Body, Operation], None]
HANDLERS: dict[str, Handler] = {
    **floating.HANDLERS,
    **integer.HANDLERS,  # of instructions for numbers of both kinds these look which it is
    **compare.HANDLERS,
    **convert.HANDLERS,
    **memory.HANDLERS,
    **threads.HANDLERS,
    **matrix_moves.HANDLERS,
    **matrix_product.HANDLERS,
    **video.HANDLERS,
}
# The start of dynamic shared memory, for shared addresses that were cut to 32 bits.
_PREDICATE = PtxType(1, "i1", "p")


def translate(name: str, text: str, constraints: str, result: str, arguments: Sequence[str]) -> str:
    """A function called `name` that does what an `asm` says.

    Args:
        text: The assembly as LLVM writes it; operands are `$0`, `$1`, ..., results first.
        constraints: LLVM's constraint string.
        result: The type of the call: void, a type, or a structure of several.
        arguments: The types of the call's arguments.

    Raises:
        UnknownPtx: a statement that isn't known.
    """
    body = Body()
    outputs = _bind(body, constraints, result, arguments)
    statements = parse(text)
    labels = {s.name: "L" + re.sub(r"\W", "_", s.name) for s in statements if isinstance(s, Label)}
    for statement in statements:
        _write(body, statement, labels)
    _return(body, outputs, result)
    parameters = ", ".join(f"{kind} %a{number}" for number, kind in enumerate(arguments))
    lines = "\n".join([*body.slots, *body.lines])
    return f"define internal {result} @{name}({parameters}) alwaysinline nounwind {{\n{lines}\n}}"


def _bind(
    body: Body, constraints: str, result: str, arguments: Sequence[str]
) -> list[tuple[str, PtxType]]:
    """Operands become registers; returns those of the results."""
    words = [word.strip() for word in constraints.split(",") if word and not word.startswith("~")]
    outputs: list[tuple[str, PtxType]] = []
    given = 0
    for number, word in enumerate(words):
        kind = _kind_of(word, outputs)
        operand = f"${number}"
        if word.startswith("="):
            body.slot(operand, kind.word)
            outputs.append((operand, kind))
        else:
            body.slot(operand, kind.word)
            _give(body, operand, kind, arguments[given], f"%a{given}")
            if word.isdigit():  # tied: the result starts with this value
                _give(body, outputs[int(word)][0], kind, arguments[given], f"%a{given}")
            given += 1
    return outputs


def _kind_of(word: str, outputs: list[tuple[str, PtxType]]) -> PtxType:
    if word.isdigit():
        return outputs[int(word)][1]
    letter = word.lstrip("=&+*")
    kind = find_type(OF_CONSTRAINT.get(letter[:1], ""))
    if kind is None:
        raise UnknownPtx(f'constraint "{word}"')
    return kind


def _give(body: Body, operand: str, kind: PtxType, have: str, value: str) -> None:
    """Store an argument of LLVM type `have` in a register."""
    if have.startswith("ptr"):
        value = body.emit(f"ptrtoint {have} {value} to {kind.word}")
    elif have in ("float", "double", "half", "bfloat") or have.startswith("<"):
        value = body.emit(f"bitcast {have} {value} to {kind.word}")
    elif have != kind.word:
        step = "trunc" if int(have[1:]) > kind.bits else "zext"
        value = body.emit(f"{step} {have} {value} to {kind.word}")
    body.write(operand, PtxType(kind.bits, kind.word, "b"), value)


def _write(body: Body, statement: Statement, labels: dict[str, str]) -> None:
    if isinstance(statement, Scope):
        body.enter() if statement.opens else body.leave()
    elif isinstance(statement, Registers):
        body.declare(statement)
    elif isinstance(statement, Label):
        body.do(f"br label %{labels[statement.name]}")
        body.do(f"{labels[statement.name]}:")
    elif statement.name == "bra":
        _branch(body, statement, labels)
    elif statement.guard:
        inside, after = body.fresh("then"), body.fresh("after")
        condition = body.read(statement.guard, _PREDICATE)
        body.do(f"br i1 {condition}, label %{inside}, label %{after}")
        body.do(f"{inside}:")
        _operate(body, statement)
        body.do(f"br label %{after}")
        body.do(f"{after}:")
    else:
        _operate(body, statement)


def _branch(body: Body, operation: Operation, labels: dict[str, str]) -> None:
    target, after = labels.get(operation.operands[0]), body.fresh("after")
    if target is None:
        raise operation.unknown()
    if operation.guard:
        condition = body.read(operation.guard, _PREDICATE)
        body.do(f"br i1 {condition}, label %{target}, label %{after}")
    else:
        body.do(f"br label %{target}")
    body.do(f"{after}:")


def _operate(body: Body, operation: Operation) -> None:
    handler = HANDLERS.get(operation.name)
    if handler is None:
        raise operation.unknown()
    try:
        handler(body, operation)
    except (IndexError, ValueError):
        raise operation.unknown() from None


def _return(body: Body, outputs: list[tuple[str, PtxType]], result: str) -> None:
    if not outputs:
        body.do("ret void")
        return
    kinds = [result] if len(outputs) == 1 else _fields(result)
    values = []
    for (operand, kind), want in zip(outputs, kinds, strict=True):
        bits = body.read(operand, PtxType(kind.bits, kind.word, "b"))
        values.append(_as(body, bits, kind, want))
    if len(values) == 1:
        body.do(f"ret {result} {values[0]}")
        return
    whole = "poison"
    for number, (value, want) in enumerate(zip(values, kinds, strict=True)):
        whole = body.emit(f"insertvalue {result} {whole}, {want} {value}, {number}")
    body.do(f"ret {result} {whole}")


def _as(body: Body, bits: str, kind: PtxType, want: str) -> str:
    if want == kind.word:
        return bits
    if want.startswith("ptr"):
        return body.emit(f"inttoptr {kind.word} {bits} to {want}")
    if re.fullmatch(r"i\d+", want):
        return body.emit(f"trunc {kind.word} {bits} to {want}")
    return body.emit(f"bitcast {kind.word} {bits} to {want}")


def _fields(result: str) -> list[str]:
    return [field.strip() for field in result.strip()[1:-1].split(",")]
