/* A runtime for tests: one worker, fibers by ucontext. It does what jarip/abi.h promises to generated
 * code and nothing more; the real one is libcudart. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "jarip/abi.h"

enum { STACK = 64 * 1024, RUNNING = 0, AT_BARRIER, AT_WARP, EXITED };

typedef struct Fiber {
  ucontext_t context;
  JaripThread thread;
  char *stack;
  int state, linear;
  uint32_t mask;
  uint64_t given;
  uint64_t got[32];
} Fiber;

static ucontext_t scheduler;
static Fiber *fibers;
static uint32_t count, predicate_sum, predicate_result;
static const JaripKernel *kernel;
static jmp_buf ended;
static int trapped;
static char printed[1 << 16];
static size_t printed_bytes;

static void leave(Fiber *fiber, int state) {
  fiber->state = state;
  swapcontext(&fiber->context, &scheduler);
}

static Fiber *of(JaripThread *thread) { return (Fiber *)thread->fiber; }

void jarip_fiber_barrier(JaripThread *thread, uint32_t barrier, uint32_t threads) {
  (void)barrier, (void)threads;
  leave(of(thread), AT_BARRIER);
}

uint32_t jarip_fiber_barrier_count(JaripThread *thread, int32_t predicate) {
  predicate_sum += predicate != 0;
  leave(of(thread), AT_BARRIER);
  return predicate_result;
}

const uint64_t *jarip_fiber_warp_exchange(JaripThread *thread, uint32_t mask, uint64_t value) {
  Fiber *fiber = of(thread);
  fiber->mask = mask, fiber->given = value;
  leave(fiber, AT_WARP);
  return fiber->got;
}

void jarip_fiber_warp_sync(JaripThread *thread, uint32_t mask) {
  jarip_fiber_warp_exchange(thread, mask, 0);
}

uint32_t jarip_fiber_active_mask(JaripThread *thread) {
  uint32_t first = of(thread)->linear & ~31u, mask = 0;
  for (uint32_t i = 0; i < 32 && first + i < count; ++i)
    if (fibers[first + i].state != EXITED) mask |= 1u << i;
  return mask;
}

void jarip_fiber_yield(JaripThread *thread) { leave(of(thread), RUNNING); }

int32_t jarip_device_vprintf(const char *format, const void *packed) {
  (void)packed;
  printed_bytes += snprintf(printed + printed_bytes, sizeof printed - printed_bytes, "%s", format);
  return 1;
}

static void end_launch(int why) {
  trapped = why;
  longjmp(ended, 1);
}

void jarip_device_assert_fail(const JaripThread *thread, const char *expression, const char *file,
                              uint32_t line, const char *function) {
  (void)thread, (void)file, (void)line, (void)function, (void)expression;
  end_launch(2);
}
void jarip_device_trap(void) { end_launch(1); }
void *jarip_device_malloc(uint64_t bytes) { return malloc(bytes); }
void jarip_device_free(void *p) { free(p); }
int64_t jarip_device_clock64(void) { return 0; }
uint64_t jarip_device_globaltimer(void) { return 0; }
void jarip_device_nanosleep(uint32_t n) { (void)n; }

static void start(uint32_t low, uint32_t high) {
  Fiber *fiber = (Fiber *)((uintptr_t)high << 32 | low);
  kernel->run_thread(&fiber->thread);
  leave(fiber, EXITED);
}

static void deliver(void) { /* lanes whose whole mask has arrived go on */
  for (uint32_t i = 0; i < count; ++i) {
    if (fibers[i].state != AT_WARP) continue;
    uint32_t first = i & ~31u, ready = 1;
    for (uint32_t l = 0; l < 32; ++l)
      if ((fibers[i].mask >> l & 1) && first + l < count && fibers[first + l].state != EXITED &&
          (fibers[first + l].state != AT_WARP || fibers[first + l].mask != fibers[i].mask))
        ready = 0;
    if (!ready) continue;
    uint32_t mask = fibers[i].mask;
    for (uint32_t l = 0; l < 32; ++l)
      if ((mask >> l & 1) && first + l < count && fibers[first + l].state == AT_WARP) {
        for (uint32_t k = 0; k < 32; ++k)
          fibers[first + l].got[k] = first + k < count ? fibers[first + k].given : 0;
      }
    for (uint32_t l = 0; l < 32; ++l)
      if ((mask >> l & 1) && first + l < count && fibers[first + l].state == AT_WARP)
        fibers[first + l].state = RUNNING;
  }
}

