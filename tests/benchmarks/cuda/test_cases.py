"""Every case is whole: three kernel files, a reference, and plans that name existing buffers."""

import numpy as np
import pytest

from benchmarks.cuda.build import KERNELS
from benchmarks.cuda.case import Case, Launch
from benchmarks.cuda.cases import CASES
from benchmarks.cuda.problem_files import make_problem

EVERY_CASE = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_there_are_at_least_19_cases() -> None:
    assert len(CASES) >= 19


@EVERY_CASE
def test_the_kernel_and_its_twins_exist(case: Case) -> None:
    assert [s for s in (".cu", ".c", ".cl") if not (KERNELS / f"{case.name}{s}").exists()] == []


@EVERY_CASE
def test_sizes_and_small_sizes_name_the_same_scalars(case: Case) -> None:
    assert case.sizes.keys() == case.small.keys()


@EVERY_CASE
def test_a_seed_gives_the_same_problem_again_and_another_seed_another(case: Case) -> None:
    first, again, other = (make_problem(case, case.small, seed) for seed in (1, 1, 2))

    for name, array in first.inputs.items():
        assert np.array_equal(array, again.inputs[name])
    if first.inputs:
        assert any(not np.array_equal(a, other.inputs[name]) for name, a in first.inputs.items())


@EVERY_CASE
def test_the_opencl_plan_names_only_buffers_that_exist_and_whole_groups(case: Case) -> None:
    problem, plan = make_problem(case, case.small, 1), case.opencl(case.small)
    buffers = {*problem.inputs, *problem.expected, *plan.scratch}

    for launch in (step for step in plan.steps if isinstance(step, Launch)):
        assert {name for name in launch.arguments if isinstance(name, str)} <= buffers
        groups = zip(launch.global_size, launch.local_size, strict=True)
        assert all(threads % group == 0 for threads, group in groups)


@EVERY_CASE
def test_the_work_moves_at_least_the_output(case: Case) -> None:
    problem = make_problem(case, case.small, 1)

    work = case.work(problem)

    least = min(np.asarray(array, np.float32).nbytes for array in problem.expected.values())
    assert work.bytes_written * 2 >= least  # a half takes two bytes
    assert work.bytes_read >= sum(array.nbytes for array in problem.inputs.values()) / 2
