"""Parts of an amount over parts of a period, such that the parts always sum to the whole."""

from __future__ import annotations

from jarip.cloud.catalog.money import divide_rounded


def part_of(amount: int, span: tuple[int, int], whole: tuple[int, int]) -> int:
    """The part of `amount` that falls on `span` within the period `whole`.

    It is the difference of two cumulative amounts, each rounded. So however a period is cut into
    spans, their parts sum to exactly `amount`.
    """
    start, end = whole
    length = end - start
    until = divide_rounded(amount * (span[1] - start), length)
    return until - divide_rounded(amount * (span[0] - start), length)