static int run_fibers(const JaripLaunch *launch, JaripWorker *worker, uint32_t x, uint32_t y,
                      uint32_t z) {
  for (uint32_t i = 0; i < count; ++i) {
    Fiber *fiber = &fibers[i];
    uint32_t bx = launch->block[0], by = launch->block[1];
    fiber->thread = (JaripThread){{i % bx, i / bx % by, i / bx / by}, {x, y, z}, launch, worker, fiber};
    fiber->state = RUNNING, fiber->linear = (int)i;
    getcontext(&fiber->context);
    fiber->context.uc_stack.ss_sp = fiber->stack;
    fiber->context.uc_stack.ss_size = STACK;
    fiber->context.uc_link = &scheduler;
    makecontext(&fiber->context, (void (*)(void))start, 2, (uint32_t)(uintptr_t)fiber,
                (uint32_t)((uintptr_t)fiber >> 32));
  }
  for (;;) {
    uint32_t ran = 0, waiting = 0;
    for (uint32_t i = 0; i < count; ++i)
      if (fibers[i].state == RUNNING) swapcontext(&scheduler, &fibers[i].context), ran++;
    deliver();
    uint32_t running = 0;
    for (uint32_t i = 0; i < count; ++i) {
      running += fibers[i].state == RUNNING;
      waiting += fibers[i].state == AT_BARRIER;
    }
    if (running) continue;
    if (!waiting) {
      for (uint32_t i = 0; i < count; ++i)
        if (fibers[i].state != EXITED) return 3; /* deadlock */
      return 0;
    }
    predicate_result = predicate_sum, predicate_sum = 0;
    for (uint32_t i = 0; i < count; ++i)
      if (fibers[i].state == AT_BARRIER) fibers[i].state = RUNNING;
  }
}

/* Memory with a page behind and one before it that nothing may touch: who writes past its bounds
 * stops there, and not in somebody else's test. `end` is the first byte after it. */
enum { PAGE = 4096 };

static uint64_t whole_pages(uint64_t bytes) { return (bytes + PAGE - 1) & ~(PAGE - 1ull); }

static char *fenced(uint64_t bytes) {
  uint64_t room = whole_pages(bytes);
  char *all = mmap(0, room + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (all == MAP_FAILED) abort();
  if (room) mprotect(all + PAGE, room, PROT_READ | PROT_WRITE);
  return all + PAGE + room - bytes;
}

static void unfence(char *begin, uint64_t bytes) {
  uint64_t room = whole_pages(bytes);
  munmap(begin + bytes - room - PAGE, room + 2 * PAGE);
}

/* 0, or why the launch ended: 1 trap, 2 assertion, 3 deadlock. */
int harness_launch(const JaripKernel *k, const void *params, const uint32_t *grid,
                   uint32_t dynamic_bytes) {
  JaripLaunch launch = {params, {grid[0], grid[1], grid[2]}, {k->block[0], k->block[1], k->block[2]},
                        dynamic_bytes, 0};
  uint64_t fixed = (k->static_shared_bytes + 127) & ~127ull;
  uint64_t shared_bytes = fixed + ((dynamic_bytes + 127u) & ~127u);
  uint64_t context_bytes = (k->context_bytes + 127) & ~127ull;
  char *shared = fenced(shared_bytes), *context = fenced(context_bytes);
  memset(shared, 0x7b, fixed + dynamic_bytes);
  memset(context, 0x7b, k->context_bytes);
  JaripWorker worker = {shared, shared + fixed, context, 0, 0};
  uint64_t blocks = (uint64_t)grid[0] * grid[1] * grid[2];
  kernel = k, trapped = 0, count = k->block[0] * k->block[1] * k->block[2];
  if (k->mode == JARIP_MODE_LOOP) {
    if (!setjmp(ended)) k->run_blocks(&launch, &worker, 0, blocks);
  } else {
    fibers = calloc(count, sizeof *fibers);
    for (uint32_t i = 0; i < count; ++i) fibers[i].stack = fenced(STACK);
    if (!setjmp(ended))
      for (uint64_t b = 0; b < blocks && !trapped; ++b)
        trapped = run_fibers(&launch, &worker, b % grid[0], b / grid[0] % grid[1],
                             b / grid[0] / grid[1]);
    for (uint32_t i = 0; i < count; ++i) unfence(fibers[i].stack, STACK);
    free(fibers);
  }
  unfence(shared, shared_bytes), unfence(context, context_bytes);
  return trapped;
}

const char *harness_printed(void) {
  printed_bytes = 0;
  return printed;
}
