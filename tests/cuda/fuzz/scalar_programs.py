"""Random C functions of one thread: divergence, loops, breaks, early returns, private arrays.

`region(read-only tables, this thread's outputs, n, tid, thread)` is what a barrier-free region of a
kernel looks like to the widener. Each thread writes only its own outputs, so the order in which
threads run cannot matter, and all arithmetic is exact (no contraction, wrapping integers).
"""

from __future__ import annotations

import random

SIGNATURE = (
    "int region(const int *in0, const float *in1, const unsigned char *in2, int *out0, "
    "float *out1, short *out2, V *out3, int *out4, double *out5, int n, int tid, long thread)"
)
PROLOGUE = """
typedef struct { float a; int b; } S;
typedef struct { float x, y, z; } V;
__attribute__((noinline)) int helper(int a, int b) {
  int r = 0;
  while (a & 15) { r += b ^ a; a--; }
  return r;
}
"""
CHECKED = """
static inline KIND int checked_add(int a, int b) {
  int r; return __builtin_sadd_overflow(a, b, &r) ? ~r : r;
}
static inline KIND int checked_mul(int a, int b) {
  int r; return __builtin_smul_overflow(a, b, &r) ? r ^ 77 : r;
}
static inline KIND int checked_sub(unsigned a, unsigned b) {
  unsigned r; return __builtin_usub_overflow(a, b, &r) ? (int)(r >> 1) : (int)r;
}
static inline KIND int checked_long(int a, int b) {
  long r; return __builtin_smull_overflow((long)a << 20, (long)b << 13, &r) ? 5 : (int)(r >> 11);
}
static inline KIND int checked_short(int a, int b) {
  short r; return __builtin_add_overflow((short)a, (short)b, &r) ? r - 1 : r;
}
"""
"""Functions of the programs of seeds from FIRST_CHECKED on; `KIND` is `__device__` or nothing."""
FIRST_CHECKED = 50_000
START = """
  int a0 = tid, a1 = n, a2 = in0[tid & 255], a3 = 7;
  float f0 = in1[tid & 255], f1 = 1.5f, f2 = tid * 0.25f;
  int m0 = in0[5] & 63, s0 = 1 << (in0[6] & 7);
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
  return -1;
"""

OWN_PLACES = ("tid ^ m0", "2 * tid - (tid & (s0 - 1))", "tid + (tid & -s0)", "tid * 2 + 1")
"""Places that no two threads share, by masks that all threads share."""
ANY_PLACES = (*OWN_PLACES, "tid | m0", "tid & m0", "tid * (m0 & 3)", "(tid ^ m0) + (tid & s0)")


