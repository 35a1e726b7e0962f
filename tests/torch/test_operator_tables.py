"""Given entries of PyTorch's operator list, the tables for the core say what they say."""

from pathlib import Path

import pytest

from jarip.torch import installed, operator_tables

_LIST = """\
- func: mm(Tensor self, Tensor mat2) -> Tensor
  structured_delegate: mm.out
  dispatch:
    SparseCPU, SparseCUDA: _sparse_mm
- func: add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor
  device_check: NoCheck   # TensorIterator
  dispatch:
    SparseCPU: add_sparse
    SparseCUDA: add_sparse_cuda
- func: copy_(Tensor(a!) self, Tensor src) -> Tensor(a!)
  device_check: NoCheck
- func: index_select(Tensor self, int dim, Tensor index) -> Tensor
  dispatch:
    CPU: index_select_cpu_
    CUDA: index_select_cuda
- func: index.Tensor(Tensor self, Tensor?[] indices) -> Tensor
  device_check: NoCheck   # TensorIterator
- func: diag_embed(Tensor self) -> Tensor
  dispatch:
    CompositeExplicitAutograd: diag_embed
"""


@pytest.fixture
def operators(tmp_path: Path) -> dict[str, operator_tables.Operator]:
    path = tmp_path / "torchgen/packaged/ATen/native/native_functions.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(_LIST)
    found = operator_tables.read_operators(tmp_path / "torch")
    assert [op.name for op in found] == sorted(op.name for op in found)
    return {op.name: op for op in found}


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("mm", "kSameStructured"),
        ("add.Tensor", "kIterator"),
        ("copy_", "kFree"),
        ("index_select", "kSame"),
        ("index.Tensor", "kIndexed"),
        ("diag_embed", "kFree"),
    ],
)
def test_device_rules(operators: dict[str, operator_tables.Operator], name: str, rule: str) -> None:
    assert operators[name].rule == rule


def test_layout_kernels_that_host_and_cuda_share(
    operators: dict[str, operator_tables.Operator],
) -> None:
    assert operators["mm"].shared_layouts == ("Sparse",)
    assert operators["add.Tensor"].shared_layouts == ()


@pytest.mark.needs_torch
def test_every_direct_operator_has_a_header() -> None:
    torch = installed.find_torch()
    assert torch is not None
    listing = (Path(operator_tables.__file__).parent / "core/direct_ops.txt").read_text()
    headers, rows = operator_tables.direct_operators(listing, torch.directory)
    for line in headers.splitlines():
        name = line.removeprefix("#include <").removesuffix(">")
        assert (torch.directory / "include" / name).exists(), line
    assert rows.splitlines()[0] == "JARIP_OP(add_Tensor)"


@pytest.mark.needs_torch
def test_no_direct_operator_is_composed_for_autograd() -> None:
    torch = pytest.importorskip("torch")
    listing = (Path(operator_tables.__file__).parent / "core/direct_ops.txt").read_text()
    direct = {name for line in listing.splitlines() if line[:1] != "#" for name in line.split()}
    has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key
    checked = 0
    for full in torch._C._dispatch_get_all_op_names():
        if full.removeprefix("aten::").replace(".", "_") in direct:
            composed = has_kernel(full, "CompositeImplicitAutograd")
            assert not composed or has_kernel(full, "CPU"), full
            checked += 1
    assert checked >= len(direct)
