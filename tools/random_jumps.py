"""Write the tables that random number generators jump ahead with (frontend/include/jarip/random).

    python -m tools.random_jumps

XORWOW: x**(2**i) modulo the characteristic polynomial of its 160 linear bits, which Berlekamp and
Massey's algorithm finds from its output (H. Haramoto et al., "Efficient Jump Ahead for F2-Linear
Random Number Generators", 2008). MRG32k3a: the 2**i-th powers of its two matrices (P. L'Ecuyer et
al., "An Object-Oriented Random-Number Package with Many Long Streams and Substreams", 2002).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

PLACE = Path(__file__).resolve().parents[1] / "src/jarip/cuda/frontend/include/jarip/random"
XORWOW_POWERS = 67 + 64
MRG_POWERS = 127 + 64
M1, M2 = 4294967087, 4294944443
A1 = ((0, 1, 0), (0, 0, 1), (M1 - 810728, 1403580, 0))
A2 = ((0, 1, 0), (0, 0, 1), (M2 - 1370589, 0, 527612))
Matrix = tuple[tuple[int, ...], ...]


def xorwow_bits() -> Iterator[int]:
    """The lowest bit of XORWOW's linear part, from a state of one bit."""
    state = [1, 0, 0, 0, 0]
    while True:
        t = state[0] ^ state[0] >> 2
        last = state[4]
        fresh = last ^ last << 4 ^ t ^ t << 1
        state = [*state[1:], fresh & 0xFFFFFFFF]
        yield state[4] & 1


def shortest_recurrence(bits: list[int]) -> int:
    """Berlekamp-Massey over GF(2): the connection polynomial, bit k is the coefficient of x**k."""
    current, previous, length, since = 1, 1, 0, 1
    for n in range(len(bits)):
        discrepancy = 0
        for k in range(length + 1):
            discrepancy ^= (current >> k & 1) & bits[n - k]
        if not discrepancy:
            since += 1
            continue
        kept = current
        current ^= previous << since
        if 2 * length <= n:
            length, previous, since = n + 1 - length, kept, 1
        else:
            since += 1
    return current


def characteristic_polynomial() -> int:
    """XORWOW's, of degree 160: its connection polynomial backwards."""
    source = xorwow_bits()
    connection = shortest_recurrence([next(source) for _ in range(400)])
    assert connection.bit_length() == 161
    return int(f"{connection:0161b}"[::-1], 2)


def squared(polynomial: int, modulus: int) -> int:
    spread = int("0".join(f"{polynomial:b}"), 2)
    while spread.bit_length() > 160:
        spread ^= modulus << (spread.bit_length() - 161)
    return spread


def product(a: Matrix, b: Matrix, modulus: int) -> Matrix:
    columns = list(zip(*b, strict=True))
    return tuple(
        tuple(sum(x * y for x, y in zip(row, column, strict=True)) % modulus for column in columns)
        for row in a
    )


def words(polynomial: int) -> str:
    return ", ".join(f"0x{polynomial >> 32 * k & 0xFFFFFFFF:08x}u" for k in range(5))


def write(name: str, guard: str, note: str, declarations: Iterable[str]) -> None:
    text = [
        f"/* {note} Written by tools/random_jumps.py. */",
        f"#ifndef {guard}",
        f"#define {guard}",
        "namespace jarip {",
        *declarations,
        "}  // namespace jarip",
        "#endif",
    ]
    (PLACE / name).write_text("\n".join(text) + "\n", encoding="utf-8")


def xorwow_table() -> Iterator[str]:
    modulus = characteristic_polynomial()
    yield f"static const __device__ unsigned int xorwow_modulus[5] = {{{words(modulus)}}};"
    yield f"static const __device__ unsigned int xorwow_powers[{XORWOW_POWERS}][5] = {{"
    power = 2
    for _ in range(XORWOW_POWERS):
        yield f"    {{{words(power)}}},"
        power = squared(power, modulus)
    yield "};"


def mrg_table() -> Iterator[str]:
    for number, matrix, modulus in ((1, A1, M1), (2, A2, M2)):
        name = f"mrg_powers_{number}"
        yield f"static const __device__ unsigned int {name}[{MRG_POWERS}][9] = {{"
        power: Matrix = matrix
        for _ in range(MRG_POWERS):
            yield "    {" + ", ".join(f"{x}u" for row in power for x in row) + "},"
            power = product(power, power, modulus)
        yield "};"


def main() -> None:
    write(
        "xorwow_jumps.h", "JARIP_XORWOW_JUMPS_H",
        "x**(2**i) modulo XORWOW's characteristic polynomial; lowest word first.", xorwow_table(),
    )  # fmt: skip
    write(
        "mrg32k3a_jumps.h", "JARIP_MRG32K3A_JUMPS_H",
        "The 2**i-th powers of MRG32k3a's matrices, row by row.", mrg_table(),
    )  # fmt: skip


if __name__ == "__main__":
    main()