class ProgramMaker:
    """Makes one program from a seed; `source()` is C. `places` are what tables are read at."""

    places: tuple[str, ...] = ANY_PLACES

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.checked = seed >= FIRST_CHECKED
        self.integers = [f"a{i}" for i in range(4)]
        self.floats = [f"f{i}" for i in range(3)]
        self.counters = 0
        self.open_loops = 0
        self.budget = self.random.randint(6, 22)
        self.own_place = self.random.choice(OWN_PLACES) if self.places else "tid"

    def source(self) -> str:
        """The whole program."""
        body = "".join(self.statement(1, False) for _ in range(self.random.randint(3, 9)))
        functions = CHECKED.replace("KIND", "") if self.checked else ""
        return f"{PROLOGUE}{functions}{SIGNATURE} {{{START}{body}{END}}}\n"

    # -- expressions

    def integer(self, depth: int = 0) -> str:
        """An int expression without undefined behaviour."""
        pick = self.random
        if depth > 2 or pick.random() < 0.25:
            return pick.choice(self.integers)
        i, f = self.integer, self.real
        inner = depth + 1
        if self.checked and pick.random() < 0.2:
            return self._checked(inner)
        if self.places and pick.random() < 0.1:
            return f"in0[{pick.choice(self.places)}]"
        return pick.choice(
            (
                lambda: str(pick.choice([0, 1, 2, 7, 15, 31, -1, pick.randint(-1000, 1000)])),
                lambda: f"in0[({i(inner)}) & 255]",
                lambda: f"(int)in2[({i(inner)}) & 255]",
                lambda: f"p[({i(inner)}) & 7]",
                lambda: f"q[({i(inner)}) & 3].b",
                lambda: f"({f(inner)} < {f(inner)})",
                lambda: f"(({i(inner)}) < ({i(inner)}) ? ({i(inner)}) : ({i(inner)}))",
                lambda: f"(({i(inner)}) >> (({i(inner)}) & 15))",
                lambda: f"__builtin_popcount({i(inner)})",
                lambda: f"(int)(((long)({i(inner)}) * ({i(inner)})) >> 7)",
                lambda: f"(({i(inner)}) / ((({i(inner)}) & 63) + 1))",
                lambda: f"(({i(inner)}) % ((({i(inner)}) & 31) + 1))",
                lambda: f"(unsigned char)({i(inner)})",
                lambda: f"(short)({i(inner)})",
                lambda: f"(({i(inner)}) {pick.choice('+-*&|^')} ({i(inner)}))",
                lambda: f"(({i(inner)}) {pick.choice('+-*&|^')} ({i(inner)}))",
            )
        )()

    def _checked(self, depth: int) -> str:
        """Arithmetic that says whether it overflowed, and rotations and counts of 64 bits."""
        pick, i = self.random, self.integer
        return pick.choice(
            (
                lambda: (
                    f"checked_{pick.choice(['add', 'mul', 'sub', 'long', 'short'])}"
                    f"({i(depth)}, {i(depth)})"
                ),
                lambda: f"(int)__builtin_rotateleft32({i(depth)}, ({i(depth)}) & 31)",
                lambda: f"__builtin_clzll((({i(depth)}) & 1023) + 1l)",
                lambda: f"(int)__builtin_bitreverse32({i(depth)})",
            )
        )()

    def real(self, depth: int = 0) -> str:
        """A float expression whose value does not depend on contraction."""
        pick = self.random
        if depth > 2 or pick.random() < 0.3:
            return pick.choice(self.floats)
        i, f = self.integer, self.real
        inner = depth + 1
        if self.places and pick.random() < 0.1:
            return f"in1[{pick.choice(self.places)}]"
        return pick.choice(
            (
                lambda: f"{pick.uniform(-4, 4):.3f}f",
                lambda: f"in1[({i(inner)}) & 255]",
                lambda: f"q[({i(inner)}) & 3].a",
                lambda: f"(float)(({i(inner)}) & 0xffff)",
                lambda: f"__builtin_fabsf({f(inner)})",
                lambda: f"__builtin_sqrtf({f(inner)})",
                lambda: f"__builtin_fmaf({f(inner)}, {f(inner)}, {f(inner)})",
                lambda: f"(({i(inner)}) & 1 ? {f(inner)} : {f(inner)})",
                lambda: f"({f(inner)} {pick.choice('+-*')} {f(inner)})",
            )
        )()

    def condition(self) -> str:
        """Uniform, affine or divergent."""
        pick = self.random
        return pick.choice(
            (
                lambda: f"({self.integer(1)}) < ({self.integer(1)})",
                lambda: f"({self.integer(1)}) & {pick.choice([1, 2, 4, 7])}",
                lambda: f"{self.real(1)} > {self.real(1)}",
                lambda: f"tid < {pick.choice([1, 5, 16, 32, 40])}",
                lambda: f"n > {pick.choice([10, 60])}",
                lambda: f"({self.integer(1)}) == ({self.integer(1)})",
            )
        )()

    # -- statements

    def statement(self, indent: int, in_loop: bool) -> str:
        """One statement, nested ones included."""
        self.budget -= 1
        pad = "  " * indent
        if self.budget < 0:
            return f"{pad}a0 += 1;\n"
        kinds = [self._assign] * 8 + [self._output] * 2 + [self._branch] * 4 + [self._leave]
        kinds += [self._switch, self._call]
        if self.open_loops < 3:
            kinds += [self._loop] * 4
        if in_loop:
            kinds += [self._jump] * 2
        return self.random.choice(kinds)(indent, in_loop)

    def _assign(self, indent: int, in_loop: bool) -> str:
        pick = self.random
        target, value = pick.choice(
            (
                lambda: (pick.choice(self.integers[:4]), self.integer()),
                lambda: (pick.choice(self.floats), self.real()),
                lambda: (f"p[({self.integer(1)}) & 7]", self.integer()),
                lambda: (f"q[({self.integer(1)}) & 3].a", self.real()),
                lambda: (f"q[({self.integer(1)}) & 3].b", self.integer()),
                lambda: (f"q[({self.integer(1)}) & 3]", f"q[({self.integer(1)}) & 3]"),
            )
        )()
        return f"{'  ' * indent}{target} = {value};\n"

    def _output(self, indent: int, in_loop: bool) -> str:
        pick = self.random
        if self.places and pick.random() < 0.4:
            value = pick.choice((f"out4[{self.own_place}] +=", f"out5[{self.own_place}] ="))
            return f"{'  ' * indent}{value} {self.integer()};\n"
        text = pick.choice(
            (
                lambda: f"out0[tid] = {self.integer()}",
                lambda: f"out1[tid] = {self.real()}",
                lambda: f"out2[tid * 3 + {pick.randint(0, 2)}] = (short)({self.integer()})",
                lambda: f"out3[tid].y = {self.real()}",
                lambda: f"a1 += out0[tid] + out2[tid * 3 + {pick.randint(0, 2)}]",
                lambda: "f1 += out3[tid].y",
            )
        )()
        return f"{'  ' * indent}{text};\n"

    def _block(self, indent: int, in_loop: bool, most: int) -> str:
        count = self.random.randint(1, most)
        return "".join(self.statement(indent + 1, in_loop) for _ in range(count))

    def _branch(self, indent: int, in_loop: bool) -> str:
        pad = "  " * indent
        text = f"{pad}if ({self.condition()}) {{\n{self._block(indent, in_loop, 3)}{pad}}}\n"
        if self.random.random() < 0.5:
            text += f"{pad}else {{\n{self._block(indent, in_loop, 3)}{pad}}}\n"
        return text

    def _loop(self, indent: int, in_loop: bool) -> str:
        pick, pad = self.random, "  " * indent
        counter = f"i{self.counters}"
        self.counters += 1
        most = pick.choice(
            [str(pick.randint(1, 9)), f"(({self.integer(1)}) & 7)", "(n & 15)", "(tid & 7)"]
        )
        self.open_loops += 1
        self.integers.append(counter)
        body = self._block(indent, True, 4)
        self.integers.remove(counter)
        self.open_loops -= 1
        if pick.random() < 0.6:
            head = f"for (int {counter} = 0, most{counter} = {most};"
            return f"{pad}{head} {counter} < most{counter}; {counter}++) {{\n{body}{pad}}}\n"
        test = f"({self.condition()}) && ++{counter} < 9"
        return f"{pad}{{ int {counter} = 0; do {{\n{body}{pad}}} while ({test}); }}\n"

    def _jump(self, indent: int, in_loop: bool) -> str:
        word = self.random.choice(["break", "continue"])
        return f"{'  ' * indent}if ({self.condition()}) {word};\n"

    def _leave(self, indent: int, in_loop: bool) -> str:
        return f"{'  ' * indent}if ({self.condition()}) return -1;\n"

    def _switch(self, indent: int, in_loop: bool) -> str:
        pad = "  " * indent
        cases = ""
        for case in range(self.random.randint(2, 4)):
            end = " break;" if self.random.random() < 0.7 else ""
            cases += f"{pad}  case {case}: {self._assign(0, False).strip()}{end}\n"
        return f"{pad}switch (({self.integer(1)}) & 3) {{\n{cases}{pad}}}\n"

    def _call(self, indent: int, in_loop: bool) -> str:
        target = self.random.choice(self.integers[:4])
        return f"{'  ' * indent}{target} = helper({self.integer(1)}, {target});\n"
