"""Text to objects to text: LLVM reads back what it wrote, and errors say where they are."""

from __future__ import annotations

import llvmlite.binding as llvm
import pytest

from jarip.cuda.ir.layout import align_of, field_offset, size_of
from jarip.cuda.ir.parser import ParseError, parse_module
from jarip.cuda.ir.printer import print_module
from jarip.cuda.ir.types import DOUBLE, I8, I32, I64, array_type, struct_type, vector_type

TEXT = r"""
%pair = type { i32, %inner }
%inner = type <{ i8, ptr, [2 x float] }>
@table = internal constant [3 x %pair] zeroinitializer, align 8
@bytes = private constant [4 x i8] c"a\00;\22", align 1
@pointers = global { ptr, ptr } { ptr @table, ptr getelementptr (i8, ptr @bytes, i64 2) }
@dynamic = external addrspace(3) global [0 x i32], align 4

define float @body(ptr noalias readonly %p, i32 %n, <4 x float> %v) {
entry:
  %slot = alloca [8 x i32], align 16
  %first = load float, ptr %p, align 4
  br label %loop

loop:
  %i = phi i32 [ 0, %entry ], [ %next, %latch ]
  %sum = phi float [ %first, %entry ], [ %more, %latch ]
  %odd = trunc nuw i32 %i to i1
  br i1 %odd, label %then, label %latch

then:
  %old = atomicrmw add ptr %slot, i32 %i seq_cst, align 4
  %swap = cmpxchg weak ptr %slot, i32 %old, i32 0 acq_rel monotonic, align 4
  %was = extractvalue { i32, i1 } %swap, 0
  fence seq_cst
  br label %latch

latch:
  %value = phi i32 [ %was, %then ], [ 7, %loop ]
  %real = sitofp i32 %value to float
  %lane = extractelement <4 x float> %v, i32 2
  %mixed = shufflevector <4 x float> %v, <4 x float> poison, <2 x i32> <i32 0, i32 3>
  %halved = fmul contract <2 x float> %mixed, splat (float 5.000000e-01)
  %one = extractelement <2 x float> %halved, i64 1
  %a = fadd contract float %sum, %real
  %b = call contract float @llvm.fma.f32(float %lane, float %one, float %a)
  %more = select i1 %odd, float %b, float 0x3FB99999A0000000
  %next = add nuw nsw i32 %i, 1
  %go = icmp samesign ult i32 %next, %n
  br i1 %go, label %loop, label %exit

exit:
  %last = load atomic i32, ptr %slot syncscope("device") acquire, align 4
  %in = getelementptr inbounds [3 x %pair], ptr @table, i64 0, i32 %last, i32 1, i32 2
  store volatile float %more, ptr %in, align 1
  ret float %more
}

declare float @llvm.fma.f32(float, float, float)
"""


def test_roundtrip() -> None:
    """Given a module with every form, what is printed is a fixed point that LLVM accepts."""
    printed = print_module(parse_module(TEXT))
    llvm.parse_assembly(printed).verify()
    assert print_module(parse_module(printed)) == printed


def test_only_wanted_functions_are_parsed() -> None:
    """Given names, the others are left out."""
    module = parse_module(TEXT, ["table"])
    assert list(module.variables) == ["table"]
    assert not module.functions


def test_an_unknown_instruction_is_an_error_that_quotes_it() -> None:
    """Given text that is not LLVM's, the error shows where it is."""
    with pytest.raises(ParseError, match=r"unknown instruction 'frobnicate' at: .*frobnicate"):
        parse_module("define void @f() {\nentry:\n  %x = frobnicate i32 1\n  ret void\n}")


def test_layout_is_that_of_the_target() -> None:
    """Given types, sizes, alignments and offsets are NVPTX's, which are the host's."""
    kind = struct_type((I8, DOUBLE, array_type(3, I32)))
    assert (size_of(kind), align_of(kind), field_offset(kind, 2)) == (32, 8, 16)
    packed = struct_type((I8, I64), packed=True)
    assert (size_of(packed), align_of(packed), field_offset(packed, 1)) == (9, 1, 1)
    assert (size_of(vector_type(3, I32)), align_of(vector_type(3, I32))) == (16, 16)
