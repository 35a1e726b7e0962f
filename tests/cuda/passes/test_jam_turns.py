"""Which nests of loops run several outer turns at once, and what becomes of them."""

from __future__ import annotations

import pytest

from jarip.cuda.ir.parser import parse_module
from jarip.cuda.ir.printer import print_function
from jarip.cuda.passes import jam_turns
from jarip.cuda.passes.context import PassContext

NEST = """define void @f(ptr %q, ptr %out, ptr %shared, float %scale) {{
entry:
  %own = alloca [16 x float], align 4
  br label %fore
fore:
  %j = phi i32 [ 0, %entry ], [ %j.next, %aft ]
  %most = phi float [ 0.0, %entry ], [ %more, %aft ]
  %row = zext nneg i32 %j to i64
  %key = getelementptr [16 x float], ptr %shared, i64 %row
  br label %inner
inner:
  %d = phi i32 [ 0, %fore ], [ %d.next, %inner ]
  %sum = phi float [ {start}, %fore ], [ %added, %inner ]
  %at = zext nneg i32 %d to i64
  %there = getelementptr float, ptr %key, i64 %at
  %one = load float, ptr %there, align 4
  %mine = getelementptr float, ptr {array}, i64 {index}
  %other = load float, ptr %mine, align 4
  %product = fmul float %one, %other
  %added = fadd float %sum, %product
{store}  %d.next = add nuw nsw i32 %d, 1
  %again = icmp ult i32 %d.next, 16
  br i1 %again, label %inner, label %aft
aft:
  %whole = phi float [ %added, %inner ]
  %more = fadd float %most, %whole
{late}  %j.next = add nuw nsw i32 %j, 1
  %done = icmp eq i32 %j.next, {turns}
  br i1 %done, label %end, label %fore
end:
  %result = phi float [ %more, %aft ]
  store float %result, ptr %out, align 4
  ret void
}}"""
PLAIN = {
    "start": "0.0", "array": "%q", "index": "%at", "store": "", "late": "", "turns": "8",
}  # fmt: skip
IN_PLACE = {"array": "%own", "store": "  store float %product, ptr %mine, align 4\n"}
BETWEEN = "  %next = add nuw nsw i64 %at, 1\n  %place = getelementptr float, ptr %own, i64 %next\n"
TOGETHER = [
    # what differs, sums that registers have room for, turns at once
    ({}, 16, 4),
    ({}, 2, 2),
    ({}, 1, 1),
    ({"turns": "6"}, 16, 2),
    ({"turns": "7"}, 16, 1),
    (IN_PLACE, 1, 4),
    ({"late": "  store float %whole, ptr %own, align 4\n"}, 4, 4),
    # a turn of the inner loop writes what the next one reads; or all write the same
    (IN_PLACE | {"store": f"{BETWEEN}  store float %product, ptr %place, align 4\n"}, 4, 1),
    (IN_PLACE | {"index": "3"}, 4, 1),
    (IN_PLACE | {"index": "%row"}, 4, 1),
    # what the outer loop writes may be what the inner one reads
    ({"late": "  store float %whole, ptr %out, align 4\n"}, 4, 1),
    ({"late": "  store float %whole, ptr %key, align 4\n"}, 4, 1),
    # a turn begins with what the last one ended with
    ({"start": "%most"}, 4, 1),
]


def jammed(given: dict[str, str], sums: int) -> str:
    """The nest after the pass."""
    context = PassContext(parse_module(NEST.format(**PLAIN | given)))
    function = context.module.functions["f"]
    jam_turns.run_on(context, function, function.arguments[:2], sums)
    return print_function(function)


@pytest.mark.parametrize(("given", "sums", "turns"), TOGETHER)
def test_turns_together(given: dict[str, str], sums: int, turns: int) -> None:
    # given: a nest that differs so; when: it is jammed
    printed = jammed(given, sums)
    # then: so many turns run at once, on one counter of the inner loop
    assert printed.count(" = fadd float ") == 2 * turns, printed
    assert printed.count("add nuw nsw i32 %d,") == 1


def test_two_turns() -> None:
    """The second turn begins with the first one's counter, and ends with its sum."""
    lines = [line.strip() for line in jammed({}, 2).splitlines()]
    expected = [
        "%j = phi i32 [ 0, %entry ], [ %turn.jr3, %aft ]",
        "%most = phi float [ 0.0, %entry ], [ %turn.jr11, %aft ]",
        "%j.next = add nuw nsw i32 %j, 1",
        "%turn.jr1 = zext nneg i32 %j.next to i64",
        "%turn.jr3 = add nuw nsw i32 %j.next, 1",
        "%added = fadd float %sum, %product",
        "%turn.jr9 = fadd float %turn.jr4, %turn.jr8",
        "%more = fadd float %most, %whole",
        "%turn.jr11 = fadd float %more, %turn.jr10",
        "%turn.jr12 = icmp eq i32 %turn.jr3, 8",
        "br i1 %turn.jr12, label %end, label %fore",
        "%result = phi float [ %turn.jr11, %aft ]",
    ]
    assert [line for line in lines if line in expected] == expected, "\n".join(lines)
