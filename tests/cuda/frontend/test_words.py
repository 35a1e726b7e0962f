"""SIMD in a word, byte permutes and dot products, against the same thing said in Python."""

from collections.abc import Callable

import numpy as np
import pytest
from tools.accuracy.library import HostLibrary

COUNT = 200


def words(seed: str, columns: int) -> list[np.ndarray]:  # type: ignore[type-arg]
    random = np.random.default_rng(sum(seed.encode()))
    edges = np.array([0, 0xFFFFFFFF, 0x80808080, 0x7F7F7F7F, 0x80008000, 0x7FFF7FFF], np.uint32)
    return [
        np.concatenate([random.integers(0, 1 << 32, COUNT, np.uint32), random.permutation(edges)])
        for _ in range(columns)
    ]


def split(word: int, parts: int, signed: bool) -> list[int]:
    bits = 32 // parts
    values = [word >> bits * i & ((1 << bits) - 1) for i in range(parts)]
    return [v - (1 << bits) if signed and v >> (bits - 1) else v for v in values]


def join(values: list[int], parts: int) -> int:
    bits = 32 // parts
    return sum((v & ((1 << bits) - 1)) << bits * i for i, v in enumerate(values))


Operation = Callable[[int, int, int], int]  # a, b, bits of a part


def _low(bits: int) -> int:
    return -(1 << (bits - 1))


def _high(bits: int) -> int:
    return (1 << (bits - 1)) - 1


def _away(total: int) -> int:
    """Half of a sum, rounded away from zero."""
    return (total + 1) // 2 if total >= 0 else -((-total + 1) // 2) if total % 2 else total // 2


