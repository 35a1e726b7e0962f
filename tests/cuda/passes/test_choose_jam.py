"""How many rows one call works for."""

from __future__ import annotations

import pytest

from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes.choose_jam import rows_at_once

SUM = "  %s{n} = phi float [ 0.0, %entry ], [ %a{n}, %loop ]\n"
ADD = "  %a{n} = fadd float %s{n}, 1.0\n"


@pytest.mark.parametrize(
    ("sums", "registers", "rows"), [(0, 1, 8), (1, 1, 8), (4, 1, 4), (16, 1, 1), (6, 2, 2)]
)
def test_rows_at_once(sums: int, registers: int, rows: int) -> None:
    """Given a loop that adds up so many values, as many rows as leave registers for the rest."""
    phis = "".join(SUM.format(n=n) for n in range(sums))
    adds = "".join(ADD.format(n=n) for n in range(sums))
    text = f"""define void @f(i1 %c) {{
entry:
  br label %loop
loop:
{phis}{adds}  br i1 %c, label %loop, label %end
end:
  ret void
}}"""
    assert rows_at_once(parse_module(text).functions["f"], 8, registers) == rows
