"""Which kept values share a place in the context."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.place_sharing import share_places
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.ir.values import Value

FUNCTION = """define void @f(float %a, double %b, i1 %c) {
entry:
  br label %loop
loop:
  %sum = phi float [ %a, %entry ], [ %next, %loop ]
  %most = phi float [ %a, %entry ], [ %more, %loop ]
  %next = fadd float %sum, %a
  %more = fadd float %most, %next
  %large = fadd double %b, %b
  br i1 %c, label %loop, label %end
end:
  ret void
}"""
SHARED = [
    # what regions need at their start, and what then lies together
    (["sum most", "next more"], ["sum next", "most more"]),
    (["sum most", "sum next more"], ["sum", "most more", "next"]),
    (["most next", "sum", "more"], ["sum next", "most more"]),
    (["sum", "large"], ["sum", "large"]),
    # not what one is passed on as, but free when the other is needed
    (["sum", "more"], ["sum more"]),
]


@pytest.mark.parametrize(("needed", "together"), SHARED)
def test_what_shares_a_place(needed: list[str], together: list[str]) -> None:
    # given: regions that need those values
    instructions = parse_module(FUNCTION).functions["f"].instructions()
    values: dict[str, Value] = {i.name: i for i in instructions if i.name}
    wanted = [[values[name] for name in names.split()] for names in needed]
    kept = [v for v in values.values() if any(v in region for region in wanted)]
    # when
    sets = share_places(kept, wanted)
    # then
    found = {frozenset(value.name for value in one) for one in sets}
    assert found == {frozenset(names.split()) for names in together}
