/* softmax(Q K' / sqrt(d)) V for each head, without writing the scores: a tile of queries stays in
 * the first cache; scores are vectors of keys (the tile of keys is transposed), sums vectors of d. */
#include "bench_openmp.h"

#define QUERIES 32
#define KEYS 32
#define DIM 64

static long heads, length;
static float *q, *k, *v, *out;

typedef struct {
  float sum[QUERIES][DIM], highest[QUERIES], weight[QUERIES];
} Tile;

static void score_keys(const float *restrict query, float keys[restrict DIM][KEYS],
                       float *restrict scores) {
  float sum[KEYS] = {0};
  for (int d = 0; d < DIM; d++) {
    BENCH_SIMD()
    for (int j = 0; j < KEYS; j++) sum[j] += query[d] * keys[d][j];
  }
  for (int j = 0; j < KEYS; j++) scores[j] = 0.125f * sum[j];
}

static float weigh_scores(float *restrict scores, float highest) {
  float weight = 0.0f;
  BENCH_SIMD(reduction(+ : weight))
  for (int j = 0; j < KEYS; j++) {
    scores[j] = expf(scores[j] - highest);
    weight += scores[j];
  }
  return weight;
}

static void add_values(const float *restrict scores, float shrink, const float *restrict values,
                       float *restrict sum) {
  float own[DIM];
  for (int d = 0; d < DIM; d++) own[d] = sum[d] * shrink;
  for (int j = 0; j < KEYS; j++) {
    BENCH_SIMD()
    for (int d = 0; d < DIM; d++) own[d] += scores[j] * values[j * DIM + d];
  }
  for (int d = 0; d < DIM; d++) sum[d] = own[d];
}

static void attend_tile(const float *restrict q, const float *restrict k, const float *restrict v,
                        Tile *restrict tile) {
  float keys[DIM][KEYS], scores[KEYS];
  for (int j = 0; j < KEYS; j++)
    for (int d = 0; d < DIM; d++) keys[d][j] = k[j * DIM + d];
  for (int i = 0; i < QUERIES; i++) {
    score_keys(q + i * DIM, keys, scores);
    float highest = tile->highest[i];
    BENCH_SIMD(reduction(max : highest))
    for (int j = 0; j < KEYS; j++) highest = scores[j] > highest ? scores[j] : highest;
    float shrink = expf(tile->highest[i] - highest);
    tile->highest[i] = highest;
    tile->weight[i] = tile->weight[i] * shrink + weigh_scores(scores, highest);
    add_values(scores, shrink, v, tile->sum[i]);
  }
}

static void attend_queries(size_t head, long first) {
  Tile tile = {.weight = {0}};
  for (int i = 0; i < QUERIES; i++) tile.highest[i] = -1e30f; /* -Ofast knows no infinity */
  for (long start = 0; start < length; start += KEYS)
    attend_tile(q + head + first * DIM, k + head + start * DIM, v + head + start * DIM, &tile);
  for (int i = 0; i < QUERIES; i++)
    for (int d = 0; d < DIM; d++)
      out[head + (first + i) * DIM + d] = tile.sum[i][d] / tile.weight[i];
}

static void bench_setup(void) {
  heads = bench_int("heads");
  length = bench_int("length");
  q = bench_input("q");
  k = bench_input("k");
  v = bench_input("v");
  out = bench_output("out", heads * length * DIM * sizeof(float));
}

static void bench_run(void) {
#pragma omp parallel for collapse(2) schedule(static)
  for (long head = 0; head < heads; head++)
    for (long first = 0; first < length; first += QUERIES)
      attend_queries((size_t)head * length * DIM, first);
}
