"""Which argument of a region is a step that halves or doubles."""

from __future__ import annotations

import pytest

from jarip.cuda.ir.function import Function
from jarip.cuda.ir.instructions import Phi
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes.choose_steps import step_of

LOOP = """define void @f(i1 %c, i32 %most) {{
entry:
  br label %turn
turn:
  %step = phi i32 [ 1, %entry ], [ %next, %turn ]
  %next = {next}
  br i1 %c, label %turn, label %end
end:
  ret void
}}"""
REGION = """define i32 @r(ptr %x, i32 %step, i32 %tid) {{
entry:
  %before = add i32 %step, -1
  %low = and i32 %tid, {mixed}
  %at = zext i32 {index} to i64
  %p = getelementptr i32, ptr %x, i64 %at
  store i32 %low, ptr %p, align 4
  ret i32 -1
}}"""


def function(text: str, name: str) -> Function:
    return parse_module(text).functions[name]


def found(following: str, mixed: str = "%before", index: str = "%low") -> str | None:
    """The name of the step, where the kernel's loop goes on with `following`."""
    loop = function(LOOP.format(next=following), "f")
    phi = next(i for i in loop.instructions() if isinstance(i, Phi))
    region = function(REGION.format(mixed=mixed, index=index), "r")
    step = step_of(region, {region.arguments[1]: phi})
    return step.name if step is not None else None


@pytest.mark.parametrize("following", ["shl i32 %step, 1", "lshr i32 %step, 1"])
@pytest.mark.parametrize("mixed", ["%before", "%step"])
def test_a_step_that_moves_by_a_bit_is_found(following: str, mixed: str) -> None:
    """Given an index of lanes and a step, or the bits below it, the step is known."""
    assert found(following, mixed) == "step"


@pytest.mark.parametrize("following", ["add i32 %step, 1", "shl i32 %step, 2", "shl i32 1, %step"])
def test_other_steps_are_not(following: str) -> None:
    """Given a counter, or steps of two bits, code for each power of two is of no use."""
    assert found(following) is None


def test_what_is_stored_is_not_an_index() -> None:
    """Given a step that decides about values only, there is nothing to permute."""
    assert found("shl i32 %step, 1", index="%tid") is None
