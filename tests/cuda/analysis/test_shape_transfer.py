"""Shapes of single instructions, the cases that decide whether an access is contiguous."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.divergence import analyse_divergence
from jarip.cuda.analysis.graph import Graph
from jarip.cuda.analysis.shape import UNIFORM, VARYING, Shape, affine
from jarip.cuda.ir.parser import parse_module

LANES = 16


def shape_of(body: str, result: str = "r") -> Shape:
    """The shape of %r; %tid is thread 0, 1, ... of a group that starts at a multiple of 16."""
    text = f"""
define i32 @f(ptr %p, i32 %n, i32 %tid, i64 %wide) {{
entry:
{body}
  ret i32 -1
}}
"""
    function = parse_module(text).functions["f"]
    pointer, number, tid, wide = function.arguments
    arguments = {
        pointer: UNIFORM,
        number: UNIFORM,
        tid: affine(1, LANES),
        wide: affine(1, LANES, exact=False),
    }
    found = analyse_divergence(
        function, Graph(function), arguments, LANES, lambda call, shapes: VARYING
    )
    return next(found.shape(i) for i in function.instructions() if i.name == result)


@pytest.mark.parametrize(
    ("body", "stride"),
    [
        ("%r = add i32 %tid, %n", 1),
        ("%r = sub i32 %n, %tid", -1),
        ("%r = mul i32 %tid, 12", 12),
        ("%r = mul i32 %tid, %n", None),
        ("%r = shl i32 %tid, 2", 4),
        ("%r = lshr i32 %tid, 5", 0),
        ("%r = lshr i32 %tid, 3", None),
        ("%r = and i32 %tid, 31", 1),
        ("%r = and i32 %tid, 7", None),
        ("%r = and i32 %tid, -32", 0),
        ("%r = xor i32 %tid, %n", None),
        ("%r = or disjoint i32 %tid, 64", 1),
        ("%r = getelementptr float, ptr %p, i64 %wide", 4),
        ("%r = getelementptr { i32, double }, ptr %p, i64 %wide, i32 1", 16),
        ("%r = icmp slt i32 %tid, 64", 0),
        ("%r = icmp slt i32 %tid, 65", None),
        ("%r = icmp slt i32 %tid, %n", None),
        ("%r = load i32, ptr %p, align 4", 0),
    ],
)
def test_the_stride_of_a_result(body: str, stride: int | None) -> None:
    assert shape_of(f"  {body}").stride == stride


def test_an_index_is_extended_only_where_it_cannot_wrap() -> None:
    # given an index whose group lies within one aligned stretch, zero extension keeps the stride
    assert shape_of("  %r = zext i32 %tid to i64").stride == 1
    # given one moved by an unknown number, which may wrap between two lanes, it does not
    moved = "  %m = add i32 %tid, %n\n"
    assert shape_of(moved + "  %r = zext i32 %m to i64").varying
    # unless the program promises that it doesn't
    promised = "  %m = add nsw i32 %tid, %n\n"
    assert shape_of(promised + "  %r = sext i32 %m to i64").stride == 1


def test_a_multiple_of_the_group_keeps_its_alignment() -> None:
    block = "  %b = shl i32 %n, 8\n  %i = add i32 %b, %tid\n"
    assert shape_of(block + "  %r = zext i32 %i to i64").stride == 1


def test_a_difference_is_not_exact_in_an_inactive_lane_zero() -> None:
    # `tid - 1` under `tid > 0`: zero extension must not count on lane 0, which may be -1
    less = "  %m = add nsw i32 %tid, -1\n"
    assert shape_of(less + "  %r = zext i32 %m to i64").varying
    promised = shape_of(less + "  %r = zext nneg i32 %m to i64")
    assert promised.stride == 1
    assert not promised.unsigned
