"""How many threads work at once: W lanes, in U rows of a block."""

from __future__ import annotations

import pytest

from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes.choose_width import Rows, choose_groups

FLOATS = """define i32 @region(float %x) {
entry:
  %y = fadd float %x, 1.0
  ret i32 -1
}"""
SUMMED = """define i32 @region(float %x, i32 %n) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %j, %loop ]
  %sum = phi float [ 0.0, %entry ], [ %more, %loop ]
  %more = fadd float %sum, %x
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  %j = add i32 %i, 1
  %again = icmp slt i32 %j, %n
  br i1 %again, label %loop, label %out
out:
  ret i32 -1
}"""
ALONE = SUMMED.replace("  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)\n", "")
ESCAPES = """define i32 @region(float %x, ptr %p) {
entry:
  br label %loop
loop:
  %y = phi float [ %x, %entry ], [ %z, %loop ]
  %z = fmul float %y, %y
  %far = fcmp ogt float %z, 4.0
  %on = xor i1 %far, true
  br i1 %on, label %loop, label %out
out:
  store float %z, ptr %p, align 4
  ret i32 -1
}"""
READS = ESCAPES.replace("  %far", "  %w = load float, ptr %p, align 4\n  %far")
DOUBLES = FLOATS.replace("float", "double")


def large(text: str) -> str:
    """The same with more instructions than a small kernel has."""
    lines = "".join(f"  %a{i} = fadd float %y, 1.0\n" for i in range(400))
    return text.replace("  ret", lines + "  ret")


@pytest.mark.parametrize(
    ("text", "block", "bits", "lanes", "jam", "rows"),
    [
        (FLOATS, (256, 1, 1), 256, 8, 1, Rows.WHOLE),
        (FLOATS, (256, 1, 1), 512, 64, 1, Rows.WHOLE),
        (DOUBLES, (256, 1, 1), 512, 32, 1, Rows.WHOLE),
        (large(FLOATS), (256, 1, 1), 512, 32, 1, Rows.WHOLE),
        (FLOATS, (16, 16, 1), 512, 16, 4, Rows.WHOLE),
        (FLOATS, (16, 6, 1), 512, 16, 2, Rows.WHOLE),
        (large(FLOATS), (16, 16, 1), 512, 16, 2, Rows.WHOLE),
        (SUMMED, (16, 16, 1), 512, 16, 16, Rows.WHOLE),
        (SUMMED, (16, 16, 2), 512, 16, 4, Rows.WHOLE),
        (SUMMED, (16, 16, 1), 256, 8, 1, Rows.WHOLE),
        (ALONE, (16, 16, 1), 512, 16, 4, Rows.WHOLE),
        (ESCAPES, (16, 16, 1), 512, 64, 1, Rows.FOLDED),
        (ESCAPES, (16, 16, 1), 256, 8, 1, Rows.WHOLE),
        (READS, (16, 16, 1), 512, 16, 4, Rows.WHOLE),
        (FLOATS, (96, 1, 1), 512, 32, 1, Rows.WHOLE),
        (FLOATS, (100, 1, 1), 512, 16, 1, Rows.LINE),
        (FLOATS, (7, 3, 2), 512, 4, 1, Rows.FOLDED),
    ],
)
def test_width_and_jam(
    text: str, block: tuple[int, int, int], bits: int, lanes: int, jam: int, rows: Rows
) -> None:
    groups = choose_groups([parse_module(text).functions["region"]], block, bits)
    assert groups is not None
    assert (groups.lanes, groups.jam, groups.rows) == (lanes, jam, rows)


def test_few_threads_are_not_worth_a_vector() -> None:
    region = parse_module(FLOATS).functions["region"]
    assert choose_groups([region], (3, 1, 1), 512) is None
