"""Which loops are counted, and how many turns they get."""

from __future__ import annotations

import re

import pytest

from jarip.cuda.ir.parser import parse_module
from jarip.cuda.ir.printer import print_function
from jarip.cuda.passes import count_turns
from jarip.cuda.passes.context import PassContext

LOOP = """define void @f(i32 %tid, i32 %row, ptr %p) {{
entry:
  %sixteen = shl nuw nsw i32 %row, 4
  %own = add nuw nsw i32 %sixteen, %tid
  br label %loop
loop:
  %i = phi i32 [ {start}, %entry ], [ %next, %loop ]
  %next = add nuw nsw i32 %i, {step}
  %test = icmp {test}
  br i1 %test, label %{then}, label %{otherwise}
done:
  ret void
}}"""
TURNS = {
    # tid is 0 to 15 and row 0 to 15, so that own is 0 to 255
    ("%own", 256, "ult i32 %next, 1024", "loop"): 4,
    ("%own", 256, "samesign ult i32 %i, 768", "loop"): 4,
    ("%own", 256, "sgt i32 %next, 1023", "done"): 4,
    ("%own", 256, "sle i32 %next, 255", "loop"): 1,
    ("%tid", 16, "slt i32 %next, 80", "loop"): 5,
    # not as often in every thread
    ("%own", 256, "ult i32 %next, 1000", "loop"): None,
    ("%own", 128, "ult i32 %next, 1024", "loop"): None,
    # unknown start, other tests, large unsigned numbers, sums that wrap
    ("7", 1, "ult i32 %next, 9", "loop"): None,
    ("%own", 256, "ne i32 %next, 1024", "loop"): None,
    ("%own", 256, "ult i32 %next, -1", "loop"): None,
    ("%own", 1073741824, "ult i32 %next, 2147483647", "loop"): None,
}


@pytest.mark.parametrize(("start", "step", "test", "then"), TURNS)
def test_turns(start: str, step: int, test: str, then: str) -> None:
    # given: a loop whose test is written so
    otherwise = "done" if then == "loop" else "loop"
    text = LOOP.format(start=start, step=step, test=test, then=then, otherwise=otherwise)
    context = PassContext(parse_module(text))
    function = context.module.functions["f"]
    tid, row, _ = function.arguments
    # when
    count_turns.run_on(context, function, {tid: (0, 15), row: (0, 15)})
    # then: it goes on while fewer turns than those are done
    printed = print_function(function)
    wanted = TURNS[start, step, test, then]
    match = re.search(r"icmp (ult|uge) i32 %turn\.jr\d+, (\d+)\n  br i1 %turn", printed)
    assert (int(match[2]) if match else None) == wanted, printed
    assert match is None or (match[1] == "ult") == (then == "loop")
