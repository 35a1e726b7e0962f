"""rsqrtf as the target writes it: within CUDA's 2 ulp, the same alone and in a vector."""

import ctypes
import tempfile
from pathlib import Path

import numpy as np
import pytest

from jarip.cuda.targets import host, reciprocal_root
from jarip.cuda.targets.link import link_shared

ESTIMATES = [False, *([True] if host.estimates_roots() else [])]
LANES = (0, 4, 8, 16, 32, 64)


def roots(given: np.ndarray, lanes: int, estimates: bool) -> np.ndarray:
    """What the function makes of the floats, `lanes` at once (0: one by one)."""
    kind = f"<{lanes} x float>" if lanes else "float"
    name = f"@jarip.rsqrt.{f'v{lanes}' if lanes else ''}f32"
    loop = f"""define void @run(ptr %in, ptr %out, i64 %n) #0 {{
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %j, %loop ]
  %p = getelementptr float, ptr %in, i64 %i
  %q = getelementptr float, ptr %out, i64 %i
  %x = load {kind}, ptr %p, align 4
  %y = call {kind} {name}({kind} %x)
  store {kind} %y, ptr %q, align 4
  %j = add i64 %i, {max(lanes, 1)}
  %more = icmp ult i64 %j, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}}
"""
    parts = [host.header(), loop, *reciprocal_root.definitions([loop], estimates)]
    module = host.parse("\n".join([*parts, f"attributes #0 = {{ {host.function_attributes()} }}"]))
    host.optimize(module)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "roots.so"
        link_shared(host.emit_object(module), path)
        run = ctypes.CDLL(str(path)).run
    out = np.empty_like(given)
    run(*(ctypes.c_void_p(a.ctypes.data) for a in (given, out)), ctypes.c_int64(len(given)))
    return out


@pytest.mark.parametrize("estimates", ESTIMATES)
def test_error_is_below_two_ulp(estimates: bool) -> None:
    # given every eighth float of [1, 4), beyond which the error repeats, and some of each size
    steps = np.arange(0x3F800000, 0x40800000, 8, dtype=np.uint32).view(np.float32)
    sizes = np.arange(1, 0x7F800000, 0x000FFFFF, dtype=np.uint32).view(np.float32)
    given = np.concatenate([steps, sizes])
    given = np.resize(given, -(-len(given) // 64) * 64)
    exact = 1.0 / np.sqrt(given.astype(np.float64))
    # when, then
    error = np.abs(roots(given, 64, estimates).astype(np.float64) - exact)
    assert (error / np.spacing(exact.astype(np.float32)).astype(np.float64)).max() < 1.5


@pytest.mark.parametrize("estimates", ESTIMATES)
def test_special_values(estimates: bool) -> None:
    given = np.resize(np.array([0, -0.0, np.inf, -1, -np.inf, np.nan, 4, 1e-45], np.float32), 64)
    result = roots(given, 64, estimates)[:8]
    assert result[:3].tolist() == [np.inf, -np.inf, 0.0]
    assert np.isnan(result[3:6]).all()
    assert result[6] == 0.5
    assert 2.6e22 < result[7] < 2.7e22


@pytest.mark.parametrize("estimates", ESTIMATES)
def test_all_widths_give_the_same_bits(estimates: bool) -> None:
    random = np.random.default_rng(1)
    given = np.exp2(random.uniform(-140, 120, 1 << 12)).astype(np.float32)
    alone = roots(given, 0, estimates).view(np.uint32)
    for lanes in LANES[1:]:
        assert np.array_equal(roots(given, lanes, estimates).view(np.uint32), alone), lanes


def test_only_what_is_used_is_defined() -> None:
    assert reciprocal_root.definitions(["call float @other(float %x)"], True) == []
