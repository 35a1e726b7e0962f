"""Tables for the core, from the operator list that PyTorch ships (native_functions.yaml).

Only three facts of an entry are needed, and the file is read by hand so that building the core
takes no YAML library and no second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Operators whose index tensors may be on the host, though PyTorch notes them as TensorIterator's.
_TAKE_HOST_INDICES = {
    "index.Tensor",
    "index.Tensor_out",
    "index_put",
    "index_put_",
    "_unsafe_index.Tensor",
    "_unsafe_index_put",
    "_index_put_impl_",
}
# Composites that check nothing themselves: on a GPU the operators they are made of do.
_CHECKED_BY_PARTS = {
    "embedding",
    "convolution",
    "convolution_backward",
    "native_batch_norm",
    "stack",
    "stack.out",
    "block_diag",
    "mv",
    "dot.out",
    "vdot.out",
    "cholesky_solve",
    "linalg_lstsq",
    "mode.values",
}
# The same, but of parts that take numbers of the host.
_CHECKED_BY_POINTWISE_PARTS = {
    "complex",
    "polar",
    "soft_margin_loss",
    "soft_margin_loss_backward",
    "smooth_l1_loss_backward",
    "huber_loss_backward",
}

# Shared by name, but they call the kernels of one device below the dispatcher.
_NOT_SHARED = {
    "_transformer_encoder_layer_fwd",
    "_native_multi_head_attention",
    "sparse_mask",
    "_sparse_mask_projection",
    "_to_sparse",
    "_to_sparse_csr",
    "_to_sparse_csc",
    "_to_sparse_bsr",
    "_to_sparse_bsc",
}

# Kinds of tensor whose kernels may be shared between the host and CUDA.
_LAYOUTS = {"Sparse": "Sparse{}", "SparseCsr": "SparseCsr{}", "NestedTensor": "NestedTensor{}"}


@dataclass(frozen=True)
class Operator:
    """One entry of the list."""

    name: str  # "add.Tensor"
    rule: str  # an enumerator of DeviceRule
    shared_layouts: tuple[str, ...]  # layouts whose host kernel is CUDA's too


def read_operators(torch_directory: Path) -> list[Operator]:
    """Every operator of the installed torch, sorted by name."""
    path = torch_directory.parent / "torchgen/packaged/ATen/native/native_functions.yaml"
    operators = [_read_entry(entry) for entry in _entries(path.read_text())]
    return sorted(operators, key=lambda operator: operator.name)


def device_rules(operators: list[Operator]) -> str:
    """Rows of the C++ table kRules."""
    return "\n".join(f'{{"{op.name}", DeviceRule::{op.rule}}},' for op in operators)


def agnostic_operators(operators: list[Operator]) -> str:
    """Rows of the C++ table kAgnostic."""
    rows = (
        f'{{"aten::{op.name}", DispatchKey::{layout}}},'
        for op in operators
        for layout in op.shared_layouts
    )
    return "\n".join(rows)


def direct_operators(listing: str, torch_directory: Path) -> tuple[str, str]:
    """From core/direct_ops.txt: the headers to include, and the rows of the table."""
    lines = (line for line in listing.splitlines() if not line.startswith("#"))
    names = [name for line in lines for name in line.split()]
    headers = torch_directory / "include/ATen/ops"
    includes = sorted({_header_of(name, headers) for name in names})
    return (
        "\n".join(f"#include <ATen/ops/{header}>" for header in includes),
        "\n".join(f"JARIP_OP({name})" for name in names),
    )


def _header_of(name: str, headers: Path) -> str:
    """`add__Tensor` is declared in add_ops.h: the longest prefix that has a header."""
    stem = name
    while stem and not (headers / f"{stem}_ops.h").exists():
        stem = stem[:-1]
    return f"{stem}_ops.h"


def _entries(text: str) -> Iterator[str]:
    return (entry for entry in re.split(r"\n(?=- func: )", text) if entry.startswith("- func: "))


def _read_entry(entry: str) -> Operator:
    found = re.match(r"- func: ([\w.]+)\(", entry)
    assert found is not None, f"not an operator: {entry[:60]}"
    return Operator(
        found.group(1),
        _device_rule(found.group(1), entry),
        () if found.group(1) in _NOT_SHARED else tuple(_shared_layouts(entry)),
    )


def _device_rule(name: str, entry: str) -> str:
    if name in _TAKE_HOST_INDICES:
        return "kIndexed"
    if name in _CHECKED_BY_PARTS:
        return "kSame"
    if name in _CHECKED_BY_POINTWISE_PARTS:
        return "kIterator"
    structured = re.search(r"^  structured(_delegate)?:", entry, re.MULTILINE)
    has_own_kernel = re.search(r"^    ([\w, ]*\b)?CUDA\b[\w, ]*:", entry, re.MULTILINE)
    check = re.search(r"device_check: NoCheck\s*(#.*)?", entry)
    if check:
        return "kIterator" if "TensorIterator" in (check.group(1) or "") else "kFree"
    if structured:
        return "kSameStructured"
    # PyTorch checks where it calls CUDA kernels, not where it composes.
    return "kSame" if has_own_kernel else "kFree"


def _shared_layouts(entry: str) -> Iterator[str]:
    kernels: dict[str, str] = {}
    for keys, kernel in re.findall(r"^    ([\w, ]+): (\w+)", entry, re.MULTILINE):
        kernels.update({key.strip(): kernel for key in keys.split(",")})
    for layout, key in _LAYOUTS.items():
        host = kernels.get(key.format("CPU"))
        if host is not None and host == kernels.get(key.format("CUDA")):
            yield layout
