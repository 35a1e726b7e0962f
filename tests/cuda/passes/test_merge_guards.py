"""Which chains of guards are asked once, and what joins the two ways."""

from __future__ import annotations

import pytest

from jarip.cuda.ir.parser import parse_module
from jarip.cuda.ir.printer import print_function
from jarip.cuda.passes import merge_guards
from jarip.cuda.passes.context import PassContext

CHAIN = """define void @f(i32 %i, i32 %n, i32 %m, ptr %in, ptr %out) {{
entry:
  %test.0 = icmp {first}
  br i1 %test.0, label %{then}, label %{otherwise}
in.0:
  %wide.0 = sext i32 %i to i64
  %p.0 = getelementptr i32, ptr %in, i64 %wide.0
  %v.0 = load i32, ptr %p.0, align 4
  br label %next
next:
  %w.0 = phi i32 [ %v.0, %in.0 ], [ 0, %entry ]
  %j = add {flags} i32 %i, 1
  %double = add i32 %w.0, %w.0
{between}  %test.1 = icmp {second}
  br i1 %test.1, label %in.1, label %end
in.1:
  %wide.1 = sext i32 %j to i64
  %p.1 = getelementptr i32, ptr {array}, i64 %wide.1
  %v.1 = load i32, ptr %p.1, align 4
  br label %end
end:
  %w.1 = phi i32 [ %v.1, %in.1 ], [ 7, %next ]
  %sum = add i32 %double, %w.1
  store i32 %sum, ptr %out, align 4
  ret void
}}"""
PLAIN = {
    "first": "slt i32 %i, %n", "then": "in.0", "otherwise": "next", "flags": "nsw",
    "second": "slt i32 %j, %n", "array": "%in", "between": "",
}  # fmt: skip
MERGED = [
    ({}, True),
    ({"first": "sge i32 %i, %n", "then": "next", "otherwise": "in.0"}, True),
    # the index may wrap; other bounds; other tests; other places; a call that may not return
    ({"flags": "nuw"}, False),
    ({"second": "slt i32 %j, %m"}, False),
    ({"second": "ult i32 %j, %n"}, False),
    ({"second": "sgt i32 %j, %n"}, False),
    ({"array": "%out"}, False),
    ({"between": "  call void @g()\n"}, False),
    ({"between": "  %k = load volatile i32, ptr %in, align 4\n"}, False),
]


def merged(given: dict[str, str]) -> str:
    """The function after the pass."""
    context = PassContext(parse_module(CHAIN.format(**PLAIN | given)))
    function = context.module.functions["f"]
    merge_guards.run_on(context, function)
    return print_function(function)


@pytest.mark.parametrize(("given", "is_merged"), MERGED)
def test_what_is_merged(given: dict[str, str], is_merged: bool) -> None:
    """Given two guards that differ so, loads are written twice, or not."""
    assert merged(given).count(" = load i32") == (4 if is_merged else 2)


def test_the_hardest_test_comes_first() -> None:
    """Where the larger index is inside, both loads are in one block; then values join."""
    lines = [line.strip() for line in merged({}).splitlines()]
    expected = [
        "%all.jr1 = add nsw i32 %i, 1",
        "%all.jr2 = icmp slt i32 %all.jr1, %n",
        "%all.jr3 = call i1 @jarip.all.i1(i1 %all.jr2)",
        "br i1 %all.jr3, label %all.jr4, label %some.jr5",
        "br label %end",
        "br i1 %test.0, label %in.0, label %next",
        "%w.0 = phi i32 [ %v.0, %in.0 ], [ 0, %some.jr5 ]",
        "br label %end",
        "%either.jr15 = phi i32 [ %double, %in.1 ], [ %double, %next ], [ %all.jr10, %all.jr4 ]",
        "%w.1 = phi i32 [ %v.1, %in.1 ], [ 7, %next ], [ %all.jr14, %all.jr4 ]",
        "%sum = add i32 %either.jr15, %w.1",
    ]
    assert [line for line in lines if line in expected] == expected, "\n".join(lines)
