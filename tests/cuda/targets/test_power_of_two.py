"""x * 2**n as the target writes it: rounded once, the same alone and in a vector."""

import ctypes
import tempfile
from pathlib import Path

import numpy as np
import pytest

from jarip.cuda.targets import host, power_of_two
from jarip.cuda.targets.link import link_shared

SCALES = [False, *([True] if host.scales_by_powers() else [])]
LANES = (0, 4, 16, 64)


def scaled(given: np.ndarray, powers: np.ndarray, lanes: int, scales: bool) -> np.ndarray:
    """What the function makes of the floats, `lanes` at once (0: one by one)."""
    kind, whole = (f"<{lanes} x float>", f"<{lanes} x i32>") if lanes else ("float", "i32")
    name = f"@jarip.scale.{f'v{lanes}' if lanes else ''}f32"
    loop = f"""define void @run(ptr %in, ptr %powers, ptr %out, i64 %count) #0 {{
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %j, %loop ]
  %p = getelementptr float, ptr %in, i64 %i
  %n = getelementptr i32, ptr %powers, i64 %i
  %q = getelementptr float, ptr %out, i64 %i
  %x = load {kind}, ptr %p, align 4
  %e = load {whole}, ptr %n, align 4
  %y = call {kind} {name}({kind} %x, {whole} %e)
  store {kind} %y, ptr %q, align 4
  %j = add i64 %i, {max(lanes, 1)}
  %more = icmp ult i64 %j, %count
  br i1 %more, label %loop, label %end
end:
  ret void
}}
"""
    parts = [host.header(), loop, *power_of_two.definitions([loop], scales)]
    module = host.parse("\n".join([*parts, f"attributes #0 = {{ {host.function_attributes()} }}"]))
    host.optimize(module)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "scaled.so"
        link_shared(host.emit_object(module), path)
        run = ctypes.CDLL(str(path)).run
    out = np.empty_like(given)
    pointers = (ctypes.c_void_p(a.ctypes.data) for a in (given, powers, out))
    run(*pointers, ctypes.c_int64(len(given)))
    return out


@pytest.mark.parametrize("scales", SCALES)
@pytest.mark.parametrize("lanes", LANES)
def test_rounds_once_at_every_width(lanes: int, scales: bool) -> None:
    # given what exponentials are scaled from, and powers to below the least and above the greatest
    random = np.random.default_rng(1)
    given = random.uniform(0.5, 2, 1 << 14).astype(np.float32)
    powers = random.integers(-154, 132, len(given)).astype(np.int32)
    special = np.array([np.nan, np.inf, -np.inf, 0.0], np.float32)
    given[:4], powers[:4] = special, 3
    # when, then: double precision holds the exact product
    with np.errstate(over="ignore"):
        exact = np.ldexp(given.astype(np.float64), powers).astype(np.float32)
    assert np.array_equal(scaled(given, powers, lanes, scales), exact, equal_nan=True)


def test_only_what_is_used_is_defined() -> None:
    assert power_of_two.definitions(["call float @other(float %x)"], True) == []
