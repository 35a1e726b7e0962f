"""Small functions in LLVM text that lowered code calls, and what they need in turn.

`collect(names)` gives the definitions and declarations for what a module uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jarip.cuda.intrinsics import layout
from jarip.cuda.intrinsics.table import find

THREAD_PREFIX = "jarip.thread."

_TEXTS: dict[str, str] = {
    # The lane of a thread: its linear index in the block, modulo 32.
    "jarip.lane": f"""
define internal i32 @jarip.lane(ptr %thread) alwaysinline nounwind {{
  %pl = getelementptr i8, ptr %thread, i64 {layout.THREAD_LAUNCH}
  %launch = load ptr, ptr %pl, align 8
  %px = getelementptr i8, ptr %launch, i64 {layout.LAUNCH_BLOCK}
  %nx = load i32, ptr %px, align 4
  %py = getelementptr i8, ptr %px, i64 4
  %ny = load i32, ptr %py, align 4
  %x = load i32, ptr %thread, align 4
  %pty = getelementptr i8, ptr %thread, i64 4
  %y = load i32, ptr %pty, align 4
  %ptz = getelementptr i8, ptr %thread, i64 8
  %z = load i32, ptr %ptz, align 4
  %zy = mul i32 %z, %ny
  %row = add i32 %zy, %y
  %base = mul i32 %row, %nx
  %linear = add i32 %base, %x
  %lane = and i32 %linear, 31
  ret i32 %lane
}}""",
    # A thread's part in the sum of a barrier that counts; one worker runs all threads of a block.
    "jarip.block.add": """
define internal void @jarip.block.add(ptr %sum, i32 %value) alwaysinline nounwind {
  %before = load i32, ptr %sum, align 4
  %after = add i32 %before, %value
  store i32 %after, ptr %sum, align 4
  ret void
}""",
    # Bits of the lanes of `mask` whose value is not 0.
    "jarip.ballot": """
define internal i32 @jarip.ballot(ptr %values, i32 %mask) nounwind {
entry:
  %all = load <32 x i64>, ptr %values, align 8
  %on = icmp ne <32 x i64> %all, zeroinitializer
  %bits = bitcast <32 x i1> %on to i32
  %r = and i32 %bits, %mask
  ret i32 %r
}""",
    # Bits of the lanes of `mask` whose value is `given`.
    "jarip.match": """
define internal i32 @jarip.match(ptr %values, i32 %mask, i64 %given) nounwind {
entry:
  %all = load <32 x i64>, ptr %values, align 8
  %one = insertelement <32 x i64> poison, i64 %given, i32 0
  %each = shufflevector <32 x i64> %one, <32 x i64> poison, <32 x i32> zeroinitializer
  %on = icmp eq <32 x i64> %all, %each
  %bits = bitcast <32 x i1> %on to i32
  %r = and i32 %bits, %mask
  ret i32 %r
}""",
}

DECLARATIONS: dict[str, str] = {
    "jarip_fiber_barrier": "void (ptr, i32, i32)",
    "jarip_fiber_barrier_count": "i32 (ptr, i32)",
    "jarip_fiber_grid_sync": "void (ptr)",
    "jarip_fiber_warp_sync": "void (ptr, i32)",
    "jarip_fiber_warp_exchange": "ptr (ptr, i32, i64)",
    "jarip_fiber_active_mask": "i32 (ptr) noduplicate nomerge",
    "jarip_fiber_yield": "void (ptr)",
    "jarip_device_vprintf": "i32 (ptr, ptr)",
    "jarip_device_assert_fail": "void (ptr, ptr, ptr, i32, ptr) noreturn",
    "jarip_device_trap": "void () noreturn",
    "jarip_device_launch": "i32 (ptr, ptr, i32, i32, i32, i32, i32, i32, i32)",
    "jarip_device_malloc": "ptr (i64)",
    "jarip_device_free": "void (ptr)",
    "jarip_device_clock64": "i64 ()",
    "jarip_device_globaltimer": "i64 ()",
    "jarip_device_nanosleep": "void (i32)",
    "jarip_device_pause": "void ()",
}
_USED = re.compile(r"@(jarip[\w.]+)\(")


def thread_function(intrinsic: str) -> str:
    """The support function that does an intrinsic for one thread of fiber mode."""
    return THREAD_PREFIX + intrinsic


def collect(names: Iterable[str]) -> str:
    """LLVM text that defines or declares those functions and all that they use.

    Raises:
        KeyError: a name is neither.
    """
    parts: list[str] = []
    found: set[str] = set()
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        text = _text(name)
        parts.append(text)
        waiting.extend(sorted(set(_USED.findall(text)) - found))
    return "\n".join(parts)


def _text(name: str) -> str:
    if name in _TEXTS:
        return _TEXTS[name]
    if name in DECLARATIONS:
        result, parameters = DECLARATIONS[name].split(" ", 1)
        return f"declare {result} @{name}{parameters} nounwind"
    row = find(name.removeprefix(THREAD_PREFIX))
    if row is None or not row.body:
        raise KeyError(name)
    return row.definition(name)
