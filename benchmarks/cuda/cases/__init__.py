"""The cases, one a module, in the order of the table. Adding one is adding it here."""

from benchmarks.cuda.case import Case
from benchmarks.cuda.cases import (
    attention,
    bitonic_sort,
    black_scholes,
    conv2d,
    gemm_half,
    histogram,
    kmeans,
    layernorm,
    mandelbrot,
    matmul,
    nbody,
    reduce_shared,
    reduce_shuffle,
    saxpy,
    scan,
    softmax,
    spmv_csr,
    stencil3d,
    transpose,
)

CASES: dict[str, Case] = {
    module.CASE.name: module.CASE
    for module in (
        saxpy,
        matmul,
        nbody,
        black_scholes,
        reduce_shared,
        reduce_shuffle,
        histogram,
        mandelbrot,
        stencil3d,
        transpose,
        scan,
        bitonic_sort,
        spmv_csr,
        conv2d,
        softmax,
        layernorm,
        attention,
        kmeans,
        gemm_half,
    )
}
