"""Inline PTX of known forms runs, other PTX is an error that quotes it."""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program

from jarip.cuda.errors import DeviceCompileError
from jarip.cuda.intrinsics.ptx import _BINARY, _NONE, _TERNARY, _UNARY, callee_of
from jarip.cuda.intrinsics.table import find

SOURCE = r"""
extern "C" __global__ void known(int *out, float *real) {
  int lane, below; float root;
  asm("mov.u32 %0, %%laneid;" : "=r"(lane));
  asm volatile("mov.u32 %0, %%lanemask_lt;\n\t" : "=r"(below));
  asm("sqrt.approx.f32 %0, %1; // exact here" : "=f"(root) : "f"(4.0f));
  asm volatile("membar.gl;" ::: "memory");
  asm volatile("" ::: "memory");
  out[threadIdx.x] = lane + 100 * __builtin_popcount(below);
  real[threadIdx.x] = root;
}
extern "C" __global__ void unknown(int *out) {
  asm("vshr.u32.u32.u32.clamp.add %0, %1, %2, %3;" : "=r"(out[0]) : "r"(1), "r"(2), "r"(3));
}
"""


def test_known_forms_run() -> None:
    """Given statements of known forms, they do what PTX says."""
    out, real = np.zeros(64, np.int32), np.zeros(64, np.float32)
    assert Program(SOURCE).launch("known", (1, 1, 1), (64, 1, 1), out, real) == 0
    lane = np.arange(64) % 32
    np.testing.assert_array_equal(out, lane + 100 * lane)
    assert set(real) == {2.0}


def test_unknown_forms_are_named() -> None:
    """Given another statement, the error quotes it and names the function."""
    program = Program(SOURCE)
    out = np.zeros(1, np.int32)
    with pytest.raises(DeviceCompileError, match=r"vshr.*in device function unknown"):
        program.launch("unknown", (1, 1, 1), (1, 1, 1), out)


def test_every_form_leads_to_a_row_of_the_table() -> None:
    """Given the table of forms, each names an intrinsic that the compiler lowers."""
    for table in (_UNARY, _BINARY, _TERNARY, _NONE):
        for callee in table.values():
            assert callee == "llvm.donothing" or find(callee) is not None, callee
    assert callee_of("mov.u32 $0, %nothing;") is None
