"""Cases measured at small sizes with real compilers: results are checked before anything counts."""

import shutil
from dataclasses import replace

import pytest

from benchmarks.cuda.case import Arrays, Case, Scalars
from benchmarks.cuda.cases import CASES
from benchmarks.cuda.measure_case import Settings, measure_case
from benchmarks.cuda.variants import VARIANTS, Kind, Variant

needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
NATIVE = VARIANTS["simd-Ofast"]


def settings(*variants: Variant) -> Settings:
    return Settings(variants, rounds=1, threads=2, seed=1, small=True)


def ignore(what: str) -> None:
    pass


@needs_gcc
@pytest.mark.parametrize("name", CASES)
def test_the_openmp_twin_agrees_with_the_reference(name: str) -> None:
    row = measure_case(CASES[name], settings(NATIVE), ignore)

    assert row.errors == {}
    assert list(row.seconds) == [NATIVE.name]


@needs_gcc
def test_a_wrong_result_is_an_error_and_never_a_time() -> None:
    # given: a case whose reference is off by one
    def wrong(sizes: Scalars, inputs: Arrays) -> Arrays:
        return {name: array + 1 for name, array in case.reference(sizes, inputs).items()}

    case: Case = CASES["saxpy"]

    # when
    row = measure_case(replace(case, reference=wrong), settings(NATIVE), ignore)

    # then
    assert row.seconds == {}
    assert "wrong result: y: 5000 of 5000" in row.errors[NATIVE.name]


@needs_gcc
def test_a_program_that_does_not_build_is_an_error_beside_times_of_others() -> None:
    broken = Variant("broken", "", Kind.OPENMP, ("-fno-such-flag",))

    row = measure_case(CASES["saxpy"], settings(broken, NATIVE), ignore)

    assert "broken does not build" in row.errors["broken"]
    assert list(row.seconds) == [NATIVE.name]


def test_a_case_without_a_library_call_says_so_and_has_no_error() -> None:
    row = measure_case(CASES["mandelbrot"], settings(VARIANTS["library"]), ignore)

    assert row.errors == {}
    assert row.missing == {"library": "no single call does this"}
