"""How a value varies over the lanes of a group: uniform, affine or varying.

A group is W consecutive threads of a block that one vector instruction works for. An affine value
is `base + stride * lane`; only its base is kept, in a scalar. Pointers count in bytes.

Source: the shape lattice of R. Karrenberg, "Automatic SIMD Vectorization of SSA-based Control Flow
Graphs" (2015), with exactness flags added so that widening an index never assumes away a wrap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd

ANY_ALIGNMENT = 1 << 62
"""The alignment of zero: every power of two divides it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`stride` is the difference between neighbouring lanes, None when there is no such number.

    `alignment` is a power of two that divides lane 0's value. `signed` and `unsigned` say that the
    lanes' values, read as signed or unsigned integers, are base + stride * lane without wrapping,
    so that a sign or zero extension keeps the stride.
    """

    stride: int | None
    alignment: int = 1
    signed: bool = False
    unsigned: bool = False

    @property
    def uniform(self) -> bool:
        """Every lane has the same value."""
        return self.stride == 0

    @property
    def varying(self) -> bool:
        """Nothing is known: the value needs a vector."""
        return self.stride is None


UNIFORM = Shape(0, 1, signed=True, unsigned=True)
VARYING = Shape(None)


def affine(stride: int, alignment: int = 1, exact: bool = True) -> Shape:
    """base + stride * lane; `exact` when it wraps neither as signed nor as unsigned."""
    if stride == 0:
        return Shape(0, alignment, signed=True, unsigned=True)
    return Shape(stride, alignment, signed=exact, unsigned=exact)


def uniform_constant(value: int) -> Shape:
    """The same known number in every lane."""
    return Shape(0, power_of_two_in(value), signed=True, unsigned=True)


def power_of_two_in(value: int) -> int:
    """The largest power of two that divides `value`."""
    return value & -value if value else ANY_ALIGNMENT


def join(left: Shape, right: Shape) -> Shape:
    """What is known of a value that has either shape."""
    if left.stride is None or left.stride != right.stride:
        return VARYING
    return Shape(
        left.stride,
        gcd(left.alignment, right.alignment),
        left.signed and right.signed,
        left.unsigned and right.unsigned,
    )


def settle(shape: Shape, lanes: int, no_signed_wrap: bool, no_unsigned_wrap: bool) -> Shape:
    """Exactness of an arithmetic result, from its flags or from its alignment.

    A base that is a multiple of A, with all lanes within A of it, stays between two multiples of A,
    so it crosses no power of two above A: neither 2^31 nor 2^32.

    Flags speak of active lanes only, while the base is lane 0's, active or not. Lane 0 is the least
    when the stride is positive, so an addition that does not wrap above does not in lane 0 either;
    but a difference may be negative there, so `no_unsigned_wrap` must not be passed for one.
    Signed, lane 0 could only wrap within W strides of -2^31, where no index is.
    """
    if shape.stride is None:
        return VARYING
    if shape.stride == 0:
        return replace(shape, signed=True, unsigned=True)
    within = 0 < shape.stride * (lanes - 1) < shape.alignment
    return replace(
        shape,
        signed=within or (shape.signed and no_signed_wrap),
        unsigned=within or (shape.unsigned and no_unsigned_wrap),
    )
