"""What each pass makes of a small function, line by line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jarip.cuda.ir.parser import parse_module
from jarip.cuda.ir.printer import print_function
from jarip.cuda.passes import (
    drop_hints,
    expand_constants,
    flatten_spaces,
    localize,
    lower_library,
    lower_to_thread,
    lower_variables,
    name_chip_functions,
    pass_thread,
    pause_in_waits,
    plain_atomics,
    saturate_casts,
    yield_in_waits,
)
from jarip.cuda.passes.context import PassContext

Run = Callable[[PassContext], None]


def body(text: str, *passes: Run, **options: object) -> list[str]:
    """The instructions of `@f` after the passes."""
    context = PassContext(parse_module(text), **options)  # type: ignore[arg-type]
    for run in passes:
        run(context)
    printed = print_function(context.module.functions["f"])
    return [line.strip() for line in printed.splitlines() if line.startswith("  ")]


def test_expand_constants() -> None:
    text = """@g = addrspace(1) global [4 x i32] zeroinitializer
define void @f() {
entry:
  store i32 1, ptr getelementptr (i8, ptr addrspacecast (ptr addrspace(1) @g to ptr), i64 4)
  ret void
}"""
    assert body(text, expand_constants.run) == [
        "%const.jr1 = addrspacecast ptr addrspace(1) @g to ptr",
        "%const.jr2 = getelementptr i8, ptr %const.jr1, i64 4",
        "store i32 1, ptr %const.jr2, align 4",
        "ret void",
    ]


def test_flatten_spaces() -> None:
    text = """define void @f(ptr addrspace(3) %s, ptr %p) {
entry:
  %g = addrspacecast ptr addrspace(3) %s to ptr
  call void @llvm.memcpy.p0.p3.i64(ptr %p, ptr addrspace(3) %s, i64 8, i1 false)
  store i32 0, ptr %g, align 4
  ret void
}"""
    assert body(text, flatten_spaces.run) == [
        "call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %s, i64 8, i1 false)",
        "store i32 0, ptr %s, align 4",
        "ret void",
    ]


def test_drop_hints() -> None:
    text = """define i1 @f(ptr %p, i1 %c) {
entry:
  call void @llvm.lifetime.start.p0(ptr %p)
  call void @llvm.assume(i1 %c)
  %e = call i1 @llvm.expect.i1(i1 %c, i1 true)
  ret i1 %e
}"""
    assert body(text, drop_hints.run) == ["ret i1 %c"]


def test_saturate_casts() -> None:
    text = """define i32 @f(float %x, <2 x double> %v) {
entry:
  %i = fptosi float %x to i32
  %u = fptoui <2 x double> %v to <2 x i8>
  ret i32 %i
}"""
    assert body(text, saturate_casts.run) == [
        "%i = call i32 @llvm.fptosi.sat.i32.f32(float %x)",
        "%u = call <2 x i8> @llvm.fptoui.sat.v2i8.v2f64(<2 x double> %v)",
        "ret i32 %i",
    ]


THREADED = """@tile = internal addrspace(3) global [4 x i32] undef
@count = addrspace(1) global i32 0
define void @f(ptr %callback) {
entry:
  call void @f(ptr %callback)
  call void %callback(i32 1)
  %x = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %p = call ptr @malloc(i64 8)
  store i32 %x, ptr @tile, align 4
  store i32 %x, ptr @count, align 4
  call void @llvm.trap()
  unreachable
}"""


def test_pass_thread_then_library_registers_and_variables() -> None:
    passes = (pass_thread.run, lower_library.run, lower_to_thread.run, lower_variables.run)
    exported = frozenset({"count"})
    lines = body(
        THREADED, *passes, localize.run, prefix="jm_1_", exported=exported, shared={"tile": 64}
    )
    thread = "llvm.nvvm.read.ptx.sreg.tid.x"
    assert lines == [
        "%shared.jr1 = getelementptr inbounds i8, ptr %jarip.thread, i64 32",
        "%shared.jr2 = load ptr, ptr %shared.jr1, align 8",
        "%shared.jr3 = load ptr, ptr %shared.jr2, align 8",
        "%shared.jr4 = getelementptr inbounds i8, ptr %shared.jr3, i64 64",
        "call void @device.f(ptr %jarip.thread, ptr %callback)",
        "call void %callback(ptr %jarip.thread, i32 1)",
        f"%x = call i32 @jarip.thread.{thread}(ptr %jarip.thread)",
        "%p = call ptr @jarip_device_malloc(i64 8)",
        "store i32 %x, ptr %shared.jr4, align 4",
        "store i32 %x, ptr @jm_1_count, align 4",
        "call void @jarip_device_trap()",
        "unreachable",
    ]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("add", ["%plain.jr2 = add i32 %plain.jr1, %v"]),
        ("xchg", []),
        ("umax", ["%plain.jr2 = call i32 @llvm.umax.i32(i32 %plain.jr1, i32 %v)"]),
        (
            "uinc_wrap",
            [
                "%plain.jr2 = icmp uge i32 %plain.jr1, %v",
                "%plain.jr3 = add i32 %plain.jr1, 1",
                "%plain.jr4 = select i1 %plain.jr2, i32 0, i32 %plain.jr3",
            ],
        ),
    ],
)
def test_plain_atomics(operation: str, expected: list[str]) -> None:
    text = f"""define i32 @f(ptr %shared.0, ptr %global, i32 %v) {{
entry:
  %a = atomicrmw {operation} ptr %shared.0, i32 %v seq_cst, align 4
  %b = atomicrmw {operation} ptr %global, i32 %v seq_cst, align 4
  ret i32 %a
}}"""

    def run(context: PassContext) -> None:
        function = context.module.functions["f"]
        plain_atomics.run_on(context, [function], frozenset(function.arguments[:1]))

    lines = body(text, run)
    new = expected[-1].split(" ")[0] if expected else "%v"
    assert lines == [
        "%plain.jr1 = load i32, ptr %shared.0, align 4",
        *expected,
        f"store i32 {new}, ptr %shared.0, align 4",
        f"%b = atomicrmw {operation} ptr %global, i32 %v seq_cst, align 4",
        "ret i32 %plain.jr1",
    ]


def test_yield_in_waits() -> None:
    text = """define void @f(ptr %flag) {
entry:
  br label %wait
wait:
  %v = load volatile i32, ptr %flag, align 4
  %c = icmp eq i32 %v, 0
  br i1 %c, label %wait, label %done
done:
  ret void
}"""

    def run(context: PassContext) -> None:
        pass_thread.run(context)
        yield_in_waits.run_on_functions(context, context.module.functions.values())

    lines = body(text, run)
    assert lines[3:5] == [
        "call void @jarip_fiber_yield(ptr %jarip.thread)",
        "br i1 %c, label %wait, label %done",
    ]


def test_pause_in_waits() -> None:
    text = """define void @f(ptr %flag) {
entry:
  br label %wait
wait:
  %v = load volatile i32, ptr %flag, align 4
  %c = icmp eq i32 %v, 0
  br i1 %c, label %wait, label %done
done:
  ret void
}"""

    def run(context: PassContext) -> None:
        assert pause_in_waits.run_on(context, context.module.functions["f"])

    lines = body(text, run)
    assert lines[3:5] == [
        "call void @jarip_device_pause()",
        "br i1 %c, label %wait, label %done",
    ]


def test_name_chip_functions() -> None:
    text = """define float @f(float %x) {
entry:
  %a = call float @llvm.nvvm.rsqrt.approx.f(float %x)
  %b = call float @llvm.sqrt.f32(float %a)
  ret float %b
}"""
    assert body(text, name_chip_functions.run) == [
        "%a = call float @jarip.rsqrt.f32(float %x)",
        "%b = call float @llvm.sqrt.f32(float %a)",
        "ret float %b",
    ]