BINARY: dict[str, tuple[bool, Operation]] = {
    "__vadd": (True, lambda a, b, n: a + b),
    "__vaddss": (True, lambda a, b, n: min(max(a + b, _low(n)), _high(n))),
    "__vaddus": (False, lambda a, b, n: min(a + b, (1 << n) - 1)),
    "__vsub": (True, lambda a, b, n: a - b),
    "__vsubss": (True, lambda a, b, n: min(max(a - b, _low(n)), _high(n))),
    "__vsubus": (False, lambda a, b, n: max(a - b, 0)),
    "__vavgu": (False, lambda a, b, n: (a + b + 1) // 2),
    "__vavgs": (True, lambda a, b, n: _away(a + b)),
    "__vhaddu": (False, lambda a, b, n: (a + b) // 2),
    "__vmaxs": (True, lambda a, b, n: max(a, b)),
    "__vmaxu": (False, lambda a, b, n: max(a, b)),
    "__vmins": (True, lambda a, b, n: min(a, b)),
    "__vminu": (False, lambda a, b, n: min(a, b)),
    "__vabsdiffs": (True, lambda a, b, n: abs(a - b)),
    "__vabsdiffu": (False, lambda a, b, n: abs(a - b)),
    **{
        f"__v{how}{name}{suffix}": (signed, operation)
        for how, true in (("cmp", -1), ("set", 1))
        for suffix, signed in (("s", True), ("u", False))
        for name, operation in {
            "ge": lambda a, b, n, true=true: true if a >= b else 0,
            "gt": lambda a, b, n, true=true: true if a > b else 0,
            "le": lambda a, b, n, true=true: true if a <= b else 0,
            "lt": lambda a, b, n, true=true: true if a < b else 0,
        }.items()
    },
    "__vcmpeq": (True, lambda a, b, n: -1 if a == b else 0),
    "__vcmpne": (True, lambda a, b, n: -1 if a != b else 0),
    "__vseteq": (True, lambda a, b, n: 1 if a == b else 0),
    "__vsetne": (True, lambda a, b, n: 1 if a != b else 0),
}
UNARY: dict[str, Callable[[int, int], int]] = {
    "__vabs": lambda a, n: abs(a),
    "__vabsss": lambda a, n: min(abs(a), _high(n)),
    "__vneg": lambda a, n: -a,
    "__vnegss": lambda a, n: min(-a, _high(n)),
}


@pytest.mark.parametrize("parts", [2, 4])
@pytest.mark.parametrize("name", BINARY)
def test_binary(host_library: HostLibrary, name: str, parts: int) -> None:
    signed, operation = BINARY[name]
    x, y = words(name, 2)
    results = host_library.call(f"{name}{parts}", np.uint32, x, y)
    for a, b, result in zip(x, y, results, strict=True):
        pairs = zip(split(int(a), parts, signed), split(int(b), parts, signed), strict=True)
        wanted = join([operation(p, q, 32 // parts) for p, q in pairs], parts)
        assert int(result) == wanted, f"{name}{parts}({a:#x}, {b:#x})"


@pytest.mark.parametrize("parts", [2, 4])
@pytest.mark.parametrize("name", UNARY)
def test_unary(host_library: HostLibrary, name: str, parts: int) -> None:
    (x,) = words(name, 1)
    results = host_library.call(f"{name}{parts}", np.uint32, x)
    for a, result in zip(x, results, strict=True):
        values = [UNARY[name](p, 32 // parts) for p in split(int(a), parts, True)]
        assert int(result) == join(values, parts), f"{name}{parts}({a:#x})"


@pytest.mark.parametrize("parts", [2, 4])
@pytest.mark.parametrize("signed", [True, False])
def test_sum_of_absolute_differences(host_library: HostLibrary, parts: int, signed: bool) -> None:
    x, y = words("sad", 2)
    results = host_library.call(f"__vsad{'s' if signed else 'u'}{parts}", np.uint32, x, y)
    for a, b, result in zip(x, y, results, strict=True):
        pairs = zip(split(int(a), parts, signed), split(int(b), parts, signed), strict=True)
        assert int(result) == sum(abs(p - q) for p, q in pairs)


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize(("name", "choose"), [("max", max), ("min", min)])
def test_three_operands(
    host_library: HostLibrary, name: str, choose: Callable[..., int], relu: bool
) -> None:
    suffix = "_relu" if relu else ""
    x, y, z = words(name, 3)
    three = host_library.call(f"__vi{name}3_s16x2{suffix}", np.uint32, x, y, z)
    after_sum = host_library.call(f"__viadd{name}_s16x2{suffix}", np.uint32, x, y, z)
    for row in zip(x, y, z, three, after_sum, strict=True):
        halves = list(zip(*(split(int(word), 2, True) for word in row[:3]), strict=True))
        wanted = [choose(a, b, c) for a, b, c in halves]
        sums = [choose(split(a + b & 0xFFFF, 2, True)[0], c) for a, b, c in halves]
        if relu:
            wanted, sums = [max(v, 0) for v in wanted], [max(v, 0) for v in sums]
        assert int(row[3]) == join(wanted, 2)
        assert int(row[4]) == join(sums, 2)


def test_byte_permute(host_library: HostLibrary) -> None:
    x, y, selectors = words("permute", 3)
    results = host_library.call("__byte_perm", np.uint32, x, y, selectors)
    for a, b, selector, result in zip(x, y, selectors, results, strict=True):
        source = split(int(a), 4, False) + split(int(b), 4, False)
        chosen = [source[int(selector) >> 4 * i & 7] for i in range(4)]
        assert int(result) == join(chosen, 4)


def test_dot_products(host_library: HostLibrary) -> None:
    x, y, z = words("dot", 3)
    unsigned = host_library.call("__jarip_dp4a_u32", np.uint32, x, y, z)
    signed = host_library.call("__jarip_dp4a_s32", np.int32, *(c.view(np.int32) for c in (x, y, z)))
    high = host_library.call(
        "__jarip_dp2a_s32",
        np.int32,
        *(c.view(np.int32) for c in (x, y, z)),
        np.ones_like(x, np.int32),
    )
    for a, b, c, u, s, h in zip(x, y, z, unsigned, signed, high, strict=True):

        def dot(p: list[int], q: list[int]) -> int:
            return sum(i * j for i, j in zip(p, q, strict=True))

        bytes_b = split(int(b), 4, True)
        total = dot(split(int(a), 4, False), split(int(b), 4, False)) + int(c)
        assert int(u) == total & 0xFFFFFFFF
        assert int(s) & 0xFFFFFFFF == (dot(split(int(a), 4, True), bytes_b) + int(c)) & 0xFFFFFFFF
        assert (
            int(h) & 0xFFFFFFFF == (dot(split(int(a), 2, True), bytes_b[2:]) + int(c)) & 0xFFFFFFFF
        )


def test_nth_set_bit(host_library: HostLibrary) -> None:
    random = np.random.default_rng(5)
    masks = random.integers(0, 1 << 32, COUNT, np.uint32)
    bases = random.integers(0, 32, COUNT).astype(np.uint32)
    offsets = random.integers(-10, 10, COUNT).astype(np.int32)
    results = host_library.call("__fns", np.uint32, masks, bases, offsets)
    for mask, base, offset, result in zip(masks, bases, offsets, results, strict=True):
        bits = [i for i in range(32) if int(mask) >> i & 1]
        if offset == 0:
            found = [int(base)] if int(base) in bits else []
        elif offset > 0:
            found = [i for i in bits if i >= base][offset - 1 : offset]
        else:
            found = [i for i in reversed(bits) if i <= base][-offset - 1 : -offset]
        assert int(result) == (found[0] if found else 0xFFFFFFFF)
