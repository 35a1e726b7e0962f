"""What splitting at barriers makes of a kernel: regions, and the places of what is kept."""

from __future__ import annotations

from device_harness.build import device_ir, image_of

from jarip.cuda.ir.printer import print_function
from jarip.cuda.passes.choose_width import Groups, Rows
from jarip.cuda.passes.pipeline import COMMON
from jarip.cuda.targets import cpu, loop
from jarip.cuda.targets.kernel_plan import KernelPlan

BLOCK = (64, 1, 1)
SOURCE = """
extern "C" __global__ void walk(const float *in, float *out, int n) {
  __shared__ float tile[64];
  int at = threadIdx.x;
  for (int i = 0; i < n; i++) {
    at += n;
    float kept = in[at];
    tile[threadIdx.x] = kept;
    __syncthreads();
    out[at] = tile[63 - threadIdx.x] - kept;
    __syncthreads();
  }
}
extern "C" __global__ void halo(const float *in, float *out, int n) {
  __shared__ float tile[66];
  int at = threadIdx.x;
  for (int i = 0; i < n; i++) {
    at += n;
    tile[threadIdx.x] = in[at + n];
    if (threadIdx.x == 0) tile[64] = in[at - 1];
    if (threadIdx.x == 1) tile[65] = in[at - 100];
    __syncthreads();
    out[at] = tile[65 - threadIdx.x];
    __syncthreads();
  }
}
extern "C" __global__ void stride(const float *in, float *out, int n) {
  float sum = 0;
  for (int i = threadIdx.x; i < n; i += gridDim.x * 64) sum += in[i];
  for (int i = 0; i < n; i++) sum += out[threadIdx.x * n + i];
  out[threadIdx.x] = sum;
}
"""


def regions(kernel: str, groups: Groups | None) -> list[str]:
    """The kernel's regions, one text each."""
    image = image_of(device_ir(SOURCE))
    state = cpu.Compilation(cpu.open_image(image), kernel, BLOCK)
    cpu.KERNEL_STAGES["prepare"](state)
    for _, run in COMMON:
        run(state.context)
    function = state.context.module.functions[kernel]
    places = image.kernels[kernel].parameters
    plan = KernelPlan(function, kernel, places, BLOCK, frozenset())
    split = loop.split_kernel(state.context, plan, groups)
    return [print_function(f) for f in split.functions]


GROUPS = Groups(16, 64, Rows.WHOLE)


def test_a_region_returns_the_one_that_comes_next() -> None:
    """Given two barriers in a loop, the second region leads to the third, which leads back."""
    first, middle, last = regions("walk", None)
    assert "phi i32 [ 1, " in first
    assert "-1, %" in first
    assert "ret i32 2" in middle
    assert "phi i32 [ 1, " in last


def test_an_index_is_kept_by_thread_or_by_group() -> None:
    """Given an index that counts over the threads, a group of 16 keeps one; the float stays 64."""
    by_thread, by_group = (regions("walk", groups)[1] for groups in (None, GROUPS))
    assert "lshr" not in by_thread
    assert by_thread.count("i64 %thread") == 3  # the index, the float, the tile's element
    assert "lshr i64 %thread, 4" in by_group
    assert "and i64 %thread, 15" in by_group or "and i32" in by_group


def test_what_a_loop_will_read_is_fetched_ahead() -> None:
    """Given a step of n elements a turn, the next turn's is asked for; one of 4 bytes is not."""
    walk, stride = regions("walk", GROUPS), regions("stride", GROUPS)
    assert "@llvm.prefetch.p0" in "".join(walk)
    assert stride[0].count("@llvm.prefetch.p0") == 1
    assert "@llvm.prefetch.p0" not in "".join(regions("walk", None))


def test_what_lies_beside_is_fetched_once() -> None:
    """Given an element beside one that was asked for a turn before, it is not asked for again."""
    asked = [text.count("i32 0, i32 2, i32 1)") for text in regions("halo", GROUPS)]
    assert asked == [2, 1, 2]
