"""Inline PTX does what the PTX ISA says, other assembly is an error that quotes it."""

from __future__ import annotations

import numpy as np
import pytest
from device_harness.launch import Program

from jarip.cuda.errors import DeviceCompileError

SOURCE = r"""
extern "C" __global__ void registers(int *out, float *real) {
  int lane, below; float root;
  asm("mov.u32 %0, %%laneid;" : "=r"(lane));
  asm volatile("mov.u32 %0, %%lanemask_lt;\n\t" : "=r"(below));
  asm("sqrt.approx.f32 %0, %1; // exact here" : "=f"(root) : "f"(4.0f));
  asm volatile("membar.gl;" ::: "memory");
  asm volatile("" ::: "memory");
  out[threadIdx.x] = lane + 100 * __builtin_popcount(below);
  real[threadIdx.x] = root;
}
extern "C" __global__ void carries(unsigned *sum, const unsigned *a, const unsigned *b) {
  unsigned i = 4 * threadIdx.x;
  asm("add.cc.u32 %0, %4, %8;\n\t"
      "addc.cc.u32 %1, %5, %9;\n\t"
      "addc.cc.u32 %2, %6, %10;\n\t"
      "addc.u32 %3, %7, %11;"
      : "=r"(sum[i]), "=r"(sum[i + 1]), "=r"(sum[i + 2]), "=r"(sum[i + 3])
      : "r"(a[i]), "r"(a[i + 1]), "r"(a[i + 2]), "r"(a[i + 3]),
        "r"(b[i]), "r"(b[i + 1]), "r"(b[i + 2]), "r"(b[i + 3]));
}
extern "C" __global__ void guarded(int *out) {
  int x = threadIdx.x, result = 7;
  asm("{\n .reg .pred p, q;\n .reg .b32 t<2>;\n"
      " setp.gt.s32 p|q, %1, 3;\n"
      " @p mul.lo.s32 t0, %1, 10;\n"
      " @!p mov.b32 t0, 0xffffffff;\n"
      " add.s32 t1, t0, %0;\n"
      " @q bra DONE;\n"
      " add.s32 t1, t1, 1000;\n"
      "DONE: mov.b32 %0, t1;\n}" : "+r"(result) : "r"(x));
  out[threadIdx.x] = result;
}
extern "C" __global__ void bits(unsigned *out, unsigned x, unsigned y) {
  asm("bfe.u32 %0, %1, 4, 8;" : "=r"(out[0]) : "r"(x));
  asm("bfe.s32 %0, %1, 28, 8;" : "=r"(out[1]) : "r"(x));
  asm("bfi.b32 %0, %1, %2, 8, 4;" : "=r"(out[2]) : "r"(y), "r"(x));
  asm("lop3.b32 %0, %1, %2, %3, 0x96;" : "=r"(out[3]) : "r"(x), "r"(y), "r"(0x0f0f0f0fu));
  asm("bfind.u32 %0, %1;" : "=r"(out[4]) : "r"(y));
  asm("shl.b32 %0, %1, 33;" : "=r"(out[5]) : "r"(x));
  asm("shr.s32 %0, %1, 99;" : "=r"(out[6]) : "r"(x));
  asm("shf.l.wrap.b32 %0, %1, %2, 8;" : "=r"(out[7]) : "r"(x), "r"(y));
  asm("cvt.sat.u8.s32 %0, %1;" : "=r"(out[8]) : "r"(-5));
  asm("cvt.rni.s32.f32 %0, %1;" : "=r"(out[9]) : "f"(2.5f));
  asm("{.reg .b16 l, h; mov.b32 {l, h}, %1; mov.b32 %0, {h, l};}" : "=r"(out[10]) : "r"(x));
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(out[11]) : "f"(1.0f), "f"(2.0f));
  asm("fma.rn.bf16x2 %0, %1, %2, %3;" : "=r"(out[12])
      : "r"(0x3f804000u), "r"(0x40404040u), "r"(0x3f803f80u));
}
extern "C" __global__ void memory(int *out, int *counter) {
  __shared__ alignas(16) int shared[32];
  unsigned low = (unsigned)(unsigned long)&shared[threadIdx.x];
  asm volatile("st.shared.b32 [%0], %1;" :: "r"(low), "r"((int)threadIdx.x * 3) : "memory");
  asm volatile("bar.sync 0;" ::: "memory");
  int got, old, four[4];
  asm volatile("ld.volatile.shared.s32 %0, [%1+4];" : "=r"(got) : "r"(low & ~7u));
  asm volatile("atom.relaxed.gpu.global.add.s32 %0, [%1], %2;" : "=r"(old) : "l"(counter), "r"(2));
  asm volatile("red.global.max.s32 [%0+4], %1;" :: "l"(counter), "r"((int)threadIdx.x));
  asm("ld.global.nc.L1::no_allocate.v4.u32 {%0, %1, %2, %3}, [%4];"
      : "=r"(four[0]), "=r"(four[1]), "=r"(four[2]), "=r"(four[3]) : "l"(out));
  out[threadIdx.x] = got;
}
extern "C" __global__ void warp(int *out) {
  int moved, found, x = threadIdx.x;
  asm volatile("{.reg .pred p; .reg .s32 t; shfl.sync.up.b32 t|p, %1, 1, 0, 0xffffffff;"
               "@p add.s32 t, t, 100; mov.s32 %0, t;}" : "=r"(moved) : "r"(x));
  asm volatile("{.reg .pred p; setp.lt.s32 p, %1, 5; vote.sync.ballot.b32 %0, p, -1;}"
               : "=r"(found) : "r"(x));
  out[threadIdx.x] = moved + 1000 * found;
}
extern "C" __global__ void leave(int *out) {
  if (threadIdx.x % 3 == 0) asm volatile("exit;");
  out[threadIdx.x] = 5;
}
extern "C" __global__ void video(int *out, int a, int b) {
  asm("vabsdiff4.u32.u32.u32.add %0, %1, %2, %3;" : "=r"(out[0]) : "r"(a), "r"(b), "r"(5));
  asm("vadd4.u32.u32.u32.sat %0, %1, %2, %3;" : "=r"(out[1]) : "r"(a), "r"(b), "r"(0));
  asm("vadd4.s32.s32.s32.sat %0, %1, %2, %3;" : "=r"(out[2]) : "r"(a), "r"(b), "r"(0));
  asm("vsub2.s32.s32.s32 %0, %1, %2, %3;" : "=r"(out[3]) : "r"(0x10005), "r"(0x2fffe), "r"(0));
  asm("vmin4.s32.s32.s32 %0, %1, %2, %3;" : "=r"(out[4]) : "r"(a), "r"(b), "r"(0));
  asm("vset4.u32.u32.ge %0, %1, %2, %3;" : "=r"(out[5]) : "r"(a), "r"(b), "r"(0));
  asm("vadd.u32.u32.u32.add %0, %1.b1, %2, %3;" : "=r"(out[6]) : "r"(a), "r"(3), "r"(4));
  asm("vabsdiff.u32.s32.s32.max %0, %1.h1, %2, %3;" : "=r"(out[7]) : "r"(-131072), "r"(3), "r"(4));
  asm("vadd.s32.s32.s32.sat %0, %1, %2;" : "=r"(out[8]) : "r"(0x7fffffff), "r"(5));
}
extern "C" __global__ void unknown(int *out) {
  asm("vshr.u32.u32.u32.clamp.add %0, %1, %2, %3;" : "=r"(out[0]) : "r"(1), "r"(2), "r"(3));
}
"""


