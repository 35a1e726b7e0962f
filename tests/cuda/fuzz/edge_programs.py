"""Random kernels over an image that is smaller than the grid: threads outside leave at once.

Rows of a block are run together as long as they go one way. Here they part at the guard, along any
of the three axes and in every form that programs write it, and what follows is mostly uniform.
"""

from __future__ import annotations

from tests.cuda.fuzz.kernel_programs import MOST_THREADS, PROLOGUE, KernelMaker
from tests.cuda.fuzz.scalar_programs import CHECKED

SHAPES = [(8, 8, 4), (16, 16, 1), (8, 4, 2), (4, 64, 1), (32, 8, 1), (8, 32, 1), (33, 5, 1)]
GRIDS = [(1, 1, 1), (2, 2, 1), (1, 1, 2), (2, 1, 2), (1, 3, 1)]
HEAD = """
extern "C" __global__ void kernel(
    const int *in0, const float *in1, const unsigned char *in2,
    int *out0, float *out1, short *out2, V *out3, int *totals, int n) {
  const int x = threadIdx.x + blockDim.x * blockIdx.x;
  const int y = threadIdx.y + blockDim.y * blockIdx.y;
  const int z = threadIdx.z + blockDim.z * blockIdx.z;
  const int block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
"""
VALUES = """
  int a0 = tid, a1 = n, a2 = in0[tid & 255], a3 = x - y;
  float f0 = in1[tid & 255], f1 = 1.5f, f2 = tid * 0.25f;
"""
END = """
  out0[tid] += a0 + a1 * 3 + a2 * 5 + a3 * 7;
  out1[tid] += f0 + f1 * 2 + f2 * 3;
"""


class EdgeMaker(KernelMaker):
    """Makes one program from a seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.shape = self.random.choice([s for s in SHAPES if _count(s) <= MOST_THREADS])
        self.grid = self.random.choice(GRIDS)
        sizes = [a * b for a, b in zip(self.shape, self.grid, strict=True)]
        self.extent = [self.random.choice([s, self.random.randint(1, s)]) for s in sizes]

    def source(self) -> str:
        """The whole program, in CUDA C++."""
        functions = CHECKED.replace("KIND", "__device__") if self.checked else ""
        return f"{PROLOGUE}{functions}{HEAD}{self._guarded()}}}\n"

    def _guarded(self) -> str:
        width, height, _ = self.extent
        dense = f"  const int tid = x + {width} * (y + {height} * z);\n"
        tests = list(zip("xyz", self.extent, strict=True))
        self.random.shuffle(tests)
        inside = [f"{axis} < {size}" for axis, size in tests]
        outside = [f"{axis} >= {size}" for axis, size in tests]
        body = dense + self._body()
        return self.random.choice(
            [
                f"  if ({' || '.join(outside)}) return;\n{body}",
                f"  if ({' | '.join(outside)}) return;\n{body}",
                "".join(f"  if ({test}) return;\n" for test in outside) + body,
                f"  if ({' && '.join(inside)}) {{\n{body}  }}\n",
                f"  if ({inside[0]}) {{\n  if ({inside[1]} && {inside[2]}) {{\n{body}  }}\n  }}\n",
                self._two_ways(inside[0]),
            ]
        )

    def _two_ways(self, test: str) -> str:
        """Both sides do something, each thread at a place of its own."""
        everywhere = (
            "  const int tid = x + gridDim.x * blockDim.x * (y + gridDim.y * blockDim.y * z);\n"
        )
        return f"{everywhere}  if ({test}) {{\n{self._body()}  }} else {{\n{self._body()}  }}\n"

    def _body(self) -> str:
        arrays = self.random.random() < 0.3
        private = "  int p[8]; S q[4];\n  for (int j = 0; j < 8; j++) p[j] = j * tid;\n"
        private += "  for (int j = 0; j < 4; j++) { q[j].a = j + tid; q[j].b = tid - j; }\n"
        lines = VALUES + (private if arrays else "")
        for _ in range(self.random.randint(1, 4)):
            lines += self._step(arrays)
        return lines + END

    def _step(self, arrays: bool) -> str:
        if self.random.random() < 0.25:
            return self.statement(1, False) if arrays else self._total(1)
        assignment = self._plain_assignment(arrays)
        if self.random.random() < 0.5:
            return assignment
        counter = f"i{self.counters}"
        self.counters += 1
        return f"  for (int {counter} = 0; {counter} < (n & 7); {counter}++) {{\n{assignment}  }}\n"

    def _plain_assignment(self, arrays: bool) -> str:
        pick = self.random
        while True:
            target, value = pick.choice(
                [(pick.choice(self.integers[:4]), self.integer()),
                 (pick.choice(self.floats), self.real())]
            )  # fmt: skip
            if arrays or ("p[" not in value and "q[" not in value):
                return f"  {target} = {value};\n"

    def _total(self, indent: int) -> str:
        place = self.random.choice(["tid & 15", "y & 15", "x & 7", "3"])
        value = self.random.choice(self.integers[:4])
        return f"{'  ' * indent}atomic_add(&totals[{place}], {value});\n"


def _count(shape: tuple[int, int, int]) -> int:
    x, y, z = shape
    return x * y * z
