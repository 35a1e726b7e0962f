"""Preparing device code: which loops are unrolled before threads become lanes."""

from __future__ import annotations

import re

from device_harness.build import device_ir, image_of

from jarip.cuda.passes import prepare
from jarip.cuda.targets import cpu

KERNELS = """
extern "C" __global__ void few(int *out) {
  int own[4], sum = 0;
  for (int i = 0; i < 4; i++) own[i] = out[i] * i;
  for (int i = 0; i < 4; i++) sum += own[i ^ 1];
  out[threadIdx.x] = sum;
}
extern "C" __global__ void many(int *out) {
  for (int i = 0; i < 1000; i++) out[threadIdx.x] += out[i];
}
extern "C" __global__ void inside(int *out) {
  if (threadIdx.x < 64) out[threadIdx.x % 64] = 1;
}
extern "C" __global__ void unknown(int *out, int n) {
  for (int i = 0; i < n; i++) out[threadIdx.x] ^= i;
}
"""


def prepared(kernel: str) -> str:
    """The prepared text of a kernel."""
    source = cpu.open_image(image_of(device_ir(KERNELS, ())))
    return prepare.run(source.chunks, [kernel], (64, 1, 1))


def backward_branches(text: str) -> int:
    """Branches to a block that comes before them."""
    seen: set[str] = set()
    count = 0
    for line in text.splitlines():
        if label := re.match(r"([-\w.$]+):", line):
            seen.add(label[1])
        if line.lstrip().startswith("br "):
            count += any(target in seen for target in re.findall(r"label %([-\w.$]+)", line))
    return count


def test_a_loop_of_few_turns_is_unrolled_and_its_array_becomes_values() -> None:
    """Given indices that only the loop makes varying, when prepared, no memory is left."""
    text = prepared("few")
    assert backward_branches(text) == 0
    assert "alloca" not in text


def test_a_loop_of_many_turns_stays_a_loop() -> None:
    """Given a body that is small a thousand times over, when prepared, it is one loop."""
    assert backward_branches(prepared("many")) == 1


def test_a_loop_of_unknown_turns_is_not_unrolled() -> None:
    """Given a count that only the launch knows, when prepared, there is one copy of the body."""
    text = prepared("unknown")
    assert backward_branches(text) == 1
    assert text.count(" xor i32") == 1


def test_an_index_is_known_to_be_less_than_the_shape() -> None:
    """Given a guard that holds for all threads of the shape, when prepared, it is gone."""
    text = prepared("inside")
    assert "icmp" not in text
    assert "and i32" not in text
