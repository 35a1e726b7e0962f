"""Comparisons whose first and last lane answer for all lanes.

`i < n` with an `i` that counts over the lanes holds in the first few of them: in all if it does in
the last, in none if it doesn't in the first. That takes two scalar comparisons; a vector of answers
is needed only where lanes part.
"""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cuda.ir.instructions import Compare
from jarip.cuda.ir.types import IntType
from jarip.cuda.ir.values import Value
from jarip.cuda.passes.widen.values import Values

BELOW = frozenset({"slt", "sle", "ult", "ule"})
ABOVE = frozenset({"sgt", "sge", "ugt", "uge"})


@dataclass(frozen=True)
class EndLanes:
    """`counts` is the operand of `compare` that counts over the lanes, by `stride`."""

    compare: Compare
    counts: Value
    stride: int

    def at_hand(self, values: Values, part: int) -> bool:
        """Whether what is compared can be read here: only the answer may be kept elsewhere."""
        return all(values.at_hand(operand, part) for operand in self.compare.operands)

    def answers(self, values: Values, part: int) -> tuple[str, str]:
        """Two i1 operands: the condition holds in all lanes of the part; it holds in none."""
        code, kind = values.code, self.counts.type
        first = values.scalar(self.counts, part)
        last = code.define(f"add {kind} {first}, {self.stride * (code.lanes - 1)}")
        left, right = self.compare.operands
        grows = self.stride > 0
        falls_off = (self.compare.predicate in BELOW) == (self.counts is left)
        hardest, easiest = (last, first) if grows == falls_off else (first, last)

        def holds(at: str) -> str:
            words = [at if o is self.counts else values.scalar(o, part) for o in (left, right)]
            return code.define(f"icmp {self.compare.predicate} {kind} {words[0]}, {words[1]}")

        every = holds(hardest)
        return every, code.define(f"xor i1 {holds(easiest)}, true")


def decided_by_ends(condition: Value, values: Values) -> EndLanes | None:
    """How the ends answer; None where it takes all lanes."""
    if not isinstance(condition, Compare) or condition.predicate not in BELOW | ABOVE:
        return None
    for counts, limit in (condition.operands, condition.operands[::-1]):
        shape = values.shape(counts)
        exact = shape.signed if condition.predicate.startswith("s") else shape.unsigned
        if not isinstance(counts.type, IntType) or not shape.stride or not exact:
            continue
        if values.shape(limit).uniform:
            return EndLanes(condition, counts, shape.stride)
    return None
