"""Thread loops: how threads go from barrier to barrier, and what is chosen instead of them."""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program

from jarip.cuda.analysis.region_flow import Flow
from jarip.cuda.passes.context import PassContext
from jarip.cuda.passes.pipeline import COMMON
from jarip.cuda.targets import cpu, loop
from jarip.cuda.targets.kernel_plan import KernelPlan

BLOCK = (64, 1, 1)
KERNELS = """
extern "C" __global__ void together(int *out, int n) {
  __shared__ int tile[64];
  int t = threadIdx.x, sum = 0;
  for (int i = 0; i < n; i++) {
    tile[t] = sum + t;
    __syncthreads();
    sum += tile[(t + i) % 64];
    __syncthreads();
  }
  out[t] = sum;
}
extern "C" __global__ void guarded(int *out, int n) {
  __shared__ int tile[64];
  int t = threadIdx.x, sum = 0;
  if (t < n) sum = out[t];
  for (int i = 0; i < n; i++) {
    if (t < n) tile[t] = sum + t;
    __syncthreads();
    if (t < n) sum += tile[(t + i) % n];
    __syncthreads();
  }
  if (t < n) out[t] = sum;
}
extern "C" __global__ void early(int *out, int n) {
  __shared__ int tile[64];
  int t = threadIdx.x;
  tile[t] = t;
  if (t >= n) return;
  __syncthreads();
  out[t] = tile[n - 1 - t];
  __syncthreads();
  out[t] += 100;
}
extern "C" __global__ void apart(int *out) {
  __shared__ int tile[64];
  int t = threadIdx.x;
  tile[t] = t;
  if (t < 32) {
    __syncthreads();
    out[t] = tile[t + 32];
  } else {
    out[t] = -1;
    __syncthreads();
    out[t] += tile[t - 32];
  }
  if (t & 1) return;
  __syncthreads();
  out[t] += 1000;
}
extern "C" __global__ void count(int *out) {
  int t = threadIdx.x;
  int many = __nvvm_bar0_popc(t % 3 == 0);
  int all = __nvvm_bar0_and(t < 64), some = __nvvm_bar0_or(t == 63), none = __nvvm_bar0_or(t > 63);
  out[t] = many + 100 * all + 1000 * some + 10000 * none;
}
extern "C" __global__ void private_array(int *out, int n) {
  int own[8];
  for (int i = 0; i < 8; i++) own[i] = threadIdx.x * i;
  for (int turn = 0; turn < n; turn++) {
    __syncthreads();
    own[turn % 8] += own[(turn + 3) % 8];
    __syncthreads();
  }
  out[threadIdx.x] = own[n % 8];
}
extern "C" __global__ void warp(int *out) { out[threadIdx.x] = ballot(1); }
extern "C" __global__ void waits(volatile int *flag, int *out) {
  if (threadIdx.x == 0) while (*flag == 0) { }
  else *flag = 1;
  out[threadIdx.x] = 1;
}
extern "C" __global__ void named(int *out) {
  __nvvm_barrier_sync(3);
  out[threadIdx.x] = 1;
}
"""


def prepared(kernel: str) -> tuple[PassContext, KernelPlan, cpu.Compilation]:
    """A kernel after the common passes."""
    source = Program(KERNELS).source
    state = cpu.Compilation(source, kernel, BLOCK)
    cpu.KERNEL_STAGES["prepare"](state)
    for _, run in COMMON:
        run(state.context)
    function = state.context.module.functions[kernel]
    places = source.image.kernels[kernel].parameters
    return state.context, KernelPlan(function, kernel, places, BLOCK, frozenset()), state


@pytest.mark.parametrize(
    ("kernel", "flow", "regions"),
    [
        ("together", Flow.TOGETHER, 3),
        ("guarded", Flow.TOGETHER, 3),
        ("early", Flow.ALIVE, 3),
        ("apart", Flow.APART, 4),
        ("count", Flow.TOGETHER, 5),
    ],
)
def test_flow_is_recognised(kernel: str, flow: Flow, regions: int) -> None:
    """Given a kernel, when it is split, it is known how its threads go on."""
    context, plan, _ = prepared(kernel)
    split = loop.split_kernel(context, plan)
    assert split.flow is flow
    assert len(split.functions) == regions


def launch(kernel: str, *arguments: object) -> np.ndarray:
    """Runs a kernel for one block in the mode that is chosen by itself."""
    out = np.zeros(64, np.int32)
    assert (
        Program(KERNELS).launch(kernel, (1, 1, 1), BLOCK, *arguments[:-1], out, arguments[-1]) == 0
    )
    return out


def test_threads_together() -> None:
    """Given a loop of barriers, each turn sees the turn before."""
    t = np.arange(64)
    expected = np.zeros(64, int)
    for i in range(5):
        expected = expected + (expected + t)[(t + i) % 64]
    np.testing.assert_array_equal(launch("together", np.int32(5)), expected)


def test_threads_that_return_early() -> None:
    """Given threads that return before a barrier, the others go on without them."""
    out = launch("early", np.int32(40))
    np.testing.assert_array_equal(out[:40], 139 - np.arange(40))
    assert not out[40:].any()


def test_threads_apart() -> None:
    """Given halves of a block at different barriers, they meet each other there."""
    out = np.zeros(64, np.int32)
    assert Program(KERNELS).launch("apart", (1, 1, 1), BLOCK, out) == 0
    t = np.arange(64)
    expected = np.where(t < 32, t + 32, t - 33) + np.where(t % 2, 0, 1000)
    np.testing.assert_array_equal(out, expected)


def test_a_private_array_outlives_barriers() -> None:
    """Given an array that each thread changes between barriers, each keeps its own."""
    own = [[t * i for i in range(8)] for t in range(64)]
    for turn in range(11):
        for values in own:
            values[turn % 8] += values[(turn + 3) % 8]
    np.testing.assert_array_equal(launch("private_array", np.int32(11)), [v[3] for v in own])


def test_barriers_that_count() -> None:
    """Given predicates, all threads get their count, conjunction and disjunction."""
    out = np.zeros(64, np.int32)
    assert Program(KERNELS).launch("count", (1, 1, 1), BLOCK, out) == 0
    assert set(out) == {22 + 100 + 1000}


@pytest.mark.parametrize(
    ("kernel", "reason"),
    [
        ("warp", "warp operation vote.ballot.sync"),
        ("waits", "a loop waits for memory that another thread writes"),
        ("named", "named barrier barrier.cta.sync.all"),
    ],
)
def test_fibers_are_chosen_for_a_reason(
    kernel: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given what loops cannot do, fibers are chosen, and it is said why."""
    monkeypatch.setenv("JARIP_CUDA_MODE", "loop")
    _, _, state = prepared(kernel)
    cpu.KERNEL_STAGES["emit"](state)
    assert reason in state.context.reasons
    assert "jarip_fiber" in state.text


def test_a_waiting_thread_lets_others_run() -> None:
    """Given a thread that spins on a flag that another one sets, the kernel ends."""
    flag, out = np.zeros(1, np.int32), np.zeros(2, np.int32)
    assert Program(KERNELS).launch("waits", (1, 1, 1), (2, 1, 1), flag, out) == 0
    assert list(out) == [1, 1]
