"""NVVM's memory operations as LLVM text: scoped atomics, uniform loads, asynchronous copies.

The host has one coherent memory, so scopes mean nothing; an asynchronous copy is done when it is
issued, so waiting for it is free.
Source: PTX ISA, "atom", "ldu", "cp.async".
"""

from __future__ import annotations

from collections.abc import Iterator

from jarip.cuda.analysis.arena import DYNAMIC_START
from jarip.cuda.intrinsics.row import Intrinsic, Kind

REFERENCE = "PTX ISA, Data Movement and Conversion Instructions"
_SPACES = {"p0": "ptr", "p1": "ptr addrspace(1)", "p3": "ptr addrspace(3)"}
_ATOMICS = {
    "add.gen.i": "add", "and.gen.i": "and", "or.gen.i": "or", "xor.gen.i": "xor",
    "exch.gen.i": "xchg", "max.gen.i": "max", "min.gen.i": "min",
    "inc.gen.i": "uinc_wrap", "dec.gen.i": "udec_wrap", "add.gen.f": "fadd",
}  # fmt: skip
_KINDS = {"i": {"i32": "i32", "i64": "i64"}, "f": {"f32": "float", "f64": "double"}}


def _row(name: str, signature: str, body: str) -> Intrinsic:
    return Intrinsic(f"llvm.nvvm.{name}", Kind.EXPAND, REFERENCE, signature, body)


def _atomics() -> Iterator[Intrinsic]:
    for name, operation in _ATOMICS.items():
        for suffix, kind in _KINDS[name[-1]].items():
            for space, pointer in _SPACES.items():
                for scope in ("cta", "sys"):
                    yield _row(
                        f"atomic.{name}.{scope}.{suffix}.{space}",
                        f"{kind} ({pointer} %p, {kind} %v)",
                        f"%r = atomicrmw {operation} {pointer} %p, {kind} %v seq_cst\n"
                        f"ret {kind} %r",
                    )
    for kind in ("i16", "i32", "i64"):
        for space, pointer in _SPACES.items():
            for scope in ("cta", "sys"):
                yield _row(
                    f"atomic.cas.gen.i.{scope}.{kind}.{space}",
                    f"{kind} ({pointer} %p, {kind} %c, {kind} %v)",
                    f"%x = cmpxchg {pointer} %p, {kind} %c, {kind} %v seq_cst seq_cst\n"
                    f"%r = extractvalue {{ {kind}, i1 }} %x, 0\nret {kind} %r",
                )


def _copies() -> Iterator[Intrinsic]:
    parameters = "ptr addrspace(3) %to, ptr addrspace(1) %from"
    copy = "call void @llvm.memcpy.p3.p1.i32(ptr addrspace(3) align {0} %to, "
    copy += "ptr addrspace(1) align {0} %from, i32 {1}, i1 false)\n"
    for cache, sizes in (("ca", (4, 8, 16)), ("cg", (16,))):
        for size in sizes:
            name = f"cp.async.{cache}.shared.global.{size}"
            yield _row(name, f"void ({parameters})", copy.format(size, size) + "ret void")
            clear = (
                "call void @llvm.memset.p3.i32(ptr addrspace(3) align "
                f"{size} %to, i8 0, i32 {size}, i1 false)\n"
            )
            yield _row(
                f"{name}.s",
                f"void ({parameters}, i32 %bytes)",
                clear + copy.format(size, "%bytes") + "ret void",
            )
    for name in ("commit.group", "wait.all"):
        yield _row(f"cp.async.{name}", "void ()", "ret void")
    yield _row("cp.async.wait.group", "void (i32 %n)", "ret void")


def _prefetches() -> Iterator[Intrinsic]:
    for name in ("prefetch.L1", "prefetch.L2", "prefetchu.L1"):
        yield _row(name, "void (ptr %p)", "ret void")
    for level in ("L1", "L2"):
        yield _row(f"prefetch.global.{level}", "void (ptr addrspace(1) %p)", "ret void")
        yield _row(f"prefetch.local.{level}", "void (ptr addrspace(5) %p)", "ret void")


# What static shared memory takes at most, in bytes; it lies below the dynamic one.
_MOST_STATIC = 48 * 1024
_IS_SHARED = (
    f"%start = ptrtoint ptr addrspacecast (ptr addrspace(3) @{DYNAMIC_START} to ptr) to i64\n"
    f"%least = sub i64 %start, {_MOST_STATIC}\n%address = ptrtoint ptr %p to i64\n"
    "%size = call i32 @llvm.nvvm.read.ptx.sreg.dynamic_smem_size()\n"
    f"%dynamic = zext i32 %size to i64\n%span = add i64 %dynamic, {_MOST_STATIC}\n"
    "%offset = sub i64 %address, %least\n%shared = icmp ult i64 %offset, %span\n"
)


def _spaces() -> Iterator[Intrinsic]:
    """Of the spaces a pointer may point to, shared memory is one range; anything else counts as
    global."""
    yield _row("isspacep.shared", "i1 (ptr %p)", _IS_SHARED + "ret i1 %shared")
    other = _IS_SHARED + "%other = xor i1 %shared, true\nret i1 %other"
    yield _row("isspacep.global", "i1 (ptr %p)", other)


def _references() -> Iterator[Intrinsic]:
    """A texture or surface reference is a variable with the handle of what is bound to it."""
    yield _row(
        "texsurf.handle.internal.p1",
        "i64 (ptr addrspace(1) %reference)",
        "%handle = load i64, ptr addrspace(1) %reference\nret i64 %handle",
    )


ROWS: tuple[Intrinsic, ...] = (
    *_references(),
    *_spaces(),
    *_atomics(),
    *_copies(),
    *_prefetches(),
    _row("reflect", "i32 (ptr %name)", "ret i32 0"),
)
