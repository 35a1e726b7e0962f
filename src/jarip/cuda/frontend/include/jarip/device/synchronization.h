/* Barriers of the block, fences, clocks, traps.
 * Source: CUDA C++ Programming Guide, "Synchronization Functions", "Memory Fence Functions",
 * "Time Function", "Nanosleep Function", "Trap function", "Breakpoint Function". */
#ifndef JARIP_SYNCHRONIZATION_H
#define JARIP_SYNCHRONIZATION_H
#pragma clang system_header
#include "declaration.h"

#include <time.h>

/* __syncthreads() is a builtin of clang. */
JARIP_DEVICE int __syncthreads_count(int predicate) { return __nvvm_bar0_popc(predicate); }
JARIP_DEVICE int __syncthreads_and(int predicate) { return __nvvm_bar0_and(predicate); }
JARIP_DEVICE int __syncthreads_or(int predicate) { return __nvvm_bar0_or(predicate); }
JARIP_DEVICE void __barrier_sync(unsigned int id) { __nvvm_barrier_sync(id); }
JARIP_DEVICE void __barrier_sync_count(unsigned int id, unsigned int threads) {
  __nvvm_barrier_sync_cnt(id, threads);
}
JARIP_DEVICE void __syncwarp(unsigned int mask = 0xffffffffu) { __nvvm_bar_warp_sync(mask); }

JARIP_DEVICE void __threadfence_block(void) { __nvvm_membar_cta(); }
JARIP_DEVICE void __threadfence(void) { __nvvm_membar_gl(); }
JARIP_DEVICE void __threadfence_system(void) { __nvvm_membar_sys(); }

JARIP_DEVICE clock_t clock(void) { return (clock_t)__nvvm_read_ptx_sreg_clock(); }
JARIP_DEVICE long long clock64(void) { return __nvvm_read_ptx_sreg_clock64(); }
JARIP_DEVICE unsigned long long __globaltimer(void) {
  return __nvvm_read_ptx_sreg_globaltimer();
}
JARIP_DEVICE void __nanosleep(unsigned int nanoseconds) { __nvvm_nanosleep(nanoseconds); }

JARIP_DEVICE void __trap(void) { __builtin_trap(); }
JARIP_DEVICE void __brkpt(void) { __builtin_debugtrap(); }
/* A counter for a profiler; there is none, and counting changes nothing a program can see. */
JARIP_DEVICE void __prof_trigger(int) {}

#endif
