"""Line tables, against what LLVM writes."""

from __future__ import annotations

import llvmlite.binding as llvm

from jarip.cuda.frontend.elf import contents
from jarip.cuda.jit.line_table import Row, find_line, rows
from jarip.cuda.targets import host

MODULE = """
define i32 @f(ptr %p) !dbg !4 {
  %a = load volatile i32, ptr %p, !dbg !6
  %b = load volatile i32, ptr %p, !dbg !7
  store volatile i32 %b, ptr %p, !dbg !8
  ret i32 %a, !dbg !9
}
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C_plus_plus_14, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "sub/kernel.cu", directory: "/tmp")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 4}
!4 = distinct !DISubprogram(name: "f", file: !1, line: 3, type: !5, unit: !0, spFlags: 8)
!5 = !DISubroutineType(types: !10)
!6 = !DILocation(line: 7, scope: !4)
!7 = !DILocation(line: 700, scope: !4)
!8 = !DILocation(line: 0, scope: !4)
!9 = !DILocation(line: 2, scope: !4)
!10 = !{null}
"""


def linked() -> bytes:
    """The object; its one function starts at address 0 of its section."""
    text = MODULE.replace("i32 @f(ptr %p)", f"i32 @f(ptr %p) {host.function_attributes()}")
    return host.emit_object(llvm.parse_assembly(host.header() + text))


def table() -> list[Row]:
    return list(rows(contents(linked(), ".debug_line") or b""))


def test_lines_far_apart_and_backwards_are_read() -> None:
    found = table()
    assert [row.line for row in found if not row.ends and row.line] == [7, 700, 2]
    assert {row.file.rsplit("/", 1)[-1] for row in found} == {"kernel.cu"}
    assert found[-1].ends


def test_an_address_inside_a_row_is_its_line() -> None:
    elf, found = linked(), table()
    at = next(row.address for row in found if row.line == 700)
    assert (find_line(elf, at) or "").endswith("kernel.cu:700")
    assert (find_line(elf, at + 1) or "").endswith("kernel.cu:700")


def test_code_that_has_no_line_takes_the_one_before() -> None:
    elf, found = linked(), table()
    nameless = [row.address for row in found if not row.line]
    assert all((find_line(elf, at) or "").endswith("kernel.cu:700") for at in nameless)


def test_an_address_outside_is_unknown() -> None:
    assert find_line(linked(), 1 << 20) is None
