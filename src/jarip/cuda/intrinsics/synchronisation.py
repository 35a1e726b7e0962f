"""Barriers, fences and warp operations.

Source: NVVM IR specification and LLVM's "User Guide for NVPTX Back-end"
(https://llvm.org/docs/NVPTXUsage.html); PTX ISA, "Parallel Synchronization and Communication
Instructions". The bodies are for fiber mode, where every thread has a stack and
the runtime makes lanes meet; they take the hidden JaripThread. Loop and vector mode do without.
"""

from __future__ import annotations

from collections.abc import Iterator

from jarip.cuda.intrinsics.row import Intrinsic, Kind

REFERENCE = "PTX ISA, Parallel Synchronization and Communication Instructions"
_N = "llvm.nvvm."

_LANE = "%lane = call i32 @jarip.lane(ptr %thread)\n"
_EXCHANGE = "%values = call ptr @jarip_fiber_warp_exchange(ptr %thread, i32 %mask, i64 %given)\n"


def _row(name: str, kind: Kind, signature: str, body: str, attributes: str = "") -> Intrinsic:
    result, parameters = signature.split("(", 1)
    comma = "" if parameters == ")" else ", "
    of_thread = f"{result}(ptr %thread{comma}{parameters}"
    return Intrinsic(_N + name, kind, REFERENCE, of_thread, body, attributes)


def _barrier(number: str, threads: str) -> str:
    return f"call void @jarip_fiber_barrier(ptr %thread, i32 {number}, i32 {threads})\nret void"


def _barriers() -> Iterator[Intrinsic]:
    def row(name: str, signature: str, body: str) -> Intrinsic:
        return _row(name, Kind.BARRIER, signature, body)

    yield row("barrier0", "void ()", _barrier("0", "0"))
    for name in ("barrier.n", "bar.sync", "barrier.sync"):
        yield row(name, "void (i32 %id)", _barrier("%id", "0"))
    for name in ("barrier", "barrier.sync.cnt"):
        yield row(name, "void (i32 %id, i32 %n)", _barrier("%id", "%n"))
    for aligned in ("", ".aligned"):
        cta = "barrier.cta"
        yield row(f"{cta}.sync{aligned}.all", "void (i32 %id)", _barrier("%id", "0"))
        yield row(f"{cta}.sync{aligned}.count", "void (i32 %id, i32 %n)", _barrier("%id", "%n"))
    for what, body in _COUNTED.items():
        count = "%bit = zext i1 {0} to i32\n" + body
        for aligned in ("", ".aligned"):
            kind = "i32" if what == "popc" else "i1"
            yield row(
                f"barrier.cta.red.{what}{aligned}.all",
                f"{kind} (i32 %id, i1 %p)",
                count.format("%p") + f"ret {kind} %r",
            )
        widen = "" if what == "popc" else "%w = zext i1 %r to i32\n"
        yield row(
            f"barrier0.{what}",
            "i32 (i32 %v)",
            "%p = icmp ne i32 %v, 0\n" + count.format("%p") + widen
            + f"ret i32 {'%r' if what == 'popc' else '%w'}",
        )  # fmt: skip


# From a thread's predicate, `%bit`, to the result of the whole block.
_COUNT = "call i32 @jarip_fiber_barrier_count(ptr %thread, i32 {0})\n"
_COUNTED = {
    "popc": "%r = " + _COUNT.format("%bit"),
    "or": "%count = " + _COUNT.format("%bit") + "%r = icmp ne i32 %count, 0\n",
    "and": (
        "%not = xor i32 %bit, 1\n%against = "
        + _COUNT.format("%not")
        + "%r = icmp eq i32 %against, 0\n"
    ),
}

