"""The table of intrinsics: every text is valid LLVM, and the ABI's offsets are the header's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import llvmlite.binding as llvm
import pytest

import jarip
from jarip.cuda.analysis.arena import DYNAMIC_SHARED
from jarip.cuda.intrinsics import layout
from jarip.cuda.intrinsics.row import Kind
from jarip.cuda.intrinsics.support import collect, thread_function
from jarip.cuda.intrinsics.table import ROWS, find

EXPANDED = [row for row in ROWS if row.kind is Kind.EXPAND]


def test_expansions_are_valid_llvm() -> None:
    """Given every row that is expanded, LLVM accepts its text under an NVPTX target."""
    texts = [row.definition(f"x{number}") for number, row in enumerate(EXPANDED)]
    header = f'target triple = "nvptx64-nvidia-cuda"\n{DYNAMIC_SHARED}\n'
    llvm.parse_assembly(header + "\n".join(texts)).verify()


def test_thread_functions_are_valid_llvm() -> None:
    """Given every register, barrier and warp operation, its fiber form is accepted too."""
    kinds = (Kind.REGISTER, Kind.BARRIER, Kind.WARP)
    names = [thread_function(row.name) for row in ROWS if row.kind in kinds]
    llvm.parse_assembly(collect(names)).verify()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("llvm.memcpy.p0.p3.i64", Kind.LLVM),
        ("llvm.fma.v4f32", Kind.LLVM),
        ("llvm.lifetime.start.p5", Kind.DROP),
        ("llvm.nvvm.shfl.sync.down.f32", Kind.WARP),
        ("vprintf", Kind.RUNTIME),
    ],
)
def test_families_are_found(name: str, kind: Kind) -> None:
    """Given an overloaded name, its row is found by the longest family."""
    row = find(name)
    assert row is not None
    assert row.kind is kind


def test_unknown_names_have_no_row() -> None:
    """Given a name that nobody lowers, there is no row, so that it becomes an error."""
    assert find("llvm.nvvm.wgmma.fence.sync.aligned") is None
    assert find("exp") is None


def test_every_row_says_where_its_meaning_is_written() -> None:
    """Given the table, each row has a reference and is there once."""
    assert all(row.reference for row in ROWS)
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))


OFFSETS = {
    "THREAD_TID": "JaripThread, tid",
    "THREAD_CTAID": "JaripThread, ctaid",
    "THREAD_LAUNCH": "JaripThread, launch",
    "THREAD_WORKER": "JaripThread, worker",
    "LAUNCH_PARAMS": "JaripLaunch, params",
    "LAUNCH_GRID": "JaripLaunch, grid",
    "LAUNCH_BLOCK": "JaripLaunch, block",
    "LAUNCH_DYNAMIC_BYTES": "JaripLaunch, dynamic_shared_bytes",
    "WORKER_SHARED": "JaripWorker, shared",
    "WORKER_DYNAMIC": "JaripWorker, dynamic_shared",
    "WORKER_CONTEXT": "JaripWorker, context",
    "WORKER_INDEX": "JaripWorker, index",
}


def test_offsets_are_those_of_the_header(tmp_path: Path) -> None:
    """Given jarip/abi.h, a C compiler agrees with every offset that generated code uses."""
    include = Path(jarip.__file__).parent / "cuda" / "runtime" / "include"
    checks = [
        f'_Static_assert(offsetof({field}) == {getattr(layout, name)}, "{name}");'
        for name, field in OFFSETS.items()
    ]
    checks.append(f'_Static_assert(sizeof(JaripThread) == {layout.THREAD_BYTES}, "size");')
    source = tmp_path / "offsets.c"
    source.write_text('#include <stddef.h>\n#include "jarip/abi.h"\n' + "\n".join(checks))
    subprocess.run(["gcc", "-fsyntax-only", f"-I{include}", str(source)], check=True)
