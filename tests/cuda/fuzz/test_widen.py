"""Widened code does what the threads do one by one, on random programs.

A seed that fails is printed with its program; add it to KEPT when it is mended.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cuda.fuzz.scalar_programs import PROLOGUE, SIGNATURE, ProgramMaker
from tests.cuda.fuzz.widen_harness import Program, differences

WIDTHS = (4, 8, 16, 32)
KEPT: list[int] = []
CI_SEEDS = [*range(1000, 1018), *range(50_000, 50_006)]
SOAK_SEEDS = [*range(10_000, 12_500), *range(51_000, 53_500)]


def check(seed: int, folder: Path) -> None:
    lanes = 64 if seed % 7 == 6 and seed not in KEPT else WIDTHS[seed % len(WIDTHS)]
    partial = seed % 3 != 0
    threads = lanes * 2 + seed % lanes + 1 if partial else lanes * 3
    source = ProgramMaker(seed).source()
    found = differences(Program(source, lanes, partial, folder), threads, seed)
    assert not found, f"seed {seed}, W {lanes}:\n" + "\n".join([*found, source])


@pytest.mark.parametrize("seed", [*KEPT, *CI_SEEDS])
def test_a_random_program_widened_gives_the_same_bits(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK_SEEDS)
def test_many_random_programs_widened_give_the_same_bits(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


def test_the_comparison_can_fail(tmp_path: Path) -> None:
    # given a program whose threads write one place, so that their order shows
    source = f"{PROLOGUE}{SIGNATURE} {{ out0[0] = out0[0] * 31 + tid; return -1; }}"
    # when it runs both ways
    program = Program(source, 8, True, tmp_path)
    # then the difference is seen
    assert differences(program, 21, 1)
