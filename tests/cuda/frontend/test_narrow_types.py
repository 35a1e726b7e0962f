"""half, bfloat16 and 8-bit floating point on the host, over all their bit patterns."""

import subprocess
from pathlib import Path

import numpy as np

from jarip.cuda.frontend.toolchain import INCLUDE, clang, host_linker

PROGRAM = """
#include <cstdio>
#include <cstring>
#include <vector>
#include "cuda_bf16.h"
#include "cuda_fp16.h"
#include "cuda_fp8.h"

template <class T> void put(const std::vector<T> &values) {
  fwrite(values.data(), sizeof(T), values.size(), stdout);
}

int main() {
  std::vector<float> half_values, bfloat_values, e4m3_values, e5m2_values;
  for (unsigned bits = 0; bits < 65536; ++bits) {
    half_values.push_back(__half2float(__ushort_as_half((unsigned short)bits)));
    bfloat_values.push_back(__bfloat162float(__ushort_as_bfloat16((unsigned short)bits)));
  }
  for (unsigned bits = 0; bits < 256; ++bits) {
    __nv_fp8_e4m3 a; a.__x = (unsigned char)bits; e4m3_values.push_back((float)a);
    __nv_fp8_e5m2 b; b.__x = (unsigned char)bits; e5m2_values.push_back((float)b);
  }
  std::vector<float> in(COUNT);
  if (fread(in.data(), sizeof(float), in.size(), stdin) != in.size()) return 1;
  std::vector<unsigned short> nearest, down, up, zero, bfloat, product, from_double;
  std::vector<unsigned char> e4m3, e5m2;
  for (float x : in) {
    nearest.push_back(__half_as_ushort(__float2half_rn(x)));
    down.push_back(__half_as_ushort(__float2half_rd(x)));
    up.push_back(__half_as_ushort(__float2half_ru(x)));
    zero.push_back(__half_as_ushort(__float2half_rz(x)));
    bfloat.push_back(__bfloat16_as_ushort(__float2bfloat16(x)));
    product.push_back(__half_as_ushort(__float2half(x) * __float2half(1.7f)));
    from_double.push_back(__half_as_ushort(__double2half((double)x * 1.0000001)));
    e4m3.push_back(__nv_fp8_e4m3(x).__x);
    e5m2.push_back(__nv_fp8_e5m2(x).__x);
  }
  put(half_values); put(bfloat_values); put(e4m3_values); put(e5m2_values);
  put(nearest); put(down); put(up); put(zero); put(bfloat); put(product); put(from_double);
  put(e4m3); put(e5m2);
}
"""


def run_program(directory: Path, values: np.ndarray) -> bytes:  # type: ignore[type-arg]
    source, program = directory / "narrow.cpp", directory / "narrow"
    source.write_text(PROGRAM.replace("COUNT", str(len(values))))
    compile_ = [*clang(), "-std=c++17", "-O1", "-I", str(INCLUDE), "-c", str(source), "-o",
                str(program) + ".o"]  # fmt: skip
    subprocess.run(compile_, check=True)
    subprocess.run([*host_linker(), str(program) + ".o", "-o", str(program)], check=True)
    return subprocess.run([program], input=values.tobytes(), capture_output=True, check=True).stdout


def nearest_code(value: float, table: np.ndarray, largest: float) -> set[int]:  # type: ignore[type-arg]
    """Codes of the finite table entries nearest to a value that is clamped to `largest`."""
    clamped = min(max(value, -largest), largest)
    distance = np.abs(table - clamped)
    distance[~np.isfinite(table)] = np.inf
    return set(np.flatnonzero(distance == distance.min()).tolist())


def test_all_bit_patterns_and_roundings(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    values = np.concatenate(
        [
            random.uniform(-10, 10, 2000),
            random.uniform(-70000, 70000, 500),
            random.uniform(-1e-5, 1e-5, 500),
            [0.0, -0.0, 65504.0, 65519.9, 65520.0, 5.9e-8, 2.98e-8, np.inf, -np.inf],
        ]
    ).astype(np.float32)
    output = run_program(tmp_path, values)
    count = len(values)

    def take(kind: type, number: int) -> np.ndarray:  # type: ignore[type-arg]
        nonlocal output
        size = np.dtype(kind).itemsize * number
        head, output = output[:size], output[size:]
        return np.frombuffer(head, kind)

    bits = np.arange(65536, dtype=np.uint16)
    half = take(np.float32, 65536)
    np.testing.assert_array_equal(half, bits.view(np.float16).astype(np.float32))
    bfloat = take(np.float32, 65536)
    np.testing.assert_array_equal(bfloat, (bits.astype(np.uint32) << 16).view(np.float32))
    e4m3, e5m2 = take(np.float32, 256), take(np.float32, 256)
    assert (e4m3[0x7E], e4m3[0x08], e4m3[0x01]) == (448.0, 2.0**-6, 2.0**-9)
    assert np.isnan(e4m3[0x7F])
    assert (e5m2[0x7B], e5m2[0x7C], e5m2[0x01]) == (57344.0, np.inf, 2.0**-16)

    with np.errstate(over="ignore"):
        wanted = values.astype(np.float16)
        nearest, down, up, zero = (take(np.uint16, count).view(np.float16) for _ in range(4))
        np.testing.assert_array_equal(nearest, wanted)
        wide = values.astype(np.float64)
        assert (down.astype(np.float64) <= wide).all()
        assert (up.astype(np.float64) >= wide).all()
        finite = np.isfinite(wanted)
        assert (np.nextafter(down, np.float16(np.inf))[finite & (down != wide)] > wide[
            finite & (down != wide)]).all()  # fmt: skip
        np.testing.assert_array_equal(zero, np.where(wide < 0, up, down))
        bits32 = values.view(np.uint32).astype(np.uint64)
        rounded = ((bits32 + 0x7FFF + (bits32 >> 16 & 1)) >> 16).astype(np.uint16)
        np.testing.assert_array_equal(take(np.uint16, count), rounded)
        product = (wanted.astype(np.float32) * np.float32(np.float16(1.7))).astype(np.float16)
        np.testing.assert_array_equal(take(np.uint16, count).view(np.float16), product)
        from_double = take(np.uint16, count).view(np.float16)
        np.testing.assert_array_equal(from_double, (wide * 1.0000001).astype(np.float16))
    codes4, codes5 = take(np.uint8, count), take(np.uint8, count)
    for value, code4, code5 in zip(values.tolist(), codes4, codes5, strict=True):
        assert int(code4) in nearest_code(value, e4m3, 448.0), value
        assert int(code5) in nearest_code(value, e5m2, 57344.0), value
