"""Random kernels whose threads read and count in rows: neighbouring places, a row a thread.

What `kernel_programs.py` makes, and among it loads of `in[K * t + c]` additions to
`rows[K * choice + c]` for a few `c`, and stores that a condition guards.
"""

from __future__ import annotations

from tests.cuda.fuzz.kernel_programs import MOST_THREADS, KernelMaker

ROWS = 64
TILE = f"  __shared__ int tile[{MOST_THREADS}];\n"
OWN = f"  __shared__ int rows[{ROWS}]; __shared__ float many[{8 * MOST_THREADS}];\n"
CLEAR = (
    f"  for (int j = t; j < {ROWS}; j += threads) rows[j] = j;\n"
    f"  for (int j = t; j < {8 * MOST_THREADS}; j += threads) many[j] = j;\n  __syncthreads();\n"
)


class RowMaker(KernelMaker):
    """Makes one program from a seed."""

    def source(self) -> str:
        """The whole program, in CUDA C++."""
        head, _, rest = super().source().partition(TILE)
        before, barrier, after = rest.partition("  __syncthreads();\n")
        return f"{head}{TILE}{OWN}{before}{CLEAR}{barrier}{self._row(1)}{after}"

    def together(self, indent: int, in_loop: bool) -> str:
        """A statement that all threads of the block come to, or have left for good."""
        if self.random.random() < 0.3:
            return self._row(indent)
        return super().together(indent, in_loop)

    def _row(self, indent: int) -> str:
        made = [
            self._add_row,
            self._load_row,
            self._clamp,
            self._column,
            self._store_row,
            self._columns,
        ]
        return self.random.choice(made)(indent)

    def _add_row(self, indent: int) -> str:
        """A thread adds to places of a row in some order; then each looks at one."""
        pad, pick = "  " * indent, self.random
        length = pick.choice([3, 4, 5, 8, 16])
        places = pick.sample(range(length), pick.choice([length, length, max(length - 1, 1)]))
        choice = f"((t * {pick.choice([0, 1, 3])} + n) & {ROWS // 16 - 1}) * {length}"
        adds = " ".join(
            f"atomic_add(&rows[at + {place}], t * {pick.randint(1, 99)} + {place});"
            for place in places
        )
        guard = pick.choice(["", f"if (t & {pick.choice([1, 4, 64])}) "])
        return (
            f"{pad}{guard}{{ int at = {choice}; {adds} }}\n{pad}__syncthreads();\n"
            f"{pad}out0[tid] ^= rows[(t + {pick.randint(0, 40)}) & {ROWS - 1}] * 3;\n"
            f"{pad}__syncthreads();\n"
        )

    def _load_row(self, indent: int) -> str:
        pad, pick = "  " * indent, self.random
        length = pick.choice([2, 3, 4, 5])
        places = [pick.randint(0, length - 1) for _ in range(pick.randint(2, 5))]
        source = pick.choice(
            [f"in0[{length} * t + {{}}]", f"tile[({length} * t + {{}}) % threads]"]
        )
        terms = " + ".join(
            f"{source.format(place)} * {number + 1}" for number, place in enumerate(places)
        )
        guard = pick.choice(["", "", f"if (t & {pick.choice([1, 4, 64])}) "])
        return f"{pad}__syncthreads(); {guard}out0[tid] += {terms};\n{pad}__syncthreads();\n"

    def _clamp(self, indent: int) -> str:
        """A thread changes, on a condition, a place that it has just read."""
        pad, pick = "  " * indent, self.random
        most, sign = pick.randint(-200, 200), pick.choice("<>")
        new = pick.choice([str(most), "low * 3 + t"])
        place = f"(t * {pick.choice([1, 3, 5, 7])} + {pick.randint(0, 40)}) & {MOST_THREADS - 1}"
        return (
            f"{pad}{{ int at = {place}; int low = tile[at];\n"
            f"{pad}  if (low {sign} {most}) tile[at] = {new}; }}\n"
            f"{pad}__syncthreads(); out0[tid] += tile[t]; __syncthreads();\n"
        )

    def _column(self, indent: int) -> str:
        """A tile of 16 rows is filled down its columns and read along its rows."""
        pad, odd = "  " * indent, self.random.choice([1, 1, 3])
        return (
            f"{pad}if (threadIdx.y < 16 && threadIdx.z == 0)\n{pad}  tile[threadIdx.x % 16 * 16 +"
            f" (threadIdx.y * {odd} + threadIdx.x / 16) % 16] = n * 3 + tid;\n"
            f"{pad}__syncthreads(); out0[tid] += tile[t] * 5; __syncthreads();\n"
        )

    def _store_row(self, indent: int) -> str:
        """A thread writes a row of its own, guarded or not; then each looks at another's."""
        pad, pick = "  " * indent, self.random
        length = pick.choice([2, 3, 4, 8])
        places = pick.sample(range(length), length)
        if pick.random() < 0.4:
            places = sorted(places)[: pick.choice([length, length, length - 1])]
        bound = pick.choice(["", "", f"n * {pick.choice([1, 2, 8])}", "threads * 2", "1 << 30"])
        test = pick.choice(
            ["if (at + {} < %s) ", "if (at + {} >= %s) ; else ", "if (at + {} <= %s) "]
        )
        guard = test % bound if bound else ""
        sums = pick.choice([False, True])
        work = " ".join(
            (f"{guard.format(place)}sum += many[at + {place}];" if sums else "")
            + f" {guard.format(place)}many[at + {place}] = sum * 0.5f + {place};"
            for place in places
        )
        return (
            f"{pad}__syncthreads();\n"
            f"{pad}{{ int at = {self._place(length)}; float sum = t; {work} out1[tid] += sum; }}\n"
            f"{pad}__syncthreads(); out1[tid] += many[(t * {pick.choice([1, 3, 5])} + n) & 255];\n"
            f"{pad}__syncthreads();\n"
        )

    def _columns(self, indent: int) -> str:
        """A thread does the same to neighbours that it loads and stores, or nearly the same."""
        pad, pick = "  " * indent, self.random
        length = pick.choice([2, 3, 4, 8])
        columns = range(length)
        source = pick.choice(["many[at + {}]", "in1[(at + {}) & 255]", "in1[at % 64 + {}]"])
        loads = " ".join(f"float c{j} = {source.format(j)};" for j in columns)
        step = pick.choice(["c{0} * w + {1}", "(c{0} > w ? c{0} : w) - {1}", "c{0} + in1[r] * {1}"])
        odd = pick.choice([-1, -1, -1, 0, length - 1])
        work = " ".join(f"c{j} = {step.format(j, 2.5 if j == odd else 1.5)};" for j in columns)
        turns = pick.choice(["n % 7", "3", "(t & 3) + 1", "(n & 1)"])
        loop = f"for (int r = 0; r < {turns}; r++) {{ float w = in1[r + 9]; {work} }}"
        stores = " ".join(f"many[at + {j}] = c{j};" for j in columns)
        seen = pick.choice(["", "", "", f" out1[tid] += c{length - 1};"])
        guard = pick.choice(["", "", "", f"if (t & {pick.choice([1, 64])}) "])
        return (
            f"{pad}__syncthreads();\n"
            f"{pad}{guard}{{ int at = {self._place(length)}; {loads}\n{pad}  {loop}\n"
            f"{pad}  {stores}{seen} }}\n"
            f"{pad}__syncthreads(); out1[tid] += many[(t * {pick.choice([1, 3, 5])} + n) & 255];\n"
            f"{pad}__syncthreads();\n"
        )

    def _place(self, length: int) -> str:
        """Where a thread's row begins; nobody can know that the second does not wrap around."""
        return self.random.choice(
            [f"{length} * t", f"(int)({length} * (unsigned)t + (n - 53) * 77777777u)"]
        )
