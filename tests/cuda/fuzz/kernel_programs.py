"""Random CUDA kernels: what scalar programs have, and barriers, shared memory, atomics, returns.

Threads of a block exchange values through shared memory with barriers around it, only where all of
them come or have left for good, so that no result depends on the order in which threads run.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.cuda.fuzz.scalar_programs import CHECKED, ProgramMaker

MOST_THREADS = 256
FAR = 512  # elements of a step that the processor does not see coming
INPUTS = 256 + 12 * FAR
PROLOGUE = """
typedef struct { float a; int b; } S;
typedef struct { float x, y, z; } V;
__device__ __noinline__ int helper(int a, int b) {
  int r = 0;
  while (a & 15) { r += b ^ a; a--; }
  return r + (int)threadIdx.x;
}
__device__ int recursive(int n, int v) { return n <= 0 ? v : recursive(n - 1, v * 3 + n) ^ n; }
"""
HEAD = f"""
extern "C" __global__ void kernel(
    const int *in0, const float *in1, const unsigned char *in2,
    int *out0, float *out1, short *out2, V *out3, int *totals, int n) {{
  __shared__ int tile[{MOST_THREADS}];
  __shared__ float real[{MOST_THREADS}];
  __shared__ int counts[8];
  extern __shared__ int dynamic[];
  const int threads = blockDim.x * blockDim.y * blockDim.z;
  const int t = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  const int block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  const int tid = block * threads + t;
  real[t] = t; dynamic[t] = -t;
  for (int j = t; j < {MOST_THREADS}; j += threads) tile[j] = j;
  for (int j = t; j < 8; j += threads) counts[j] = j;
  __syncthreads();
"""
START = """
  int a0 = tid, a1 = n, a2 = in0[tid & 255], a3 = 7;
  float f0 = in1[tid & 255], f1 = 1.5f, f2 = tid * 0.25f;
  int p[8]; S q[4];
  for (int j = 0; j < 8; j++) p[j] = j * tid;
  for (int j = 0; j < 4; j++) { q[j].a = j + tid; q[j].b = tid - j; }
"""
END = """
  out0[tid] += a0 + a1 * 3 + a2 * 5 + a3 * 7;
  out1[tid] += f0 + f1 * 2 + f2 * 3;
  out2[tid * 3] += a2;
  out3[tid].z += f1 + q[2].a;
  out0[tid] ^= p[3] + q[1].b;
"""


class KernelMaker(ProgramMaker):
    """Makes one program from a seed.

    `warps` allows shuffles and votes. `walks` has blocks walk through memory with a barrier a step,
    or exchange in pairs as sorting networks do; without dynamic shared memory, so that neighbouring
    blocks may go in step.
    """

    places = ()

    def __init__(self, seed: int, warps: bool = False, walks: bool = False) -> None:
        super().__init__(seed)
        self.warps = warps
        self.walks = walks
        self.shape = self.random.choice(
            [(32, 1, 1), (64, 1, 1), (256, 1, 1), (16, 16, 1), (8, 4, 2), (33, 1, 1), (7, 3, 2),
             (100, 1, 1), (1, 1, 1), (1, 40, 1)]
        )  # fmt: skip
        self.grid = self.random.choice([(1, 1, 1), (3, 1, 1), (2, 2, 1), (2, 1, 2)])

    @property
    def threads(self) -> int:
        """Threads of the whole launch."""
        x, y, z = self.shape
        gx, gy, gz = self.grid
        return x * y * z * gx * gy * gz

    @property
    def whole_warps(self) -> bool:
        """Whether every warp has 32 threads, so that no lane reads from one that is not there."""
        x, y, z = self.shape
        return x * y * z % 32 == 0

    def source(self) -> str:
        """The whole program, in CUDA C++."""
        body = "".join(self.together(1, False) for _ in range(self.random.randint(3, 10)))
        start = START + "  __syncthreads();\n" if self.random.random() < 0.3 else START
        functions = CHECKED.replace("KIND", "__device__") if self.checked else ""
        head = HEAD
        if self.walks:
            head = head.replace(" dynamic[t] = -t;", "")
            body = self._walk(1) + body + self._network(1)
        return f"{PROLOGUE}{functions}{head}{start}{body}{END}}}\n"

    def together(self, indent: int, in_loop: bool) -> str:
        """A statement that all threads of the block come to, or have left for good."""
        kinds: list[Callable[[int], str]] = [self._exchange] * 3 + [self._tally]
        kinds += [self._walk, self._network] if self.walks else [self._dynamic]
        kinds += [self._count, self._total, self._real_exchange]
        if self.warps:
            kinds += [self._warp] * 3
        if self.budget > 0:
            kinds += [self._common_branch] * 2 + [lambda i: self.statement(i, False)] * 6
            if self.open_loops < 2:
                kinds += [self._common_loop] * 2
        if in_loop:
            kinds.append(self._common_jump)
        self.budget -= 1
        return self.random.choice(kinds)(indent)

    def _shift(self) -> str:
        odd = self.random.choice([1, 3, 5, 7])
        return f"(t * {odd} + {self.random.randint(0, 40)}) % threads"

    def _exchange(self, indent: int) -> str:
        pad = "  " * indent
        return (
            f"{pad}tile[t] = {self.integer()}; __syncthreads();\n"
            f"{pad}{self.random.choice(self.integers[:4])} = tile[{self._shift()}];"
            " __syncthreads();\n"
        )

    def _real_exchange(self, indent: int) -> str:
        pad = "  " * indent
        return (
            f"{pad}real[t] = {self.real()}; __syncthreads();\n"
            f"{pad}{self.random.choice(self.floats)} = real[{self._shift()}]; __syncthreads();\n"
        )

    def _dynamic(self, indent: int) -> str:
        pad = "  " * indent
        return (
            f"{pad}if ({self.condition()}) dynamic[t] = {self.integer()};\n{pad}__syncthreads();\n"
            f"{pad}a1 ^= dynamic[{self._shift()}];\n{pad}__syncthreads();\n"
        )

    def _walk(self, indent: int) -> str:
        """A page further in each turn, and as many turns as the block likes."""
        pad = "  " * indent
        counter = f"i{self.counters}"
        self.counters += 1
        most = self.random.choice(["3", "(n & 7)", "(block & 3) + 1", "block"])
        jump = self.random.choice(["", "if (block & 1) break;", f"if ({self._common()}) continue;"])
        return (
            f"{pad}for (int {counter} = 0; {counter} < {most}; {counter}++) {{\n"
            f"{pad}  tile[t] = a1 + in0[t + {counter} * {FAR}]; __syncthreads();\n"
            f"{pad}  {self.random.choice(self.integers[:4])} ^= tile[{self._shift()}];"
            f" __syncthreads();\n{pad}  {jump}\n{pad}}}\n"
        )

    def _network(self, indent: int) -> str:
        """Pairs of elements that lie a step apart, which doubles or halves."""
        pad, pick = "  " * indent, self.random
        step = f"i{self.counters}"
        self.counters += 1
        head = pick.choice(
            [f"int {step} = {pick.choice([1, 2, 4])}; {step} < 128; {step} <<= 1",
             f"int {step} = {pick.choice([64, 32, 8])}; {step} > 0; {step} >>= 1"]
        )  # fmt: skip
        swap = f"int low = tile[at]; tile[at] = tile[at + {step}]; tile[at + {step}] = low;"
        pairs = (
            f"if (t < 128) {{ int at = 2 * t - (t & ({step} - 1));\n"
            f"{pad}    if (tile[at] > tile[at + {step}] || (at & {pick.choice([2, 16, 64])})) "
            f"{{ {swap} }} }}"
        )
        turn = f"a1 += tile[t ^ {step}] * 3; __syncthreads(); tile[t] = a1;"
        return (
            f"{pad}tile[t] = {self.integer()}; __syncthreads();\n{pad}for ({head}) {{\n"
            f"{pad}  {pick.choice([pairs, pairs, turn])}\n{pad}  __syncthreads();\n{pad}}}\n"
            f"{pad}a2 ^= tile[t]; __syncthreads();\n"
        )

    def _tally(self, indent: int) -> str:
        pad = "  " * indent
        return (
            f"{pad}atomic_add(&counts[({self.integer(1)}) & 7], {self.integer(1)});\n"
            f"{pad}if ({self.condition()}) atomic_max(&tile[t & 3], {self.integer(1)} & 255);\n"
            f"{pad}__syncthreads(); a2 += counts[{self.random.randint(0, 7)}] + tile[1];"
            " __syncthreads();\n"
        )

    def _total(self, indent: int) -> str:
        return f"{'  ' * indent}atomic_add(&totals[({self.integer(1)}) & 15], {self.integer(1)});\n"

    def _count(self, indent: int) -> str:
        kind = self.random.choice(["popc", "and", "or"])
        target = self.random.choice(self.integers[:4])
        return f"{'  ' * indent}{target} += __nvvm_bar0_{kind}({self.condition()});\n"

    def _common(self) -> str:
        """A condition that all threads of a block answer alike."""
        return self.random.choice(
            [f"n > {self.random.randint(5, 80)}", "block & 1", "in0[block & 255] & 2",
             f"in0[n & 255] < {self.random.randint(-500, 500)}"]
        )  # fmt: skip

    def _common_block(self, indent: int, in_loop: bool) -> str:
        count = self.random.randint(1, 4)
        return "".join(self.together(indent + 1, in_loop) for _ in range(count))

    def _common_branch(self, indent: int) -> str:
        pad = "  " * indent
        text = f"{pad}if ({self._common()}) {{\n{self._common_block(indent, False)}{pad}}}\n"
        if self.random.random() < 0.5:
            text += f"{pad}else {{\n{self._common_block(indent, False)}{pad}}}\n"
        return text

    def _common_loop(self, indent: int) -> str:
        pad = "  " * indent
        counter = f"i{self.counters}"
        self.counters += 1
        most = self.random.choice([str(self.random.randint(1, 5)), "(n & 7)", "(block & 3) + 1"])
        self.open_loops += 1
        self.integers.append(counter)
        body = self._common_block(indent, True)
        self.integers.remove(counter)
        self.open_loops -= 1
        head = f"for (int {counter} = 0; {counter} < {most}; {counter}++)"
        return f"{pad}{head} {{\n{body}{pad}}}\n"

    def _common_jump(self, indent: int) -> str:
        word = self.random.choice(["break", "continue"])
        return f"{'  ' * indent}if ({self._common()}) {word};\n"

    def _warp(self, indent: int) -> str:
        pick = self.random
        target = pick.choice(self.integers[:4])
        value = pick.choice(
            [f"shfl_xor({self.integer(1)}, {pick.choice([1, 2, 8, 16])})",
             f"shfl({self.integer(1)}, {pick.randint(0, 31)})",
             f"shfl_up({self.integer(1)}, {pick.randint(0, 9)})",
             f"(int)ballot({self.condition()})"]
        )  # fmt: skip
        return f"{'  ' * indent}{target} = {value};\n"

    def _leave(self, indent: int, in_loop: bool) -> str:
        if self.warps:  # the masks of warp operations name all lanes
            return f"{'  ' * indent}a3 ^= 5;\n"
        return f"{'  ' * indent}if ({self.condition()}) return;\n"

    def _call(self, indent: int, in_loop: bool) -> str:
        target = self.random.choice(self.integers[:4])
        call = self.random.choice(
            [
                f"helper({self.integer(1)}, {target})",
                f"recursive(({self.integer(1)}) & 3, {target})",
            ]
        )
        return f"{'  ' * indent}{target} = {call};\n"
