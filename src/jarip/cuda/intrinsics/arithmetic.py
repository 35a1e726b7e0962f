"""NVVM's arithmetic as LLVM text.

Where PTX flushes subnormals (`.ftz`) we keep them; where it allows an approximation we are exact,
but for CHIP_FUNCTIONS.
Source: PTX ISA, "Integer Arithmetic", "Floating-Point", "Data Movement and Conversion"; the
signatures are LLVM's (IntrinsicsNVVM).
"""

from __future__ import annotations

from collections.abc import Iterator

from jarip.cuda.intrinsics.row import Intrinsic, Kind

REFERENCE = "PTX ISA, Arithmetic Instructions"
_N = "llvm.nvvm."
_LETTER = {"f": "float", "d": "double"}
_SUFFIX = {
    "float": "f32", "double": "f64", "half": "f16", "bfloat": "bf16",
    "<2 x half>": "v2f16", "<2 x bfloat>": "v2bf16",
}  # fmt: skip
_PACKED = {
    "f16": "half", "f16x2": "<2 x half>", "bf16": "bfloat", "bf16x2": "<2 x bfloat>",
    **_LETTER,
}  # fmt: skip

CHIP_FUNCTIONS = {
    **{f"{_N}rsqrt.approx{ftz}.f": "jarip.rsqrt.f32" for ftz in ("", ".ftz")},
    "__jarip_chip_scalef": "jarip.scale.f32",
}
"""What the target writes in its own way, by what it is called on the host."""


def _row(name: str, signature: str, body: str) -> Intrinsic:
    return Intrinsic(_N + name, Kind.EXPAND, REFERENCE, signature, body)


def _call(kind: str, function: str, *arguments: str) -> str:
    """Text of a call of one of LLVM's intrinsics on values of one type."""
    operands = ", ".join(f"{kind} {a}" for a in arguments)
    return f"call {kind} @llvm.{function}.{_SUFFIX[kind]}({operands})"


def _unary() -> Iterator[Intrinsic]:
    functions = (
        ("sqrt.rn", "sqrt"), ("fabs", "fabs"), ("ceil", "ceil"), ("floor", "floor"),
        ("trunc", "trunc"), ("round", "roundeven"),
    )  # fmt: skip
    for letter, kind in _LETTER.items():
        signature = f"{kind} ({kind} %a)"
        for name, function in functions:
            for ftz in ("", "ftz."):
                yield _row(
                    f"{name}.{ftz}{letter}",
                    signature,
                    f"%r = {_call(kind, function, '%a')}\nret {kind} %r",
                )
    for name in ("sqrt.f", "sqrt.approx.f", "sqrt.approx.ftz.f"):
        yield _row(name, "float (float %a)", f"%r = {_call('float', 'sqrt', '%a')}\nret float %r")
    for ftz in ("", ".ftz"):
        for kind in ("float", "double"):
            letter = kind[0]
            if f"llvm.nvvm.rsqrt.approx{ftz}.{letter}" in CHIP_FUNCTIONS:
                continue
            yield _row(
                f"rsqrt.approx{ftz}.{letter}",
                f"{kind} ({kind} %a)",
                f"%s = {_call(kind, 'sqrt', '%a')}\n%r = fdiv {kind} 1.0, %s\nret {kind} %r",
            )
    for name in ("rcp.rn.f", "rcp.rn.ftz.f", "rcp.approx.ftz.f", "rcp.rn.d", "rcp.approx.ftz.d"):
        kind = _LETTER[name[-1]]
        yield _row(name, f"{kind} ({kind} %a)", f"%r = fdiv {kind} 1.0, %a\nret {kind} %r")


