/* The OpenMP side of a benchmark program: buffers are ordinary memory, aligned to cache lines.
 *
 * Each program is built with and without BENCH_HAND_SIMD. The two macros below are the places
 * where the author asks for vector code by hand; without it the compiler is left to itself.
 */
#ifndef BENCH_OPENMP_H
#define BENCH_OPENMP_H

#define _GNU_SOURCE
#include <math.h>
#include <omp.h>

#include "bench_protocol.h"

#define BENCH_PRAGMA(...) _Pragma(#__VA_ARGS__)
#ifdef BENCH_HAND_SIMD
#define BENCH_PARALLEL_FOR(...) BENCH_PRAGMA(omp parallel for simd __VA_ARGS__)
#define BENCH_SIMD(...) BENCH_PRAGMA(omp simd __VA_ARGS__)
#else
#define BENCH_PARALLEL_FOR(...) BENCH_PRAGMA(omp parallel for __VA_ARGS__)
#define BENCH_SIMD(...)
#endif

static void *bench_allocate(size_t bytes) {
  return aligned_alloc(64, (bytes + 63) / 64 * 64);
}

static void bench_upload(void *to, const void *host, size_t bytes) { memcpy(to, host, bytes); }
static void bench_download(void *host, const void *from, size_t bytes) {
  memcpy(host, from, bytes);
}
static void bench_copy(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); }
static void bench_finish(void) {}

#endif /* BENCH_OPENMP_H */
