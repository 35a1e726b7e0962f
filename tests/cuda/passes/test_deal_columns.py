"""Which columns are dealt to lanes in the order of memory."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.divergence import analyse_divergence
from jarip.cuda.analysis.graph import Graph
from jarip.cuda.analysis.shape import UNIFORM, affine
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.ir.printer import print_function
from jarip.cuda.passes import deal_columns
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.widen.calls import call_shape

LANES = 8
KERNEL = """define void @f(ptr %in, ptr %out, float %by, i1 %again, i32 %tid) {{
entry:
  %index = shl nuw nsw i32 %tid, {shift}
  %at = zext nneg i32 %index to i64
  %p.0 = getelementptr inbounds float, ptr %in, i64 %at
  %p.1 = getelementptr inbounds i8, ptr %p.0, i64 4
  %v.0 = load float, ptr %p.0, align 4
{between}  %v.1 = load float, ptr %p.1, align 4
  %own = uitofp i32 %tid to float
{branch}loop:
  %sum.0 = phi float [ %v.0, %entry ], [ %x.0, %loop ]
  %sum.1 = phi float [ {start}, %entry ], [ %x.1, %loop ]
  %x.0 = fmul float %sum.0, {first}
  %x.1 = {operation} float %sum.1, {second}
  br i1 %again, label %loop, label %end
end:
  %q.0 = getelementptr inbounds float, ptr %out, i64 %at
  %q.1 = getelementptr inbounds i8, ptr %q.0, i64 {apart}
  store float %x.0, ptr %q.0, align 4
  store float {stored}, ptr %q.1, align 4
{after}  br label %done
done:
  ret void
}}"""
PLAIN = {
    "shift": "1", "between": "", "branch": "  br label %loop\n", "start": "%v.1",
    "first": "%by", "operation": "fmul", "second": "%by", "apart": "4", "stored": "%x.1",
    "after": "",
}  # fmt: skip
DEALT = [
    ({}, True),
    # a constant is the same for both columns; but not two constants, or what differs by lane
    ({"first": "2.0", "second": "2.0"}, True),
    ({"first": "2.0", "second": "3.0"}, False),
    ({"first": "%own", "second": "%own"}, False),
    # other work, other places, columns that change places, one column twice
    ({"operation": "fadd"}, False),
    ({"apart": "8"}, False),
    ({"shift": "2"}, False),
    ({"stored": "%x.0"}, False),
    ({"start": "%v.0"}, False),
    # somebody else sees a column, or writes between the loads
    ({"after": "  store float %x.1, ptr %in, align 4\n"}, False),
    ({"between": "  store float %by, ptr %out, align 4\n"}, False),
    # some lanes don't come to it
    (
        {
            "branch": "  %some = icmp ult i32 %tid, 5\n  br i1 %some, label %go, label %done\n"
            "go:\n  br label %loop\n",
            "start": "%v.1",
        },
        False,
    ),
]


@pytest.mark.parametrize(("given", "is_dealt"), DEALT)
def test_what_is_dealt(given: dict[str, str], is_dealt: bool) -> None:
    """Given a loop over two columns that differ so, they are dealt, or left."""
    text = KERNEL.format(**PLAIN | given)
    if "go:" in text:
        text = text.replace("%entry ], [ %x", "%go ], [ %x")
    context = PassContext(parse_module(text))
    function = context.module.functions["f"]
    shapes = dict.fromkeys(function.arguments, UNIFORM)
    shapes[function.arguments[-1]] = affine(1, LANES)
    graph = Graph(function)
    known = analyse_divergence(
        function, graph, shapes, LANES, lambda call, given: call_shape(call, given, LANES)
    )
    deal_columns.run_on(context, function, LANES, lambda: (known, list(graph.loops)))
    dealt = print_function(function)
    assert dealt.count("@jarip.deal.") == dealt.count("@jarip.collect.") == (2 if is_dealt else 0)
    assert ("store float %column" in dealt) is is_dealt
