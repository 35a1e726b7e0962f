"""NVVM's conversions as LLVM text: float to integer (saturating), between widths, bit casts.

Source: PTX ISA, "cvt"; "For float-to-integer conversions, the result is clamped to the range of the
destination", NaN becomes 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from jarip.cuda.intrinsics.row import Intrinsic, Kind

REFERENCE = "PTX ISA, Data Movement and Conversion Instructions: cvt"
_ROUND = {"rn": "roundeven", "rz": "trunc", "rm": "floor", "rp": "ceil"}
_FLOATS = {"f": ("float", "f32"), "d": ("double", "f64")}
_INTEGERS = {"i": ("i32", "s"), "ui": ("i32", "u"), "ll": ("i64", "s"), "ull": ("i64", "u")}


def _row(name: str, signature: str, body: str) -> Intrinsic:
    return Intrinsic(f"llvm.nvvm.{name}", Kind.EXPAND, REFERENCE, signature, body)


def _to_integer() -> Iterator[Intrinsic]:
    for letter, (kind, suffix) in _FLOATS.items():
        for name, (integer, sign) in _INTEGERS.items():
            for mode, function in _ROUND.items():
                for ftz in ("", ".ftz"):
                    yield _row(
                        f"{letter}2{name}.{mode}{ftz}",
                        f"{integer} ({kind} %a)",
                        f"%w = call {kind} @llvm.{function}.{suffix}({kind} %a)\n"
                        f"%r = call {integer} @llvm.fpto{sign}i.sat.{integer}.{suffix}({kind} %w)\n"
                        f"ret {integer} %r",
                    )


def _from_integer() -> Iterator[Intrinsic]:
    for letter, (kind, _) in _FLOATS.items():
        for name, (integer, sign) in _INTEGERS.items():
            yield _row(
                f"{name}2{letter}.rn",
                f"{kind} ({integer} %a)",
                f"%r = {sign}itofp {integer} %a to {kind}\nret {kind} %r",
            )


def _bits() -> Iterator[Intrinsic]:
    yield _row(
        "d2i.lo", "i32 (double %a)",
        "%b = bitcast double %a to i64\n%r = trunc i64 %b to i32\nret i32 %r",
    )  # fmt: skip
    yield _row(
        "d2i.hi", "i32 (double %a)",
        "%b = bitcast double %a to i64\n%h = lshr i64 %b, 32\n%r = trunc i64 %h to i32\nret i32 %r",
    )  # fmt: skip
    yield _row(
        "lohi.i2d", "double (i32 %lo, i32 %hi)",
        "%l = zext i32 %lo to i64\n%h = zext i32 %hi to i64\n%s = shl i64 %h, 32\n"
        "%b = or i64 %s, %l\n%r = bitcast i64 %b to double\nret double %r",
    )  # fmt: skip


def _narrow() -> Iterator[Intrinsic]:
    for ftz in ("", ".ftz"):
        yield _row(f"d2f.rn{ftz}", "float (double %a)",
                   "%r = fptrunc double %a to float\nret float %r")  # fmt: skip
        yield _row(f"f2h.rn{ftz}", "i16 (float %a)",
                   "%h = fptrunc float %a to half\n"
                   "%r = bitcast half %h to i16\nret i16 %r")  # fmt: skip
        yield _row(f"bf2h.rn{ftz}", "i16 (bfloat %a)",
                   "%f = fpext bfloat %a to float\n%h = fptrunc float %f to half\n"
                   "%r = bitcast half %h to i16\nret i16 %r")  # fmt: skip
    for name, kind in (("f2bf16", "bfloat"), ("f2f16", "half")):
        suffix = {"bfloat": "bf16", "half": "f16"}[kind]
        relu = f"%r = call {kind} @llvm.maxnum.{suffix}({kind} %h, {kind} 0.0)"
        cut = f"%h = fptrunc float %a to {kind}\n"
        yield _row(f"{name}.rn", f"{kind} (float %a)", f"{cut}ret {kind} %h")
        yield _row(f"{name}.rn.relu", f"{kind} (float %a)", f"{cut}{relu}\nret {kind} %r")
        pair = (
            f"%x = fptrunc float %a to {kind}\n%y = fptrunc float %b to {kind}\n"
            f"%v = insertelement <2 x {kind}> poison, {kind} %y, i32 0\n"
            f"%r = insertelement <2 x {kind}> %v, {kind} %x, i32 1\nret <2 x {kind}> %r"
        )
        yield _row(f"f{name}x2.rn", f"<2 x {kind}> (float %a, float %b)", pair)


ROWS: tuple[Intrinsic, ...] = (*_to_integer(), *_from_integer(), *_bits(), *_narrow())
