/* out = in transposed: tiles that fit the first cache, each row of a tile of out written at once. */
#include "bench_openmp.h"

#define TILE 32

static long rows, columns;
static float *in, *out;

static void transpose_whole_tile(long rows, long columns, const float *restrict in,
                                 float *restrict out) {
  for (int x = 0; x < TILE; x++) {
    BENCH_SIMD()
    for (int y = 0; y < TILE; y++) out[x * rows + y] = in[y * columns + x];
  }
}

static void transpose_tile(long row, long column) {
  if (row + TILE <= rows && column + TILE <= columns) {
    transpose_whole_tile(rows, columns, in + row * columns + column, out + column * rows + row);
    return;
  }
  for (long x = column; x < column + TILE && x < columns; x++)
    for (long y = row; y < row + TILE && y < rows; y++) out[x * rows + y] = in[y * columns + x];
}

static void bench_setup(void) {
  rows = bench_int("rows");
  columns = bench_int("columns");
  in = bench_input("in");
  out = bench_output("out", rows * columns * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for collapse(2) schedule(static)
  for (long column = 0; column < columns; column += TILE)
    for (long row = 0; row < rows; row += TILE) transpose_tile(row, column);
}
