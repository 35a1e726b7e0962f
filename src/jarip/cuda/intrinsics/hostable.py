"""Intrinsics of LLVM itself, which the host's back end lowers, and those that are only hints."""

from __future__ import annotations

from jarip.cuda.intrinsics.row import Intrinsic, Kind

REFERENCE = "LLVM Language Reference, Intrinsic Functions"

# Element by element: widening one is widening its operands.
ELEMENTWISE = tuple(
    """fma fmuladd sqrt fabs floor ceil trunc rint nearbyint round roundeven copysign minnum maxnum
    minimum maximum minimumnum maximumnum canonicalize ctlz cttz ctpop bswap bitreverse fshl fshr
    abs smax smin umax umin scmp ucmp uadd.sat usub.sat sadd.sat ssub.sat ushl.sat sshl.sat
    fptosi.sat fptoui.sat is.fpclass ldexp powi lround llround lrint llrint
    sin cos tan asin acos atan atan2 sinh cosh tanh
    exp exp2 exp10 log log2 log10 pow ptrmask""".split()
)
_OVERFLOW = tuple(f"{sign}{what}.with.overflow" for sign in "us" for what in ("add", "sub", "mul"))
_MEMORY = ("memcpy", "memmove", "memset", "memcpy.inline", "memset.inline")
_REDUCTIONS = ("vector.reduce",)
_STACK = ("stacksave", "stackrestore")
_HINTS = (
    "lifetime.start",
    "lifetime.end",
    "invariant.start",
    "invariant.end",
    "assume",
    "prefetch",
    "experimental.noalias.scope.decl",
    "sideeffect",
    "donothing",
    "pseudoprobe",
    "dbg.value",
    "dbg.declare",
    "dbg.label",
    "dbg.assign",
    "var.annotation",
    "fake.use",
)
# The argument is the result.
PASS_THROUGH = (
    "expect",
    "expect.with.probability",
    "launder.invariant.group",
    "strip.invariant.group",
    "ssa.copy",
    "ptr.annotation",
    "annotation",
    "threadlocal.address",
)


def _rows(names: tuple[str, ...], kind: Kind) -> tuple[Intrinsic, ...]:
    return tuple(
        Intrinsic(f"llvm.{name}{end}", kind, REFERENCE) for name in names for end in ("", ".*")
    )


ROWS: tuple[Intrinsic, ...] = (
    *_rows((*ELEMENTWISE, *_OVERFLOW, *_MEMORY, *_REDUCTIONS, *_STACK, *PASS_THROUGH), Kind.LLVM),
    *_rows(("frexp", "modf", "sincos", "objectsize", "is.constant"), Kind.LLVM),
    *_rows(_HINTS, Kind.DROP),
    # Becomes the return of the kernel it was inlined into (`passes.prepare`).
    Intrinsic("llvm.nvvm.exit", Kind.LLVM, "PTX ISA, exit"),
)
