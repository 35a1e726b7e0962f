"""Small matrices moved between memory and a warp's registers, and transposed there: ldmatrix,
stmatrix, movmatrix. Source: PTX ISA, "Warp-Level Matrix Instructions".

A matrix is of 8 rows of 8 halves. Lane 4g + t holds the elements 2t and 2t + 1 of row g, and lane i
names the address of row i of the first matrix, i - 8 of the second, and so on.
"""

from __future__ import annotations

from collections.abc import Callable

from jarip.cuda.intrinsics.ptx.body import Body
from jarip.cuda.intrinsics.ptx.convert import members
from jarip.cuda.intrinsics.ptx.lanes import B32, B64, from_lane, joined, lane_number
from jarip.cuda.intrinsics.ptx.syntax import Operation

Handler = Callable[[Body, Operation], None]
_COUNT = {"x1": 1, "x2": 2, "x4": 4}


def _matrices(operation: Operation) -> int:
    count = next((_COUNT[part] for part in operation.parts if part in _COUNT), 0)
    if not count or not operation.has("m8n8") or not operation.has("b16"):
        raise operation.unknown()
    return count


def _ldmatrix(body: Body, operation: Operation) -> None:
    names = members(operation.operands[0])
    if len(names) != _matrices(operation):
        raise operation.unknown()
    start = _address(body, operation, operation.operands[1])
    for matrix, name in enumerate(names):
        places = _places(body, operation, start, matrix)
        if len(places) == 1:
            body.write(name, B32, body.emit(f"load i32, ptr {places[0]}, align 4"))
            continue
        low, high = (
            body.emit(f"zext i16 {body.emit(f'load i16, ptr {place}, align 2')} to i32")
            for place in places
        )
        body.write(name, B32, joined(body, low, high))


def _stmatrix(body: Body, operation: Operation) -> None:
    names = members(operation.operands[1])
    if len(names) != _matrices(operation):
        raise operation.unknown()
    start = _address(body, operation, operation.operands[0])
    for matrix, name in enumerate(names):
        word = body.read(name, B32)
        places = _places(body, operation, start, matrix)
        if len(places) == 1:
            body.do(f"store i32 {word}, ptr {places[0]}, align 4")
            continue
        for number, place in enumerate(places):
            part = body.emit(f"lshr i32 {word}, {16 * number}")
            body.do(f"store i16 {body.emit(f'trunc i32 {part} to i16')}, ptr {place}, align 2")


def _address(body: Body, operation: Operation, operand: str) -> str:
    """The row that the calling lane names; lanes beyond the matrices' rows may name anything."""
    shared = any(part.startswith("shared") for part in operation.parts)
    return body.emit(f"ptrtoint ptr {body.pointer(operand, shared)} to i64")


def _places(body: Body, operation: Operation, start: str, matrix: int) -> list[str]:
    """Where the calling lane's two elements of a matrix lie: at one place, or apart if .trans."""
    lane = lane_number(body)
    group = body.emit(f"lshr i32 {lane}, 2")
    member = body.emit(f"and i32 {lane}, 3")
    if not operation.has("trans"):
        return [_place(body, start, group, matrix, body.emit(f"shl i32 {member}, 2"))]
    offset, row = body.emit(f"shl i32 {group}, 1"), body.emit(f"shl i32 {member}, 1")
    rows = (row, body.emit(f"or i32 {row}, 1"))
    return [_place(body, start, each, matrix, offset) for each in rows]


def _place(body: Body, start: str, row: str, matrix: int, offset: str) -> str:
    of_row = from_lane(body, start, B64, body.emit(f"add i32 {row}, {8 * matrix}"))
    pointer = body.emit(f"inttoptr i64 {of_row} to ptr")
    return body.emit(f"getelementptr i8, ptr {pointer}, i32 {offset}")


def _movmatrix(body: Body, operation: Operation) -> None:
    """The transposed matrix: element i of lane 4g + t is that of row 2t + i and column g."""
    if not operation.has("trans") or not operation.has("b16"):
        raise operation.unknown()
    word = body.read(operation.operands[1], B32)
    lane = lane_number(body)
    holder = body.emit(f"lshr i32 {lane}, 3")
    first = body.emit(f"shl i32 {body.emit(f'and i32 {lane}, 3')}, 3")
    odd = body.emit(f"and i32 {body.emit(f'lshr i32 {lane}, 2')}, 1")
    shift = body.emit(f"shl i32 {odd}, 4")
    parts = []
    for row in range(2):
        source = body.emit(f"add i32 {holder}, {body.emit(f'or i32 {first}, {4 * row}')}")
        moved = body.emit(f"lshr i32 {from_lane(body, word, B32, source)}, {shift}")
        parts.append(body.emit(f"and i32 {moved}, 65535"))
    body.write(operation.operands[0], B32, joined(body, *parts))


HANDLERS: dict[str, Handler] = {
    "ldmatrix": _ldmatrix,
    "stmatrix": _stmatrix,
    "movmatrix": _movmatrix,
}
