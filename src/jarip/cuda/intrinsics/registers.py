"""Special registers (PTX ISA, "Special Registers").

Some are read from the thread when it runs (its indices, the launch, the clocks): their bodies take
the hidden JaripThread. The others are arithmetic on those and on the block's shape, which is a
constant when a kernel is specialised.
"""

from __future__ import annotations

from jarip.cuda.intrinsics import layout
from jarip.cuda.intrinsics.row import Intrinsic, Kind

REFERENCE = "PTX ISA, chapter Special Registers"
PREFIX = "llvm.nvvm.read.ptx.sreg."
_AXES = "xyz"


def _register(name: str, body: str, result: str = "i32") -> Intrinsic:
    return Intrinsic(PREFIX + name, Kind.REGISTER, REFERENCE, f"{result} (ptr %thread)", body)


def _of_thread(name: str, offset: int) -> Intrinsic:
    body = (
        f"%p = getelementptr i8, ptr %thread, i64 {offset}\n"
        "%r = load i32, ptr %p, align 4\nret i32 %r"
    )
    return _register(name, body)


def _behind(name: str, pointer: int, offset: int) -> Intrinsic:
    body = (
        f"%q = getelementptr i8, ptr %thread, i64 {pointer}\n%o = load ptr, ptr %q, align 8\n"
        f"%p = getelementptr i8, ptr %o, i64 {offset}\n%r = load i32, ptr %p, align 4\nret i32 %r"
    )
    return _register(name, body)


def _expand(name: str, body: str, result: str = "i32") -> Intrinsic:
    return Intrinsic(PREFIX + name, Kind.EXPAND, REFERENCE, f"{result} ()", body)


_LINEAR = "".join(
    f"%{what}.{axis} = call i32 @{PREFIX}{what}.{axis}()\n"
    for what, axes in (("tid", "xyz"), ("ntid", "xy"))
    for axis in axes
) + (
    "%zy = mul i32 %tid.z, %ntid.y\n%row = add i32 %zy, %tid.y\n"
    "%base = mul i32 %row, %ntid.x\n%linear = add i32 %base, %tid.x\n"
)
_LANE = _LINEAR + "%lane = and i32 %linear, 31\n"
_THREADS = (
    "".join(f"%n.{axis} = call i32 @{PREFIX}ntid.{axis}()\n" for axis in _AXES)
    + "%nxy = mul i32 %n.x, %n.y\n%threads = mul i32 %nxy, %n.z\n"
)

ROWS: tuple[Intrinsic, ...] = (
    *(_of_thread(f"tid.{axis}", layout.THREAD_TID + 4 * i) for i, axis in enumerate(_AXES)),
    *(_of_thread(f"ctaid.{axis}", layout.THREAD_CTAID + 4 * i) for i, axis in enumerate(_AXES)),
    *(
        _behind(f"{name}.{axis}", layout.THREAD_LAUNCH, start + 4 * i)
        for name, start in (("ntid", layout.LAUNCH_BLOCK), ("nctaid", layout.LAUNCH_GRID))
        for i, axis in enumerate(_AXES)
    ),
    _behind("dynamic_smem_size", layout.THREAD_LAUNCH, layout.LAUNCH_DYNAMIC_BYTES),
    _behind("smid", layout.THREAD_WORKER, layout.WORKER_INDEX),
    _register("clock64", "%r = call i64 @jarip_device_clock64()\nret i64 %r", "i64"),
    _register("globaltimer", "%r = call i64 @jarip_device_globaltimer()\nret i64 %r", "i64"),
    *(_expand(f"{what}.w", "ret i32 0") for what in ("tid", "ctaid")),
    *(_expand(f"{what}.w", "ret i32 1") for what in ("ntid", "nctaid")),
    _expand("warpsize", "ret i32 32"),
    _expand("laneid", _LANE + "ret i32 %lane"),
    _expand("warpid", _LINEAR + "%warp = lshr i32 %linear, 5\nret i32 %warp"),
    _expand(
        "nwarpid", _THREADS + "%up = add i32 %threads, 31\n%warps = lshr i32 %up, 5\nret i32 %warps"
    ),
    _expand("lanemask.eq", _LANE + "%bit = shl i32 1, %lane\nret i32 %bit"),
    _expand(
        "lanemask.lt", _LANE + "%bit = shl i32 1, %lane\n%mask = sub i32 %bit, 1\nret i32 %mask"
    ),
    _expand(
        "lanemask.le", _LANE + "%bit = shl i32 2, %lane\n%mask = sub i32 %bit, 1\nret i32 %mask"
    ),
    _expand("lanemask.ge", _LANE + "%mask = shl i32 -1, %lane\nret i32 %mask"),
    _expand("lanemask.gt", _LANE + "%mask = shl i32 -2, %lane\nret i32 %mask"),
    _expand("total_smem_size", f"%n = call i32 @{PREFIX}dynamic_smem_size()\nret i32 %n"),
    _expand("clock", f"%c = call i64 @{PREFIX}clock64()\n%r = trunc i64 %c to i32\nret i32 %r"),
    _expand(
        "globaltimer.lo",
        f"%c = call i64 @{PREFIX}globaltimer()\n%r = trunc i64 %c to i32\nret i32 %r",
    ),
)