_WAYS = {
    "up": ("%j = sub i32 %lane, %b5\n", "%ok = icmp sge i32 %j, %most\n"),
    "down": ("%j = add i32 %lane, %b5\n", "%ok = icmp sle i32 %j, %most\n"),
    "bfly": ("%j = xor i32 %lane, %b5\n", "%ok = icmp sle i32 %j, %most\n"),
    "idx": (
        "%bb = and i32 %b5, %loose\n%least = and i32 %lane, %segment\n%j = or i32 %least, %bb\n",
        "%ok = icmp sle i32 %j, %most\n",
    ),
}


def _shuffles() -> Iterator[Intrinsic]:
    for way, (source, test) in _WAYS.items():
        body = (
            _LANE
            + "%b5 = and i32 %b, 31\n%clamp = and i32 %c, 31\n%c8 = lshr i32 %c, 8\n"
            + "%segment = and i32 %c8, 31\n%loose = xor i32 %segment, -1\n"
            + "%m0 = and i32 %lane, %segment\n%m1 = and i32 %clamp, %loose\n"
            + "%most = or i32 %m0, %m1\n"
            + source
            + test
            + "%from = select i1 %ok, i32 %j, i32 %lane\n%bits = bitcast {0} %v to i32\n"
            + "%given = zext i32 %bits to i64\n"
            + _EXCHANGE
            + "%slot = getelementptr i64, ptr %values, i32 %from\n"
            + "%got = load i64, ptr %slot, align 8\n%low = trunc i64 %got to i32\n"
            + "%r = bitcast i32 %low to {0}\n"
        )
        for suffix, kind in (("i32", "i32"), ("f32", "float")):
            parameters = f"(i32 %mask, {kind} %v, i32 %b, i32 %c)"
            text = body.format(kind)
            name = f"shfl.sync.{way}.{suffix}"
            yield _row(name, Kind.WARP, f"{kind} {parameters}", text + f"ret {kind} %r")
            pair = f"{{ {kind}, i1 }}"
            both = (
                f"%p0 = insertvalue {pair} poison, {kind} %r, 0\n"
                f"%p1 = insertvalue {pair} %p0, i1 %ok, 1\nret {pair} %p1"
            )
            yield _row(name + "p", Kind.WARP, f"{pair} {parameters}", text + both)


_GIVE_BIT = "%given = zext i1 %p to i64\n" + _EXCHANGE
_BALLOT = _GIVE_BIT + "%ballot = call i32 @jarip.ballot(ptr %values, i32 %mask)\n"
_VOTES = {
    "ballot": ("i32", "ret i32 %ballot"),
    "any": ("i1", "%r = icmp ne i32 %ballot, 0\nret i1 %r"),
    "all": ("i1", "%r = icmp eq i32 %ballot, %mask\nret i1 %r"),
    "uni": (
        "i1",
        "%all = icmp eq i32 %ballot, %mask\n%none = icmp eq i32 %ballot, 0\n"
        "%r = or i1 %all, %none\nret i1 %r",
    ),
}
_MATCH = "%same = call i32 @jarip.match(ptr %values, i32 %mask, i64 %given)\n"


def _votes() -> Iterator[Intrinsic]:
    for what, (kind, end) in _VOTES.items():
        yield _row(f"vote.{what}.sync", Kind.WARP, f"{kind} (i32 %mask, i1 %p)", _BALLOT + end)
    for kind in ("i32", "i64"):
        give = f"%given = {'zext' if kind == 'i32' else 'bitcast'} {kind} %v to i64\n"
        text = give + _EXCHANGE + _MATCH
        signature = f"(i32 %mask, {kind} %v)"
        yield _row(f"match.any.sync.{kind}", Kind.WARP, f"i32 {signature}", text + "ret i32 %same")
        yield _row(
            f"match.all.sync.{kind}p",
            Kind.WARP,
            f"{{ i32, i1 }} {signature}",
            text + "%ok = icmp eq i32 %same, %mask\n%found = select i1 %ok, i32 %mask, i32 0\n"
            "%p0 = insertvalue { i32, i1 } poison, i32 %found, 0\n"
            "%p1 = insertvalue { i32, i1 } %p0, i1 %ok, 1\nret { i32, i1 } %p1",
        )


