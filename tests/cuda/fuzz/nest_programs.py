"""Random kernels with a loop in a loop: sums of a thread, in registers and in arrays of its own.

What `kernel_programs.py` makes, and among it nests whose outer turns may run together, and such as
look like it but may not: a turn needs what the last one summed up, or writes where it reads.
"""

from __future__ import annotations

from tests.cuda.fuzz.kernel_programs import KernelMaker


class NestMaker(KernelMaker):
    """Makes one program from a seed."""

    def together(self, indent: int, in_loop: bool) -> str:
        """A statement that all threads of the block come to, or have left for good."""
        if self.random.random() < 0.4:
            return self._nest(indent)
        return super().together(indent, in_loop)

    def _nest(self, indent: int) -> str:
        pad, pick = "  " * indent, self.random
        outer, inner = pick.choice([6, 8, 12, 20, 7]), pick.choice([16, 24, 40])
        start = pick.choice([0, 0, 0, 4])
        work = "".join(f" {self._work(inner)}" for _ in range(pick.randint(1, 2)))
        after = "".join(f" {self._after()}" for _ in range(pick.randint(1, 3)))
        old = pick.choice(["j * 0.5f", "j * 0.5f", "tile[j]", "part[j]", "own[j]"])
        first = pick.choice(["0.0f", "0.0f", "before", "sum"])
        guard = pick.choice(["", "", f"if (t & {pick.choice([1, 4, 64])}) "])
        return (
            f"{pad}__syncthreads();\n{pad}{guard}{{ float own[{inner} + 12], part[24];\n"
            f"{pad}  float most = 0.0f, sum = 0.0f, all = 1.0f; int at = 0;\n"
            f"{pad}  for (int d = 0; d < {inner} + 12; d++) own[d] = (t * d & 31) * 0.25f;\n"
            f"{pad}  for (int j = 0; j < 24; j++) part[j] = j;\n"
            f"{pad}  for (int j = {start}; j < {start + outer}; j++) {{\n"
            f"{pad}    float before = {old} + in1[j]; sum = {first};\n"
            f"{pad}    for (int d = 0; d < {inner}; d++) {{{work} }}\n{pad}   {after} }}\n"
            f"{pad}  for (int d = 0; d <= {inner}; d++) all += own[d];\n"
            f"{pad}  for (int j = 0; j < 24; j++) all += part[j] * j;\n"
            f"{pad}  out1[tid] += all + most + sum + at; }}\n{pad}__syncthreads();\n"
        )

    def _work(self, inner: int) -> str:
        """What a turn of the inner loop does."""
        odd = self.random.randint(1, 5)
        return self.random.choice(
            [
                f"sum += own[d] * in1[(j * {inner} + d) & 255];",
                f"sum += own[d] * tile[(j * {odd} + d) % threads];",
                f"own[d] += before * in1[(j + d * {odd}) & 255];",
                "own[d + 1] += own[d] * 0.125f;",
                f"own[({inner} - d) % {odd + 3}] += before;",
                "if (own[d] > before) sum += own[d];",
            ]
        )

    def _after(self) -> str:
        """What a turn of the outer loop does after its inner one."""
        return self.random.choice(
            [
                "most = sum > most ? sum : most;",
                "if (sum < all) { all = sum; at = j; }",
                "part[j] = sum;",
                "part[(j + 1) % 24] = sum;",
                "all += sum * 0.25f;",
                "own[j] = sum;",
            ]
        )
