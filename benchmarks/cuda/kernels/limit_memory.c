/* The memory side of a kernel's physical limit: reads and writes as many bytes as it must, in the
 * fastest way the machine has, within a working set of the same size. */
#include "bench_openmp.h"

#include <sys/mman.h>

static long read_bytes, written_bytes;
static float *from, *to;
static volatile float sink;

static float read_all(long n, const float *restrict from) {
  float total = 0.0f;
#pragma omp parallel for simd reduction(+ : total) schedule(static)
  for (long i = 0; i < n; i++) total += from[i];
  return total;
}

static void write_all(long n, float value, float *restrict to) {
#pragma omp parallel for simd schedule(static)
  for (long i = 0; i < n; i++) to[i] = value;
}

static void copy_all(long n, const float *from, float *to) {
#pragma omp parallel for simd schedule(static)
  for (long i = 0; i < n; i++) to[i] = from[i];
}

/* Huge pages spare the translation of addresses; nothing else is as fast. */
static float *allocate_huge(size_t bytes) {
  size_t huge = 2 << 20, whole = (bytes + huge) / huge * huge;
  float *memory = aligned_alloc(huge, whole);
  madvise(memory, whole, MADV_HUGEPAGE);
  memset(memory, 0, whole);
  return memory;
}

static void bench_setup(void) {
  read_bytes = bench_int("bytes_read");
  written_bytes = bench_int("bytes_written");
  from = allocate_huge(read_bytes);
  to = bench_int("in_place") ? from : allocate_huge(written_bytes);
}

static void bench_run(void) {
  long reads = read_bytes / 4, writes = written_bytes / 4;
  long both = reads < writes ? reads : writes;
  if (both) copy_all(both, from, to);
  if (reads > both) sink = read_all(reads - both, from + both);
  if (writes > both) write_all(writes - both, 1.0f, to + both);
}
