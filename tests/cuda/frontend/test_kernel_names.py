"""Kernels that kernels launch are named by strings."""

from jarip.cuda.frontend.kernel_names import name_launched_kernels
from jarip.cuda.ir.chunks import cut_module, reachable

IR = """
define ptx_kernel void @parent(ptr %p) {
  %a = call noundef i32 @__jarip_launch(ptr noundef @_Z5childPi, ptr %p, i32 1)
  %b = tail call i32 @__jarip_launch(ptr @_Z5childPi, ptr %p, i32 2)
  ret void
}

define ptx_kernel void @_Z5childPi(ptr %p) {
  ret void
}

declare i32 @__jarip_launch(ptr, ptr, i32)
"""


def test_a_launched_kernel_is_no_longer_reached_by_its_address() -> None:
    chunks = cut_module(name_launched_kernels(IR))
    assert reachable(chunks, ["parent"]) == {"parent", "__jarip_launch", '"jarip.name._Z5childPi"'}
    assert 'c"_Z5childPi\\00"' in chunks.variables['"jarip.name._Z5childPi"']


def test_other_code_is_left_alone() -> None:
    plain = IR.replace("__jarip_launch", "other")
    assert name_launched_kernels(plain) == plain
