"""European option prices: exponentials, logarithms and square roots."""

import math

import numpy as np

from benchmarks.cuda import case

ARRAYS = ("spot", "strike", "years", "call", "put")
OPERATIONS_PER_OPTION = 60  # additions, multiplications, divisions; one for each math function


def make_inputs(sizes: case.Scalars, random: np.random.Generator) -> case.Arrays:
    n = int(sizes["n"])
    ranges = {"spot": (5, 30), "strike": (1, 100), "years": (0.25, 10)}
    return {name: random.uniform(*ends, n).astype(np.float32) for name, ends in ranges.items()}


def cumulative_normal(d: case.Array) -> case.Array:
    erf = np.vectorize(math.erf, otypes=[np.float64])
    return np.asarray(0.5 * (1 + erf(d / math.sqrt(2))))


def reference(sizes: case.Scalars, inputs: case.Arrays) -> case.Arrays:
    s, x, t = (inputs[name].astype(np.float64) for name in ARRAYS[:3])
    rate, volatility = np.float32(sizes["rate"]), np.float32(sizes["volatility"])
    spread = volatility * np.sqrt(t)
    d1 = (np.log(s / x) + (rate + volatility**2 / 2) * t) / spread
    n1, n2 = cumulative_normal(d1), cumulative_normal(d1 - spread)
    discounted = x * np.exp(-rate * t)
    return {"call": s * n1 - discounted * n2, "put": discounted * (1 - n2) - s * (1 - n1)}


def work(problem: case.Problem) -> case.Work:
    n = int(problem.scalars["n"])
    return case.Work(12 * n, 8 * n, OPERATIONS_PER_OPTION * n)


def opencl(sizes: case.Scalars) -> case.OpenClPlan:
    n = int(sizes["n"])
    constants = (np.int32(n), np.float32(sizes["rate"]), np.float32(sizes["volatility"]))
    threads = (case.threads_for(n, 256),)
    return case.OpenClPlan([case.Launch("black_scholes", threads, (256,), (*constants, *ARRAYS))])


CASE = case.Case(
    name="black_scholes",
    title="Black-Scholes 1M",
    sizes={"n": 1_000_000, "rate": 0.02, "volatility": 0.3},
    small={"n": 3001, "rate": 0.02, "volatility": 0.3},
    make_inputs=make_inputs,
    reference=reference,
    work=work,
    opencl=opencl,
    tolerance=case.Tolerance(relative=1e-4, absolute=1e-3),
)