def _transcendental() -> Iterator[Intrinsic]:
    for name, function in (("sin", "sin"), ("cos", "cos"), ("lg2", "log2")):
        for ftz in ("", ".ftz"):
            body = f"%r = {_call('float', function, '%a')}\nret float %r"
            yield _row(f"{name}.approx{ftz}.f", "float (float %a)", body)
    yield _row(
        "lg2.approx.d", "double (double %a)", f"%r = {_call('double', 'log2', '%a')}\nret double %r"
    )
    for ftz in ("", ".ftz"):
        for kind in ("float", "half", "<2 x half>", "bfloat", "<2 x bfloat>"):
            body = f"%r = {_call(kind, 'exp2', '%a')}\nret {kind} %r"
            yield _row(f"ex2.approx{ftz}.{_SUFFIX[kind]}", f"{kind} ({kind} %a)", body)


def _binary() -> Iterator[Intrinsic]:
    for letter, kind in _LETTER.items():
        signature = f"{kind} ({kind} %a, {kind} %b)"
        for name, operation in (("add", "fadd"), ("mul", "fmul"), ("div", "fdiv")):
            for ftz in ("", "ftz."):
                yield _row(
                    f"{name}.rn.{ftz}{letter}",
                    signature,
                    f"%r = {operation} {kind} %a, %b\nret {kind} %r",
                )
    for name in ("div.approx.f", "div.approx.ftz.f", "div.full", "div.full.ftz"):
        yield _row(name, "float (float %a, float %b)", "%r = fdiv float %a, %b\nret float %r")
    for side, plain, strict in (("fmin", "minnum", "minimum"), ("fmax", "maxnum", "maximum")):
        for name, kind in _PACKED.items():
            for ftz in ("", "ftz."):
                for nan, function in (("", plain), ("nan.", strict)):
                    yield _row(
                        f"{side}.{ftz}{nan}{name}",
                        f"{kind} ({kind} %a, {kind} %b)",
                        f"%r = {_call(kind, function, '%a', '%b')}\nret {kind} %r",
                    )


def _fused() -> Iterator[Intrinsic]:
    for name, kind in _PACKED.items():
        zero, one = ("zeroinitializer", "splat (half 1.0)") if "x" in kind else ("0.0", "1.0")
        one = one.replace("half", kind[5:-1]) if "x" in kind else one
        for ftz in ("", "ftz."):
            for end in ("", "sat.", "relu."):
                fma = _call(kind, "fma", "%a", "%b", "%c")
                lines = [f"%r0 = {fma}", f"%r1 = {_call(kind, 'maxnum', '%r0', zero)}"]
                lines.append(f"%r2 = {_call(kind, 'minnum', '%r1', one)}")
                count = {"": 1, "relu.": 2, "sat.": 3}[end]
                body = "\n".join(lines[:count]) + f"\nret {kind} %r{count - 1}"
                signature = f"{kind} ({kind} %a, {kind} %b, {kind} %c)"
                yield _row(f"fma.rn.{ftz}{end}{name}", signature, body)
    for letter, kind in _LETTER.items():
        for name in (f"saturate.{letter}", f"saturate.ftz.{letter}"):
            body = (
                f"%m = {_call(kind, 'maxnum', '%a', '0.0')}\n"
                f"%r = {_call(kind, 'minnum', '%m', '1.0')}\nret {kind} %r"
            )
            yield _row(name, f"{kind} ({kind} %a)", body)


