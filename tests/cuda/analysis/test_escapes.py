"""Which arguments may be called `noalias`."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.escapes import drop_false_noalias
from jarip.cuda.ir.chunks import cut_module
from jarip.cuda.ir.parser import parse_chunks

USES = {
    "is loaded from": ("  %v = load i32, ptr %q", True),
    "is stored to": ("  store i32 1, ptr %q", True),
    "is stored": ("  store ptr %q, ptr %other", False),
    "is given to a function": ("  call void @f(ptr %q)", False),
    "becomes a number": ("  %v = ptrtoint ptr %q to i64", False),
}


@pytest.mark.parametrize("use", USES)
def test_an_argument_whose_address_gets_out_is_not_noalias(use: str) -> None:
    """Given a pointer derived through a phi, noalias stays only where nothing stores it."""
    line, stays = USES[use]
    text = f"""
declare void @f(ptr)
define i32 @region(ptr noalias %p, ptr %other, i64 %i, i1 %c) {{
entry:
  %one = getelementptr i32, ptr %p, i64 %i
  br i1 %c, label %left, label %right
left:
  br label %right
right:
  %q = phi ptr [ %one, %entry ], [ %other, %left ]
{line}
  ret i32 0
}}
"""
    function = parse_chunks(cut_module(text), frozenset(["region"])).functions["region"]
    drop_false_noalias([function])
    assert ("noalias" in function.arguments[0].attributes) is stays
