"""Terms that a sum takes twice are looked at once: there are 2^60 ways through sixty of them."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.shape import UNIFORM, affine
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes.choose_width import choose_groups
from jarip.cuda.passes.widen.function import widen_function
from jarip.cuda.passes.widen.plan import WidenPlan

STEPS = 60


def chained(step: str) -> str:
    """A function whose index is sixty steps from `%tid`, each of which takes the last one twice."""
    lines = "\n".join(f"  {step.format(n=n, m=n - 1)}" for n in range(1, STEPS + 1))
    return f"""define i32 @region(ptr %x, i32 %n, i32 %tid) {{
entry:
  %t0 = mul i32 %tid, %tid
{lines}
  %wide = zext i32 %t{STEPS} to i64
  %p = getelementptr inbounds float, ptr %x, i64 %wide
  store float 1.0, ptr %p, align 4
  ret i32 -1
}}"""


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "step",
    [
        "%s{n} = shl i32 %t{m}, 1\n  %t{n} = add i32 %s{n}, %t{m}",
        "%s{n} = lshr i32 %t{m}, 3\n  %t{n} = add i32 %s{n}, %t{m}",
        "%s{n} = shl i32 %t{m}, 5\n  %t{n} = xor i32 %s{n}, %t{m}",
        "%s{n} = mul i32 %t{m}, %n\n  %t{n} = sub i32 %s{n}, %t{m}",
    ],
)
@pytest.mark.parametrize("permutes", [0, 512])
def test_a_long_chain_is_widened_in_no_time(step: str, permutes: int) -> None:
    function = parse_module(chained(step)).functions["region"]
    x, n, tid = function.arguments
    shapes = {x: UNIFORM, n: UNIFORM, tid: affine(1, 16)}

    assert choose_groups([function], (256, 1, 1), 512).lanes >= 16
    text = widen_function(function, WidenPlan("wide", 16, shapes, permutes=permutes)).text

    assert "scatter" in text
