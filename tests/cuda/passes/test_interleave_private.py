"""Private arrays: which are laid out a lane beside the other, and how their addresses change."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.private_layout import bytes_of_threads, group_stride, lane_stride
from jarip.cuda.ir.instructions import Alloca
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes import interleave_private


def interleaved(body: str, kind: str = "[8 x float]") -> tuple[Alloca, list[str]]:
    """The variable `%a` and the function's lines after the pass, for groups of 16."""
    memory_line = f"  %a = alloca {kind}, align 16"
    lines = ["define void @f(i64 %i, ptr %p) {", "entry:", memory_line, body, "  ret void", "}"]
    function = parse_module("\n".join(lines)).functions["f"]
    (memory,) = [i for i in function.instructions() if isinstance(i, Alloca)]
    interleave_private.run_on(function, [memory], 16)
    return memory, [i.line() for i in function.instructions()]


def test_an_elements_address_steps_over_the_lanes() -> None:
    memory, lines = interleaved("""
  %e = getelementptr inbounds float, ptr %a, i64 %i
  store float 1.0, ptr %e, align 4
  %c = getelementptr inbounds i8, ptr %a, i64 12
  %v = load float, ptr %c, align 4""")

    assert "%e = getelementptr inbounds [16 x float], ptr %a, i64 %i" in lines
    assert "%c = getelementptr inbounds i8, ptr %a, i64 192" in lines
    assert lane_stride(memory) == 4
    assert group_stride(memory) == bytes_of_threads(memory, 9) == 8 * 16 * 4
    assert bytes_of_threads(memory, 17) == 2 * 8 * 16 * 4


def test_an_access_keeps_only_the_alignment_of_an_element() -> None:
    """Given an access that was aligned as the array is, a neighbouring lane's is not."""
    _, lines = interleaved("  store float 1.0, ptr %a, align 16")
    assert "store float 1.0, ptr %a, align 4" in lines


def test_rows_of_an_array_of_arrays_step_too() -> None:
    _, lines = interleaved(
        """
  %e = getelementptr inbounds [4 x [2 x i16]], ptr %a, i64 0, i64 %i, i64 1
  store i16 1, ptr %e, align 2""",
        "[4 x [2 x i16]]",
    )
    assert (
        "%e = getelementptr inbounds [4 x [2 x [16 x i16]]], ptr %a, i64 0, i64 %i, i64 1" in lines
    )


@pytest.mark.parametrize(
    "body",
    [
        "  store ptr %a, ptr %p, align 8",
        "  %s = select i1 true, ptr %a, ptr %p\n  store float 1.0, ptr %s, align 4",
        "  store float 1.0, ptr %a, align 4\n  store double 1.0, ptr %a, align 8",
        "  %e = getelementptr i8, ptr %a, i64 2\n  store float 1.0, ptr %e, align 1",
        "  %e = getelementptr i8, ptr %a, i64 %i\n  store float 1.0, ptr %e, align 4",
    ],
    ids=["escapes", "chosen", "two sizes", "between elements", "any byte"],
)
def test_other_uses_leave_a_variable_as_it_is(body: str) -> None:
    memory, _ = interleaved(body)
    assert (memory.lanes, lane_stride(memory)) == (1, 32)