@pytest.fixture(scope="module")
def program() -> Program:
    return Program(SOURCE)


def test_special_registers_and_approximations(program: Program) -> None:
    """Given statements of one instruction, they do what PTX says."""
    out, real = np.zeros(64, np.int32), np.zeros(64, np.float32)
    assert program.launch("registers", (1, 1, 1), (64, 1, 1), out, real) == 0
    lane = np.arange(64) % 32
    np.testing.assert_array_equal(out, lane + 100 * lane)
    assert set(real) == {2.0}


def test_carries_go_from_word_to_word(program: Program) -> None:
    """Given 128-bit numbers in words, add.cc and addc add them as Python does."""
    random = np.random.default_rng(1)
    a, b = (random.integers(0, 2**32, 128, dtype=np.uint32) for _ in range(2))
    a[:4] = 2**32 - 1
    total = np.zeros(128, np.uint32)
    assert program.launch("carries", (1, 1, 1), (32, 1, 1), total, a, b) == 0
    for first in range(0, 128, 4):
        words = [int.from_bytes(x[first : first + 4].tobytes(), "little") for x in (a, b, total)]
        assert (words[0] + words[1]) % 2**128 == words[2]


def test_guards_labels_and_scopes(program: Program) -> None:
    """Given predicates, branches and registers of an asm's own, each lane goes its own way."""
    out = np.zeros(8, np.int32)
    assert program.launch("guarded", (1, 1, 1), (8, 1, 1), out) == 0
    assert list(out) == [6 if x <= 3 else 10 * x + 1007 for x in range(8)]


