/* softmax(Q K' / sqrt(d)) V for each head, without writing the scores: a tile of queries stays in
 * the first cache; scores are vectors of keys (the tile of keys is transposed), sums vectors of d. */
#include "bench_openmp.h"

#define QUERIES 32
#define KEYS 32
#define GROUP 4 /* queries whose sums are in registers at once */
#define DIM 64

static long heads, length;
static float *q, *k, *v, *out;

typedef struct {
  float sum[QUERIES][DIM], highest[QUERIES], weight[QUERIES];
} Tile;

static void score_keys(const float *restrict query, float keys[restrict DIM][KEYS],
                       float scores[restrict GROUP][KEYS]) {
  float sum[GROUP][KEYS] = {{0}};
  for (int d = 0; d < DIM; d++)
    for (int i = 0; i < GROUP; i++) {
      BENCH_SIMD()
      for (int j = 0; j < KEYS; j++) sum[i][j] += query[i * DIM + d] * keys[d][j];
    }
  for (int i = 0; i < GROUP; i++)
    for (int j = 0; j < KEYS; j++) scores[i][j] = 0.125f * sum[i][j];
}

/* Makes powers of the scores; returns what earlier sums shrink by. */
static float weigh_scores(float *restrict scores, float *restrict highest,
                          float *restrict weight) {
  float most = *highest, sum = 0.0f;
  BENCH_SIMD(reduction(max : most))
  for (int j = 0; j < KEYS; j++) most = scores[j] > most ? scores[j] : most;
  BENCH_SIMD(reduction(+ : sum))
  for (int j = 0; j < KEYS; j++) {
    scores[j] = expf(scores[j] - most);
    sum += scores[j];
  }
  float shrink = expf(*highest - most);
  *highest = most;
  *weight = *weight * shrink + sum;
  return shrink;
}

static void add_values(float scores[restrict GROUP][KEYS], const float *restrict shrink,
                       const float *restrict values, float sum[restrict GROUP][DIM]) {
  float own[GROUP][DIM];
  for (int i = 0; i < GROUP; i++)
    for (int d = 0; d < DIM; d++) own[i][d] = sum[i][d] * shrink[i];
  for (int j = 0; j < KEYS; j++)
    for (int i = 0; i < GROUP; i++) {
      BENCH_SIMD()
      for (int d = 0; d < DIM; d++) own[i][d] += scores[i][j] * values[j * DIM + d];
    }
  for (int i = 0; i < GROUP; i++)
    for (int d = 0; d < DIM; d++) sum[i][d] = own[i][d];
}

static void attend_tile(const float *restrict q, const float *restrict k, const float *restrict v,
                        Tile *restrict tile) {
  float keys[DIM][KEYS], scores[GROUP][KEYS], shrink[GROUP];
  for (int j = 0; j < KEYS; j++)
    for (int d = 0; d < DIM; d++) keys[d][j] = k[j * DIM + d];
  for (int i = 0; i < QUERIES; i += GROUP) {
    score_keys(q + i * DIM, keys, scores);
    for (int g = 0; g < GROUP; g++)
      shrink[g] = weigh_scores(scores[g], &tile->highest[i + g], &tile->weight[i + g]);
    add_values(scores, shrink, v, &tile->sum[i]);
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
