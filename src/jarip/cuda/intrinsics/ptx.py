"""Inline PTX that we know: statements that are one call of an intrinsic or support function.

A form matches a whole statement; operands are `$0`, `$1`, ... as LLVM numbers them, results first,
so the call's own operand list fits the intrinsic's.
Source: PTX ISA, "Instruction Set"; Inline PTX Assembly in CUDA (application note).
"""

from __future__ import annotations

import re

_N = "llvm.nvvm."
_REGISTERS = (
    "laneid warpid nwarpid smid clock clock64 globaltimer lanemask_eq lanemask_lt lanemask_le "
    "lanemask_gt lanemask_ge dynamic_smem_size total_smem_size "
    + " ".join(f"{r}.{axis}" for r in ("tid", "ntid", "ctaid", "nctaid") for axis in "xyz")
).split()
_UNARY = {
    "rcp.approx.ftz.f32": _N + "rcp.approx.ftz.f",
    "rcp.rn.f32": _N + "rcp.rn.f",
    "rsqrt.approx.f32": _N + "rsqrt.approx.f",
    "rsqrt.approx.ftz.f32": _N + "rsqrt.approx.ftz.f",
    "sqrt.rn.f32": "llvm.sqrt.f32",
    "sqrt.approx.f32": _N + "sqrt.approx.f",
    "sqrt.approx.ftz.f32": _N + "sqrt.approx.ftz.f",
    "sqrt.rn.f64": "llvm.sqrt.f64",
    "lg2.approx.f32": _N + "lg2.approx.f",
    "lg2.approx.ftz.f32": _N + "lg2.approx.ftz.f",
    "ex2.approx.f32": _N + "ex2.approx.f32",
    "ex2.approx.ftz.f32": _N + "ex2.approx.ftz.f32",
    "sin.approx.f32": _N + "sin.approx.f",
    "cos.approx.f32": _N + "cos.approx.f",
    "abs.f32": "llvm.fabs.f32",
    "popc.b32": "llvm.ctpop.i32",
    "brev.b32": "llvm.bitreverse.i32",
    "brev.b64": "llvm.bitreverse.i64",
}
_TERNARY = {
    "fma.rn.f32": "llvm.fma.f32",
    "fma.rn.f64": "llvm.fma.f64",
    "prmt.b32": _N + "prmt",
}
_BINARY = {
    "mul.hi.s32": _N + "mulhi.i",
    "mul.hi.u32": _N + "mulhi.ui",
    "mul.hi.s64": _N + "mulhi.ll",
    "mul.hi.u64": _N + "mulhi.ull",
    "min.s32": "llvm.smin.i32",
    "max.s32": "llvm.smax.i32",
    "min.u32": "llvm.umin.i32",
    "max.u32": "llvm.umax.i32",
    "min.f32": "llvm.minnum.f32",
    "max.f32": "llvm.maxnum.f32",
}
_NONE = {
    "": "llvm.donothing",
    "membar.cta": _N + "membar.cta",
    "membar.gl": _N + "membar.gl",
    "membar.sys": _N + "membar.sys",
    "fence.sc.gpu": _N + "membar.gl",
    "fence.acq_rel.gpu": _N + "membar.gl",
    "cp.async.commit_group": _N + "cp.async.commit.group",
    "cp.async.wait_all": _N + "cp.async.wait.all",
    "trap": "llvm.trap",
}
_OPERANDS = {1: r"\$0, ?\$1", 2: r"\$0, ?\$1, ?\$2", 3: r"\$0, ?\$1, ?\$2, ?\$3"}
_MOVE = re.compile(r"mov\.[ub](?:32|64) \$0, ?%+([\w.]+)")


def callee_of(statement: str) -> str | None:
    """The function that does what an inline PTX statement does, None for an unknown form.

    Args:
        statement: The assembly text as LLVM writes it, escapes included.
    """
    text = _plain(statement)
    if text in _NONE:
        return _NONE[text]
    if match := _MOVE.fullmatch(text):
        register = match[1]
        known = register in _REGISTERS
        name = register.replace("lanemask_", "lanemask.")
        return f"{_N}read.ptx.sreg.{name}" if known else None
    head, _, operands = text.partition(" ")
    for count, table in ((1, _UNARY), (2, _BINARY), (3, _TERNARY)):
        if head in table and re.fullmatch(_OPERANDS[count], operands):
            return table[head]
    return None


def _plain(statement: str) -> str:
    """Without line ends, comments, and the semicolon; blanks are single."""
    text = re.sub(r"\\([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), statement)
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text)
    return re.sub(r"\s+", " ", text).strip().rstrip(";").strip()
