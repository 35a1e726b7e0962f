"""What clang said about the device function no longer holds, or means nothing to the host.

Before: `ptx_kernel`, parameter attributes, attribute groups. After: definitions are internal host
functions whose parameters keep only `byval`.
"""

from __future__ import annotations

from jarip.cuda.passes.context import PassContext

_KEPT = frozenset({"noinline"})


def run(context: PassContext) -> None:
    """Strips every function."""
    for function in context.module.functions.values():
        function.kernel = False
        function.linkage = "internal"
        function.attributes = function.attributes & _KEPT
        for argument in function.arguments:
            words = argument.attributes
            by_value = any(w.startswith("byval(") for w in words)
            argument.attributes = tuple(
                w for w in words if by_value and w.startswith(("byval(", "align "))
            )