def _integers() -> Iterator[Intrinsic]:
    widths = {"s": 16, "us": 16, "i": 32, "ui": 32, "ll": 64, "ull": 64}
    for letter, bits in widths.items():
        extend = "zext" if letter.startswith("u") else "sext"
        kind, wide = f"i{bits}", f"i{bits * 2}"
        yield _row(
            f"mulhi.{letter}",
            f"{kind} ({kind} %a, {kind} %b)",
            f"%x = {extend} {kind} %a to {wide}\n%y = {extend} {kind} %b to {wide}\n"
            f"%p = mul {wide} %x, %y\n%h = lshr {wide} %p, {bits}\n"
            f"%r = trunc {wide} %h to {kind}\nret {kind} %r",
        )
        bigger, smaller = ("umax", "umin") if letter.startswith("u") else ("smax", "smin")
        result = kind if letter in ("i", "ui", "ll", "ull") else "i16"
        yield _row(
            f"sad.{letter}",
            f"{result} ({kind} %a, {kind} %b, {kind} %c)",
            f"%x = call {kind} @llvm.{bigger}.{kind}({kind} %a, {kind} %b)\n"
            f"%y = call {kind} @llvm.{smaller}.{kind}({kind} %a, {kind} %b)\n"
            f"%d = sub {kind} %x, %y\n%r = add {kind} %d, %c\nret {kind} %r",
        )
    for letter, shift in (("i", "ashr"), ("ui", "lshr")):
        yield _row(
            f"mul24.{letter}",
            "i32 (i32 %a, i32 %b)",
            f"%a8 = shl i32 %a, 8\n%x = {shift} i32 %a8, 8\n%b8 = shl i32 %b, 8\n"
            f"%y = {shift} i32 %b8, 8\n%r = mul i32 %x, %y\nret i32 %r",
        )


def _permute() -> Intrinsic:
    """Each nibble of the selector picks a byte of {b, a}; its top bit repeats the byte's sign."""
    lines = [
        "%lo = zext i32 %a to i64", "%up = zext i32 %b to i64", "%high = shl i64 %up, 32",
        "%both = or i64 %high, %lo",
    ]  # fmt: skip
    total = "0"
    for byte in range(4):
        lines += [
            f"%n{byte} = lshr i32 %s, {4 * byte}",
            f"%w{byte} = and i32 %n{byte}, 7",
            f"%m{byte} = shl i32 %w{byte}, 3",
            f"%z{byte} = zext i32 %m{byte} to i64",
            f"%h{byte} = lshr i64 %both, %z{byte}",
            f"%v{byte} = trunc i64 %h{byte} to i8",
            f"%g{byte} = ashr i8 %v{byte}, 7",
            f"%f{byte} = and i32 %n{byte}, 8",
            f"%c{byte} = icmp ne i32 %f{byte}, 0",
            f"%p{byte} = select i1 %c{byte}, i8 %g{byte}, i8 %v{byte}",
            f"%e{byte} = zext i8 %p{byte} to i32",
            f"%q{byte} = shl i32 %e{byte}, {8 * byte}",
            f"%t{byte} = or i32 %q{byte}, {total}",
        ]
        total = f"%t{byte}"
    lines.append(f"ret i32 {total}")
    return _row("prmt", "i32 (i32 %a, i32 %b, i32 %s)", "\n".join(lines))


def _dot_products() -> Iterator[Intrinsic]:
    for left in "su":
        for right in "su":
            lines, total = [], "%c"
            for index in range(4):
                for name, sign in (("a", left), ("b", right)):
                    extend = "sext" if sign == "s" else "zext"
                    lines += [
                        f"%{name}h{index} = lshr i32 %{name}, {8 * index}",
                        f"%{name}t{index} = trunc i32 %{name}h{index} to i8",
                        f"%{name}x{index} = {extend} i8 %{name}t{index} to i32",
                    ]
                lines.append(f"%p{index} = mul i32 %ax{index}, %bx{index}")
                lines.append(f"%s{index} = add i32 {total}, %p{index}")
                total = f"%s{index}"
            yield _row(
                f"idp4a.{left}.{right}",
                "i32 (i32 %a, i32 %b, i32 %c)",
                "\n".join(lines) + f"\nret i32 {total}",
            )


ROWS: tuple[Intrinsic, ...] = (
    *(Intrinsic(name, Kind.CHIP, REFERENCE) for name in CHIP_FUNCTIONS),
    *_unary(),
    *_transcendental(),
    *_binary(),
    *_fused(),
    *_integers(),
    _permute(),
    *_dot_products(),
)
