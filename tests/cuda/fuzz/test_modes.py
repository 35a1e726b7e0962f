"""Every mode of compilation gives the same bits, on random kernels.

A seed that fails is printed with its program; add it to KEPT when it is mended.
"""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program
from tests.cuda.fuzz.edge_programs import EdgeMaker
from tests.cuda.fuzz.kernel_programs import INPUTS, KernelMaker
from tests.cuda.fuzz.nest_programs import NestMaker
from tests.cuda.fuzz.row_programs import RowMaker

EXACT = ("-ffp-contract=off", "-fwrapv")
KEPT: list[int] = [20_030, 20_861]
CI_SEEDS = [*range(2000, 2022), *range(50_000, 50_006)]
WARP_SEEDS = [seed for seed in range(3000, 3060) if KernelMaker(seed, warps=True).whole_warps][:20]
FENCE = 8192
"""Elements before and after each output: what is written there shows, and hits nothing else."""
EDGE_SEEDS = range(4000, 4024)
WALK_SEEDS = range(4000, 4010)
ROW_SEEDS = range(5000, 5006)
NEST_SEEDS = range(5000, 5006)
SOAK_SEEDS = [*range(20_000, 25_000), *range(51_000, 56_000)]


def run(maker: KernelMaker, program: Program) -> list[np.ndarray]:
    """The outputs of one launch."""
    numbers = np.random.default_rng(7)
    inputs = [
        numbers.integers(-1000, 1000, INPUTS).astype(np.int32),
        numbers.standard_normal(256).astype(np.float32),
        numbers.integers(0, 255, 256).astype(np.uint8),
    ]
    room = maker.threads
    fenced = [
        _fenced(room, np.int32),
        _fenced(room, np.float32),
        _fenced(3 * room, np.int16),
        _fenced(3 * room, np.float32),
        _fenced(16, np.int32),
    ]
    outputs = [array[FENCE:-FENCE] for array in fenced]
    threads = room // int(np.prod(maker.grid))
    status = program.launch(
        "kernel", maker.grid, maker.shape, *inputs, *outputs, np.int32(53), shared=4 * threads
    )
    assert status == 0
    return fenced


def _fenced(count: int, dtype: type) -> np.ndarray:
    """Zeros between fences that nothing may be written to."""
    return np.zeros(count + 2 * FENCE, dtype)


def differences(left: list[np.ndarray], right: list[np.ndarray]) -> list[str]:
    """Where two runs disagree, bit for bit but for the payload of a NaN."""
    found = []
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        same = one == other
        if one.dtype.kind == "f":
            same |= np.isnan(one) & np.isnan(other)
        found += [
            f"output {number}[{at - FENCE}]: {one[at]} against {other[at]}"
            for at in np.flatnonzero(~same)[:4]
        ]
    return found


def check(
    seed: int,
    modes: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    warps: bool = False,
    walks: bool = False,
) -> None:
    """Runs a program in fiber mode and in others."""
    compare(KernelMaker(seed, warps, walks), seed, modes, monkeypatch)


def compare(
    maker: KernelMaker, seed: int, modes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs a program in fiber mode and in others."""
    source = maker.source()
    program = Program(source, EXACT)
    monkeypatch.setenv("JARIP_CUDA_MODE", "fiber")
    fiber = run(maker, program)
    for mode in modes:
        monkeypatch.setenv("JARIP_CUDA_MODE", mode)
        found = differences(fiber, run(maker, program))
        where = f"seed {seed}, block {maker.shape}, grid {maker.grid}, fiber against {mode}"
        assert not found, "\n".join([where, *found, source])


@pytest.mark.parametrize("seed", [*KEPT, *CI_SEEDS])
def test_modes_do_what_fibers_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a random kernel, loops and vectors give the same bits as a fiber per thread."""
    check(seed, ("loop", "vector"), monkeypatch)


@pytest.mark.parametrize("seed", WARP_SEEDS)
def test_a_warp_in_a_vector_does_what_fibers_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given shuffles, votes and reductions, a vector of 32 lanes gives the same bits as fibers."""
    check(seed, ("vector",), monkeypatch, warps=True)


@pytest.mark.parametrize("seed", EDGE_SEEDS)
def test_rows_at_an_edge_do_what_fibers_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given an image smaller than the grid, rows that part at the guard give the same bits."""
    compare(EdgeMaker(seed), seed, ("vector",), monkeypatch)


@pytest.mark.parametrize("seed", WALK_SEEDS)
def test_blocks_in_step_do_what_fibers_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given blocks that walk through memory, neighbours in step give the same bits as alone."""
    check(seed, ("vector",), monkeypatch, walks=True)


@pytest.mark.parametrize("seed", ROW_SEEDS)
def test_rows_of_a_thread_do_what_fibers_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given threads that read and add to neighbouring places, rows at once give the same bits."""
    compare(RowMaker(seed), seed, ("loop", "vector"), monkeypatch)


@pytest.mark.parametrize("seed", NEST_SEEDS)
def test_turns_together_do_what_fibers_do(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given loops in loops, turns that run together give the same bits as one after the other."""
    compare(NestMaker(seed), seed, ("vector",), monkeypatch)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK_SEEDS)
def test_many_random_kernels(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for long."""
    check(seed, ("loop", "vector"), monkeypatch)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(60_000, 65_000))
def test_many_random_kernels_with_edges(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for images smaller than the grid."""
    compare(EdgeMaker(seed), seed, ("vector",), monkeypatch)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(70_000, 73_000))
def test_many_random_kernels_with_rows(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for threads that read and add to neighbouring places."""
    compare(RowMaker(seed), seed, ("loop", "vector"), monkeypatch)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(80_000, 83_000))
def test_many_random_kernels_with_nests(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for loops in loops."""
    compare(NestMaker(seed), seed, ("loop", "vector"), monkeypatch)
