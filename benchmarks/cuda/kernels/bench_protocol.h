/* How a benchmark program speaks with benchmarks.cuda.process: one line in, one line out.
 *
 *   PROGRAM DATA_DIRECTORY name=value ...     sets up, then prints "ready"
 *   time ITERATIONS FRESH   -> one line of nanoseconds, one for each iteration; with FRESH 1 every
 *                              iteration starts from the original inputs (restoring is not timed)
 *   save DIRECTORY          -> runs once from the original inputs, writes each output there, "saved"
 *   quit
 *
 * A kernel file defines bench_setup and bench_run. The header that includes this one defines where
 * memory lives, through the five functions declared below.
 */
#ifndef BENCH_PROTOCOL_H
#define BENCH_PROTOCOL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void bench_setup(void); /* ask for scalars and buffers */
static void bench_run(void);   /* what is timed; bench_finish is called after it, in time too */

static void *bench_allocate(size_t bytes);
static void bench_upload(void *to, const void *host, size_t bytes);
static void bench_download(void *host, const void *from, size_t bytes);
static void bench_copy(void *to, const void *from, size_t bytes);
static void bench_finish(void);

enum { BENCH_MOST_BUFFERS = 16 };

typedef struct {
  const char *name;
  void *data;
  void *original; /* NULL unless the run overwrites its input */
  size_t bytes;
} BenchBuffer;

static BenchBuffer bench_saved[BENCH_MOST_BUFFERS];
static int bench_saved_count;
static char **bench_arguments;
static int bench_argument_count;

static void bench_fail(const char *what, const char *name) {
  fprintf(stderr, "bench: %s: %s\n", what, name);
  exit(2);
}

static const char *bench_scalar(const char *name) {
  size_t length = strlen(name);
  for (int i = 2; i < bench_argument_count; i++)
    if (!strncmp(bench_arguments[i], name, length) && bench_arguments[i][length] == '=')
      return bench_arguments[i] + length + 1;
  bench_fail("no such scalar among the arguments", name);
  return NULL;
}

static inline long bench_int(const char *name) { return strtol(bench_scalar(name), NULL, 10); }
static inline float bench_float(const char *name) { return strtof(bench_scalar(name), NULL); }

static FILE *bench_open(const char *directory, const char *name, const char *mode) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.bin", directory, name);
  FILE *file = fopen(path, mode);
  if (!file) bench_fail("cannot open", path);
  return file;
}

static void *bench_read(const char *name, size_t *bytes) {
  FILE *file = bench_open(bench_arguments[1], name, "rb");
  fseek(file, 0, SEEK_END);
  *bytes = (size_t)ftell(file);
  rewind(file);
  void *host = malloc(*bytes);
  if (!host || fread(host, 1, *bytes, file) != *bytes) bench_fail("cannot read", name);
  fclose(file);
  return host;
}

static void bench_register(const char *name, void *data, void *original, size_t bytes) {
  if (bench_saved_count == BENCH_MOST_BUFFERS) bench_fail("too many outputs", name);
  BenchBuffer buffer = {name, data, original, bytes};
  bench_saved[bench_saved_count++] = buffer;
}

/* A buffer that is only read. */
static inline void *bench_input(const char *name) {
  size_t bytes;
  void *host = bench_read(name, &bytes);
  void *data = bench_allocate(bytes);
  bench_upload(data, host, bytes);
  free(host);
  return data;
}

/* A buffer that the run only writes; it starts as zeros. */
static inline void *bench_output(const char *name, size_t bytes) {
  void *host = calloc(1, bytes);
  void *data = bench_allocate(bytes);
  bench_upload(data, host, bytes);
  free(host);
  bench_register(name, data, NULL, bytes);
  return data;
}

/* A buffer that the run reads and overwrites. */
static inline void *bench_inout(const char *name) {
  size_t bytes;
  void *host = bench_read(name, &bytes);
  void *data = bench_allocate(bytes), *original = bench_allocate(bytes);
  bench_upload(data, host, bytes);
  bench_upload(original, host, bytes);
  free(host);
  bench_register(name, data, original, bytes);
  return data;
}

static void bench_restore(void) {
  for (int i = 0; i < bench_saved_count; i++)
    if (bench_saved[i].original)
      bench_copy(bench_saved[i].data, bench_saved[i].original, bench_saved[i].bytes);
  bench_finish();
}

static int64_t bench_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void bench_time(int iterations, int fresh) {
  for (int i = 0; i < iterations; i++) {
    if (fresh) bench_restore();
    int64_t start = bench_now();
    bench_run();
    bench_finish();
    printf(i ? " %lld" : "%lld", (long long)(bench_now() - start));
  }
  printf("\n");
}

static void bench_save(const char *directory) {
  bench_restore();
  bench_run();
  bench_finish();
  for (int i = 0; i < bench_saved_count; i++) {
    BenchBuffer *buffer = &bench_saved[i];
    void *host = malloc(buffer->bytes);
    bench_download(host, buffer->data, buffer->bytes);
    FILE *file = bench_open(directory, buffer->name, "wb");
    if (fwrite(host, 1, buffer->bytes, file) != buffer->bytes || fclose(file))
      bench_fail("cannot write", buffer->name);
    free(host);
  }
  printf("saved\n");
}

int main(int argc, char **argv) {
  if (argc < 2) bench_fail("usage", "PROGRAM DATA_DIRECTORY name=value ...");
  bench_arguments = argv;
  bench_argument_count = argc;
  bench_setup();
  bench_finish();
  printf("ready\n");
  fflush(stdout);
  char line[4096], directory[4000];
  int iterations, fresh;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "time %d %d", &iterations, &fresh) == 2)
      bench_time(iterations, fresh);
    else if (sscanf(line, "save %3999[^\n]", directory) == 1)
      bench_save(directory);
    else
      break;
    fflush(stdout);
  }
  return 0;
}

#endif /* BENCH_PROTOCOL_H */