def test_bits_and_conversions(program: Program) -> None:
    """Given instructions on bits and conversions, the results are those of the PTX ISA."""
    x, y = 0x8ABCDE73, 0x00345678
    out = np.zeros(13, np.uint32)
    assert program.launch("bits", (1, 1, 1), (1, 1, 1), out, np.uint32(x), np.uint32(y)) == 0
    expected = [
        (x >> 4) & 255, 0xFFFFFFF8, (x & ~0xF00) | (y & 15) << 8, x ^ y ^ 0x0F0F0F0F, 21,
        0, 2**32 - 1, ((y << 8) | x >> 24) & 0xFFFFFFFF, 0, 2, 0xDE738ABC, 0x3C004000, 0x408040E0,
    ]  # fmt: skip
    assert [hex(v) for v in out] == [hex(v) for v in expected]


def test_memory_through_full_and_shortened_addresses(program: Program) -> None:
    """Given shared addresses in 32 bits and global ones in 64, loads, stores and atomics meet."""
    out, counter = np.zeros(32, np.int32), np.zeros(2, np.int32)
    assert program.launch("memory", (1, 1, 1), (32, 1, 1), out, counter) == 0
    assert list(counter) == [64, 31]
    lane = np.arange(32)
    np.testing.assert_array_equal(out, 3 * (lane // 2 * 2 + 1))


def test_warp_operations(program: Program) -> None:
    """Given a shuffle with a predicate and a vote, lanes exchange."""
    out = np.zeros(32, np.int32)
    assert program.launch("warp", (1, 1, 1), (32, 1, 1), out) == 0
    expected = [31000, *(x - 1 + 100 + 31000 for x in range(1, 32))]
    assert list(out) == expected


def test_exit_ends_the_thread(program: Program) -> None:
    """Given `exit` in some threads, the others go on."""
    out = np.zeros(64, np.int32)
    assert program.launch("leave", (1, 1, 1), (64, 1, 1), out) == 0
    assert list(out) == [0 if x % 3 == 0 else 5 for x in range(64)]


def test_video_instructions(program: Program) -> None:
    """Given bytes and halves of a word, each is worked on as a number of its own."""
    out = np.zeros(9, np.int32)
    a, b = np.int32(0x01FE7F80), np.int32(0x03058001)
    assert program.launch("video", (1, 1, 1), (1, 1, 1), out, a, b) == 0
    expected = [384, 0x04FFFF81, 0x0403FF81, 0xFFFF0007, 0x01FE8080, 0x00010001, 134, 5, 2**31 - 1]
    assert [hex(int(v) & 0xFFFFFFFF) for v in out] == [hex(v) for v in expected]


def test_unknown_statements_are_named(program: Program) -> None:
    """Given another statement, the error quotes it and names the function."""
    with pytest.raises(DeviceCompileError, match=r"vshr.*in device function unknown"):
        program.launch("unknown", (1, 1, 1), (1, 1, 1), np.zeros(1, np.int32))
