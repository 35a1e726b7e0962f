#define SHARED_BYTES 8192
#include "kernel.h"

typedef struct {
  int32_t *out;
  int32_t n;
} Out;

static uint64_t pick(JaripThread *t, uint32_t mask, uint64_t value, uint32_t from) {
  return jarip_fiber_warp_exchange(t, mask, value)[from];
}

/* Sums lane numbers by butterflies, then by a tree in shared memory. */
void warp_sum_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  int32_t *partial = (int32_t *)t->worker->shared;
  const uint32_t me = linear_tid(t);
  int32_t value = (int32_t)me + 1;
  for (uint32_t step = 16; step > 0; step /= 2) {
    value += (int32_t)pick(t, ~0u, (uint64_t)value, (me % 32) ^ step);
  }
  if (me % 32 == 0) partial[me / 32] = value;
  jarip_fiber_barrier(t, 0, 0);
  if (me == 0) {
    int32_t sum = 0;
    for (uint32_t w = 0; w < t->launch->block[0] / 32; ++w) sum += partial[w];
    p->out[t->ctaid[0]] = sum;
  }
}

/* Threads leave early; those that stay still meet at barriers and in warps. */
void early_exit_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  const uint32_t me = linear_tid(t);
  if (me % 3 == 1) return;
  const uint32_t here = jarip_fiber_barrier_count(t, me % 2);
  const uint64_t *got = jarip_fiber_warp_exchange(t, ~0u, me);
  int32_t sum = 0;
  for (uint32_t other = 0; other < 32; ++other) {
    const uint32_t thread = me / 32 * 32 + other;
    if (thread < t->launch->block[0] && thread % 3 != 1) sum += (int32_t)got[other];
  }
  p->out[me * 2] = (int32_t)here;
  p->out[me * 2 + 1] = sum;
}

/* Halves of a warp exchange at the same time, several times, at their own speed. */
void halves_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  const uint32_t me = lane(t);
  const uint32_t mask = me < 16 ? 0x0000ffffu : 0xffff0000u;
  const uint32_t rounds = me < 16 ? 5 : 9;
  uint64_t value = me;
  for (uint32_t round = 0; round < rounds; ++round) {
    value = pick(t, mask, value, me < 16 ? (me + 1) % 16 : 16 + (me + 1) % 16);
  }
  jarip_fiber_warp_sync(t, ~0u);
  p->out[me] = (int32_t)value;
}

/* The lanes that take the same branch find each other. */
void active_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  const uint32_t me = lane(t);
  uint32_t mask;
  if (me % 4 == 1) {
    mask = jarip_fiber_active_mask(t);
    __asm__ volatile("" : "+r"(mask)); /* so that the two calls stay two */
  } else {
    if (me % 4 == 2) return;
    mask = jarip_fiber_active_mask(t);
  }
  p->out[me] = (int32_t)mask;
}

/* Two groups of warps use barriers of their own: a producer and a consumer. */
void named_barriers_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  int32_t *slot = (int32_t *)t->worker->shared;
  const uint32_t me = linear_tid(t);
  for (int32_t round = 0; round < p->n; ++round) {
    if (me < 32) {
      slot[me] = round * 100 + (int32_t)me;
      jarip_fiber_barrier(t, 1, 64);
      jarip_fiber_barrier(t, 2, 64);
    } else {
      jarip_fiber_barrier(t, 1, 64);
      p->out[round * 32 + (int32_t)me - 32] = slot[me - 32];
      jarip_fiber_barrier(t, 2, 64);
    }
  }
}

/* A lock that lanes of one warp fight for. */
void spin_lock_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  while (__atomic_exchange_n(&p->out[0], 1, __ATOMIC_ACQUIRE)) jarip_fiber_yield(t);
  p->out[1] += 1;
  jarip_fiber_yield(t);
  __atomic_store_n(&p->out[0], 0, __ATOMIC_RELEASE);
}

void bad_barrier_thread(JaripThread *t) {
  if (t->tid[0] % 2) {
    jarip_fiber_barrier(t, 0, 0);
  } else {
    jarip_fiber_barrier(t, 3, 0);
  }
}

void bad_mask_thread(JaripThread *t) {
  if (t->tid[0] == 5) jarip_fiber_warp_sync(t, 0x60);
  jarip_fiber_barrier(t, 0, 0);
}

static int32_t deep(volatile char *above, int32_t levels) {
  volatile char here[1024];
  here[0] = above[0];
  return levels == 0 ? here[0] : deep(here, levels - 1) + here[0];
}

/* Uses n KiB of stack. */
void deep_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  volatile char one = 1;
  p->out[t->tid[0]] = deep(&one, p->n);
}

/* Each block adds to the next one's number, a round at a time. */
void grid_thread(JaripThread *t) {
  PARAMETERS(Out, t->launch);
  const uint32_t blocks = t->launch->grid[0];
  for (int32_t round = 0; round < p->n; ++round) {
    int32_t *row = p->out + (uint32_t)round * blocks;
    if (t->tid[0] == 0) {
      const uint32_t next = (t->ctaid[0] + 1) % blocks;
      row[blocks + next] = row[t->ctaid[0]] + 1;
    }
    jarip_fiber_grid_sync(t);
  }
}
#include "descriptor.h"