_REDUCTIONS = {
    "add": "add i32 {0}, {1}", "and": "and i32 {0}, {1}", "or": "or i32 {0}, {1}",
    "xor": "xor i32 {0}, {1}", "min": "call i32 @llvm.smin.i32(i32 {0}, i32 {1})",
    "max": "call i32 @llvm.smax.i32(i32 {0}, i32 {1})",
    "umin": "call i32 @llvm.umin.i32(i32 {0}, i32 {1})",
    "umax": "call i32 @llvm.umax.i32(i32 {0}, i32 {1})",
}  # fmt: skip
_START = {"add": 0, "and": -1, "or": 0, "xor": 0,
          "min": 2147483647, "max": -2147483648, "umin": -1, "umax": 0}  # fmt: skip


def _reductions() -> Iterator[Intrinsic]:
    for what, operation in _REDUCTIONS.items():
        body = (
            "entry:\n%given = zext i32 %v to i64\n"
            + _EXCHANGE
            + f"br label %loop\nloop:\n%i = phi i32 [ 0, %entry ], [ %next, %loop ]\n"
            f"%sum = phi i32 [ {_START[what]}, %entry ], [ %total, %loop ]\n"
            "%slot = getelementptr i64, ptr %values, i32 %i\n%got = load i64, ptr %slot, align 8\n"
            "%x = trunc i64 %got to i32\n"
            + f"%both = {operation.format('%sum', '%x')}\n"
            + "%bit = lshr i32 %mask, %i\n%on = trunc i32 %bit to i1\n"
            "%total = select i1 %on, i32 %both, i32 %sum\n%next = add i32 %i, 1\n"
            "%end = icmp eq i32 %next, 32\nbr i1 %end, label %done, label %loop\n"
            "done:\nret i32 %total"
        )
        yield _row(f"redux.sync.{what}", Kind.WARP, "i32 (i32 %v, i32 %mask)", body)


def _others() -> Iterator[Intrinsic]:
    yield _row(
        "bar.warp.sync", Kind.WARP, "void (i32 %mask)",
        "call void @jarip_fiber_warp_sync(ptr %thread, i32 %mask)\nret void",
    )  # fmt: skip
    yield _row(
        "activemask", Kind.WARP, "i32 ()",
        "%r = call i32 @jarip_fiber_active_mask(ptr %thread)\nret i32 %r",
        # Lanes are active together when they ask at one place, which must stay one.
        attributes="noduplicate nomerge ",
    )  # fmt: skip
    yield _row(
        "elect.sync", Kind.WARP, "{ i32, i1 } (i32 %mask)",
        _LANE + "call void @jarip_fiber_warp_sync(ptr %thread, i32 %mask)\n"
        "%first = call i32 @llvm.cttz.i32(i32 %mask, i1 false)\n%is = icmp eq i32 %first, %lane\n"
        "%p0 = insertvalue { i32, i1 } poison, i32 %first, 0\n"
        "%p1 = insertvalue { i32, i1 } %p0, i1 %is, 1\nret { i32, i1 } %p1",
    )  # fmt: skip


def _grid() -> Intrinsic:
    """What our cooperative_groups.h declares: PTX has no such instruction."""
    return Intrinsic(
        "__jarip_grid_barrier", Kind.GRID, "CUDA C++ Programming Guide, Grid Synchronization",
        "void (ptr %thread)", "call void @jarip_fiber_grid_sync(ptr %thread)\nret void",
    )  # fmt: skip


def _fence(name: str) -> Intrinsic:
    return Intrinsic(
        _N + name, Kind.EXPAND, "PTX ISA, membar and fence", "void ()", "fence seq_cst\nret void"
    )


ROWS: tuple[Intrinsic, ...] = (
    *_barriers(),
    *_shuffles(),
    *_votes(),
    *_reductions(),
    *_others(),
    _grid(),
    *(_fence(f"membar.{scope}") for scope in ("cta", "gl", "sys")),
    _fence("fence.sc.cluster"),
)
