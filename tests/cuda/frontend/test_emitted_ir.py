"""Device IR made from our headers holds nothing that emitted_intrinsics.txt doesn't name."""

import itertools
import re

import pytest
from tests.cuda.frontend.compile_source import Compiler

from jarip.cuda.frontend.toolchain import FRONTEND

_SCALARS = r"\.(f16|bf16|f32|f64|i\d+)"


def listed() -> re.Pattern[str]:
    """A pattern of every name the list allows."""
    patterns = []
    for line in (FRONTEND / "emitted_intrinsics.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        for word in re.split(r",?\s{2,}", line.strip())[0].split(", "):
            patterns.append(_pattern(word.split(" ")[0]))
    return re.compile("|".join(patterns))


def _pattern(word: str) -> str:
    """`a.{b,c}.iN` as a regular expression; memory intrinsics carry their pointer types."""
    text = re.escape(word)
    text = re.sub(r"\\\{([^}]*)\\\}", lambda m: f"({m[1].replace(',', '|')})", text)
    text = text.replace(r"\.iN", r"\.i\d+").replace(r"dbg\.\*", r"dbg\.\w+")
    return f"{text}({_SCALARS}|\\.p\\d+)*(\\.v\\d+\\w+)*"


SOURCES = {
    "registers": "p[0] = threadIdx.x + blockIdx.y + blockDim.z + gridDim.x + clock() + clock64();",
    "barriers": "__syncthreads(); p[0] = __syncthreads_count(p[1]) + __syncthreads_and(p[2])"
    " + __syncthreads_or(p[3]); __syncwarp(); __nanosleep(5); __barrier_sync(1);"
    " __barrier_sync_count(2, 64);",
    "fences": "__threadfence(); __threadfence_block(); __threadfence_system();",
    "warp": "p[0] = __shfl_sync(~0u, p[0], 1) + __shfl_up_sync(~0u, f[0], 1)"
    " + __shfl_down_sync(~0u, d[0], 1) + __shfl_xor_sync(~0u, p[1], 1) + __ballot_sync(~0u, p[2])"
    " + __all_sync(~0u, p[2]) + __any_sync(~0u, p[2]) + __uni_sync(~0u, p[2]) + __activemask()"
    " + __match_any_sync(~0u, d[1]) + __match_all_sync(~0u, p[0], p) + __reduce_add_sync(~0u, p[0])"
    " + __reduce_max_sync(~0u, 3u * p[0]) + __reduce_xor_sync(~0u, 3u * p[0]);",
    "atomics": "atomicAdd(p, 1); atomicAdd(f, 1.f); atomicAdd(d, 1.); atomicSub_block(p, 1);"
    " atomicMax_system(p, 4); atomicInc((unsigned *)p, 5); atomicDec((unsigned *)p, 5);"
    " atomicCAS(p, 1, 2); atomicExch(f, 2.f); atomicXor((unsigned long long *)d, 5ull);",
    "bits": "p[0] = __clz(p[1]) + __clzll(p[2]) + __ffs(p[3]) + __popc(p[4]) + __brev(p[5])"
    " + __funnelshift_l(p[1], p[2], p[3]) + __byte_perm(p[1], p[2], p[3]) + __fns(p[1], 2, 3)"
    " + __mulhi(p[1], p[2]) + __mul64hi(p[1], p[2]) + __vadd4(p[1], p[2]) + __dp4a(p[1], p[2], 3);",
    "memory": "memcpy(p, f, 64); memset(p, 0, 16); memmove(p, p + 1, p[0]);"
    " float *q = new float[p[3]]; q[p[1]] = 1; f[0] = q[p[2]]; delete[] q;"
    " f[1] = __ldg(f); __stcs(f, 3.f);"
    " p[0] = __isShared(p) + __isGlobal(p) + __isConstant(p) + __isLocal(p);",
    "output": 'printf("%d %f\\n", p[0], f[0]); assert(p[1]); if (p[2]) __trap();'
    " if (p[3]) __brkpt();",
    "half": "half h = __float2half(f[0]); h = h * h + hexp(h); f[1] = __half2float(h);"
    " __nv_bfloat16 b = f[2]; b += b; f[3] = b; atomicAdd((half *)p, h);",
    "groups": "namespace cg = cooperative_groups;"
    " auto t = cg::tiled_partition<8>(cg::this_thread_block());"
    " f[0] = cg::reduce(t, f[1], cg::plus<float>()); auto c = cg::coalesced_threads();"
    " p[0] = cg::inclusive_scan(c, p[1]) + c.size(); cg::this_grid().sync();",
}
MATH_UNARY = (
    "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 exp10 expm1 log log2"
    " log10 log1p logb cbrt erf erfc lgamma tgamma j0 j1 y0 y1 fabs sqrt floor ceil trunc rint"
    " nearbyint round rsqrt rcbrt sinpi cospi erfinv erfcinv erfcx normcdf normcdfinv cyl_bessel_i0"
    " cyl_bessel_i1"
).split()
MATH_BINARY = "atan2 fdim fmod hypot nextafter pow remainder copysign fmax fmin rhypot".split()
MATH = [f"f[0] = {name}f(f[1]); d[0] = {name}(d[1]);" for name in MATH_UNARY]
MATH += [f"f[0] = {name}f(f[1], f[2]); d[0] = {name}(d[1], d[2]);" for name in MATH_BINARY]
MATH += [
    "f[0] = ldexpf(f[1], p[0]) + ilogbf(f[1]) + lrintf(f[1]) + llroundf(f[2]) + jnf(3, f[1]);",
    "d[0] = frexp(d[1], p) + modf(d[2], d + 3) + remquo(d[1], d[2], p) + yn(2, d[3]);",
    "sincosf(f[0], f + 1, f + 2); sincospi(d[0], d + 1, d + 2);",
    "d[3] = norm(4, d) + norm3d(1., 2., d[1]);",
    "f[0] = __expf(f[1]) + __sinf(f[2]) + __powf(f[1], f[2]) + __fadd_rz(f[1], f[2]);",
    "d[0] = __dmul_ru(d[1], d[2]) + __fma_rd(d[1], d[2], d[3]) + __double2ll_ru(d[1]);",
]
HEAD = """
#include <cassert>
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
__global__ void kernel(int *p, float *f, double *d) {
"""


@pytest.mark.parametrize("name", SOURCES)
def test_holds_only_listed_names(compiler: Compiler, name: str) -> None:
    ir = compiler.device(f"{HEAD}{SOURCES[name]}\n}}\n")
    allowed = listed()
    assert {n for n in ir.left_outside() if not allowed.fullmatch(n)} == set()


def test_mathematics_leaves_nothing_outside_but_listed_names(compiler: Compiler) -> None:
    ir = compiler.device(HEAD + "\n".join(MATH) + "\n}\n")
    allowed = listed()
    outside = ir.left_outside()
    assert {n for n in outside if not allowed.fullmatch(n)} == set()
    own = {n for n in outside if n.startswith("__jarip_")}
    assert all(n.startswith("__jarip_chip_") for n in own)


def test_std_and_global_names_reach_the_device_library(compiler: Compiler) -> None:
    """std::sin of float must not become LLVM's own sine, which no chip here has."""
    names = ["sin", "exp", "pow", "hypot", "fmod", "cbrt"]
    uses = itertools.chain.from_iterable(
        (f"f[0] += std::{n}(f[1]{', f[2]' if n in ('pow', 'hypot', 'fmod') else ''});",
         f"d[0] += std::{n}(p[1]{', p[2]' if n in ('pow', 'hypot', 'fmod') else ''});")
        for n in names
    )  # fmt: skip
    ir = compiler.device(f"#include <cmath>{HEAD}{' '.join(uses)}\n}}\n")
    transcendental = re.compile(r"llvm\.(sin|exp|pow|cos|log)\b|\bfrem\b")
    assert not transcendental.search(ir.text)


def test_managed_variables_are_annotated(compiler: Compiler) -> None:
    ir = compiler.device(
        "__managed__ int shared_count = 3;\n__global__ void k() { ++shared_count; }"
    )
    assert "llvm.global.annotations" in ir.text
    assert "jarip.managed" in ir.text


def test_fast_math_takes_the_approximations(compiler: Compiler) -> None:
    source = "__global__ void k(float *f) { f[0] = sinf(f[1]); }"
    precise, fast = compiler.device(source), compiler.device(source, "-D__USE_FAST_MATH__=1")
    assert "__jarip_sine_of_large" in precise.text
    assert "__jarip_sine_of_large" not in fast.text
