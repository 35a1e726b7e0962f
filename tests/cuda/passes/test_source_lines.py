"""Source lines on their way through the passes."""

from __future__ import annotations

from device_harness.launch import source_of

from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes import source_lines
from jarip.cuda.passes.context import PassContext
from jarip.cuda.targets import cpu

LINES = """
!llvm.dbg.cu = !{!0}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, file: !1)
!1 = !DIFile(filename: "user.cu", directory: "")
!2 = !DIFile(filename: "<jarip>/device/atomic.h", directory: "")
!3 = distinct !DISubprogram(name: "kernel", file: !1, line: 1, unit: !0)
!4 = distinct !DISubprogram(name: "atomicAdd", file: !2, line: 10, unit: !0)
!5 = distinct !DISubprogram(name: "helper", file: !1, line: 5, unit: !0)
!6 = distinct !DILocation(line: 3, scope: !3)
!7 = distinct !DILocation(line: 20, scope: !4, inlinedAt: !6)
!8 = !DILocation(line: 11, scope: !4, inlinedAt: !7)
!9 = !DILocation(line: 6, scope: !5, inlinedAt: !6)
"""

# Regions are printed and read again on their way, which numbers metadata anew; the function that
# stays a call is not.
KERNEL = """
extern "C" __device__ __noinline__ int walk(int *p, int n) {
  return n > 1 ? walk(p, n - 1) * walk(p, n - 2) : p[n];
}
extern "C" __global__ void kernel(int *p, float *q) {
  __shared__ int all[64];
  all[threadIdx.x] = p[threadIdx.x];
  __syncthreads();
  p[threadIdx.x] = all[63 - threadIdx.x] + walk(p, 3);
  q[threadIdx.x] = q[0] * 2;
}
"""


def test_lines_of_our_headers_become_those_of_the_program() -> None:
    context = PassContext(parse_module(LINES))
    source_lines.run(context)
    nodes = context.module.metadata
    assert nodes["!8"] == "!DILocation(line: 3, scope: !3)"
    assert nodes["!7"] == "distinct !DILocation(line: 3, scope: !3)"
    assert nodes["!9"] == "!DILocation(line: 6, scope: !5, inlinedAt: !6)"


def test_every_function_of_the_result_knows_its_source() -> None:
    source = source_of(KERNEL, ("-gline-tables-only",))
    text = cpu.lower_kernel(source, "kernel", (64, 1, 1)).text
    for name, line in (("device.kernel", 5), ("device.walk", 2)):
        (head,) = (t for t in text.splitlines() if t.startswith("define") and f"@{name}(" in t)
        node = head.rstrip(" {").rpartition("!dbg ")[2]
        (known,) = (t for t in text.splitlines() if t.startswith(f"{node} = "))
        assert f"line: {line}," in known, known


def test_without_lines_nothing_is_said_of_them() -> None:
    text = cpu.lower_kernel(source_of(KERNEL, ()), "kernel", (64, 1, 1)).text
    assert "!dbg" not in text
    assert "jarip_lines" not in text
