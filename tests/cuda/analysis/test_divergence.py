"""Divergent branches, where their threads meet, and which phis that makes varying."""

from __future__ import annotations

from jarip.cuda.analysis.divergence import Divergence, analyse_divergence
from jarip.cuda.analysis.graph import Graph
from jarip.cuda.analysis.shape import UNIFORM, VARYING, affine
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.parser import parse_module


def analyse(text: str) -> tuple[Function, Divergence]:
    function = next(iter(parse_module(text).functions.values()))
    arguments = dict.fromkeys(function.arguments, UNIFORM)
    arguments[function.arguments[-1]] = affine(1, 16)
    graph = Graph(function)
    return function, analyse_divergence(function, graph, arguments, 16, lambda c, s: VARYING)


def value(function: Function, name: str):  # type: ignore[no-untyped-def]
    return next(i for i in function.instructions() if i.name == name)


DIAMOND = """
define i32 @f(i32 %n, i32 %tid) {{
entry:
  %c = icmp slt i32 {tested}, 5
  br i1 %c, label %yes, label %no
yes:
  br label %join
no:
  br label %join
join:
  %x = phi i32 [ 1, %yes ], [ 2, %no ]
  %after = add i32 %x, %n
  ret i32 -1
}}
"""


def test_a_uniform_branch_leaves_its_join_uniform() -> None:
    function, found = analyse(DIAMOND.format(tested="%n"))
    assert not found.branches
    assert found.shape(value(function, "after")).uniform


def test_a_divergent_branch_makes_its_join_varying() -> None:
    function, found = analyse(DIAMOND.format(tested="%tid"))
    (influence,) = found.branches.values()
    assert influence.meeting is not None
    assert influence.meeting.name == "join"
    assert {b.name for b in influence.region} == {"yes", "no"}
    assert found.shape(value(function, "after")).varying


LOOP = """
define i32 @f(i32 %n, i32 %tid) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %next = add nsw i32 %i, 1
  %more = icmp slt i32 %next, %tid
  br i1 %more, label %loop, label %done
done:
  %last = phi i32 [ %next, %loop ]
  ret i32 -1
}
"""


def test_a_counter_is_uniform_in_a_loop_and_varying_after_a_divergent_exit() -> None:
    # given a loop that threads leave after different numbers of rounds
    function, found = analyse(LOOP)
    # then inside, all that are still there count alike; outside, they differ
    assert found.shape(value(function, "i")).uniform
    assert found.shape(value(function, "last")).varying
    (influence,) = found.branches.values()
    assert {b.name for b in influence.region} == {"loop"}


EARLY = """
define i32 @f(i32 %n, i32 %tid) {
entry:
  %c = icmp slt i32 %tid, %n
  br i1 %c, label %work, label %out
out:
  ret i32 -1
work:
  ret i32 1
}
"""


def test_an_early_return_never_meets() -> None:
    _, found = analyse(EARLY)
    (influence,) = found.branches.values()
    assert influence.meeting is None
    assert {b.name for b in influence.region} == {"work", "out"}
