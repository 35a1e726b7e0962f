"""Words that other lanes of the warp hold, and words of two halves."""

from __future__ import annotations

from jarip.cuda.intrinsics.ptx.body import Body
from jarip.cuda.intrinsics.ptx.types import PtxType

B32 = PtxType(32, "i32", "b")
B64 = PtxType(64, "i64", "b")


def lane_number(body: Body) -> str:
    """The calling lane, 0 to 31."""
    return body.call("i32", "llvm.nvvm.read.ptx.sreg.laneid")


def joined(body: Body, low: str, high: str) -> str:
    """A word of two halves, each an i32 below 2**16."""
    return body.emit(f"or i32 {low}, {body.emit(f'shl i32 {high}, 16')}")


def from_lane(body: Body, word: str, kind: PtxType, lane: str) -> str:
    """A word that another lane of the warp holds."""
    if kind.bits == 32:
        name = "llvm.nvvm.shfl.sync.idx.i32"
        return body.call("i32", name, "i32 -1", f"i32 {word}", f"i32 {lane}", "i32 31")
    low = body.emit(f"trunc i64 {word} to i32")
    high = body.emit(f"trunc i64 {body.emit(f'lshr i64 {word}, 32')} to i32")
    low, high = (
        body.emit(f"zext i32 {from_lane(body, part, B32, lane)} to i64") for part in (low, high)
    )
    return body.emit(f"or i64 {low}, {body.emit(f'shl i64 {high}, 32')}")
