/* The contract between the code that jarip.cuda.jit makes and the runtime that runs it.
 *
 * Owned by the runtime; jarip.cuda.targets emits against it. Change JARIP_ABI_VERSION with any
 * change of layout or meaning: an object of another version is recompiled, never run.
 */
#ifndef JARIP_ABI_H
#define JARIP_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JARIP_ABI_VERSION 1u

/* One kernel launch: what every block of the grid shares. */
typedef struct JaripLaunch {
  const void *params;            /* packed: each parameter in order at its natural alignment; 16-byte aligned */
  uint32_t grid[3];              /* blocks in x, y, z */
  uint32_t block[3];             /* threads in x, y, z */
  uint32_t dynamic_shared_bytes; /* third launch argument */
  uint32_t reserved;
} JaripLaunch;

/* What belongs to one worker thread of the launch pool while it runs blocks. */
typedef struct JaripWorker {
  void *shared;         /* arena, 128-byte aligned: static_shared_bytes, then (aligned up to 128) dynamic */
  void *dynamic_shared; /* start of the dynamic part */
  void *context;        /* context_bytes of the kernel, 128-byte aligned: values kept across barriers */
  uint32_t index;       /* 0 .. workers-1; shown as %smid */
  uint32_t reserved;
} JaripWorker;

/* One CUDA thread, as device functions that were not inlined see it (their hidden first argument).
 * In loop mode there is one per worker and the loop rewrites tid; in fiber mode one per thread. */
typedef struct JaripThread {
  uint32_t tid[3];
  uint32_t ctaid[3];
  const JaripLaunch *launch;
  JaripWorker *worker;
  void *fiber; /* the runtime's, fiber mode only */
} JaripThread;

enum {
  JARIP_MODE_LOOP = 0, /* run_blocks does everything, barriers were split away */
  JARIP_MODE_FIBER = 1, /* run_thread runs one thread; barriers and warp operations call the runtime */
  JARIP_MODE_IN_ORDER = 2 /* as LOOP, but a block may wait for those before it: all of them are begun first */
};

typedef struct JaripKernel {
  uint32_t abi;  /* JARIP_ABI_VERSION */
  uint32_t mode; /* JARIP_MODE_* */
  const char *name;
  uint32_t block[3]; /* the shape it was specialised for */
  uint32_t width;    /* lanes per vector, 1 for thread loops */
  uint32_t jam;
  uint32_t regions;
  uint64_t static_shared_bytes;
  uint64_t context_bytes; /* per worker, for this block shape */
  /* Blocks [begin, end) in linear order, x fastest. NULL in fiber mode. */
  void (*run_blocks)(const JaripLaunch *, JaripWorker *, uint64_t begin, uint64_t end);
  /* One thread from start to end. NULL in the other modes. */
  void (*run_thread)(JaripThread *);
} JaripKernel;

/* Every kernel object (a shared object, one per kernel, block shape and chip) exports
 *   const JaripKernel jarip_kernel;
 * and, when it was compiled with source lines (nvcc -g, -G, -lineinfo), a byte jarip_lines.
 * A module object (one per image that has variables or functions whose address is taken) exports
 * each by its own name with the prefix jm_<first 16 hex digits of the image hash>_ ; it is loaded
 * globally before any kernel object of the image, whose references bind to it.
 *
 * A __managed__ variable is different: its memory is the host's variable of that name. Under its
 * name the module object exports a pointer, null in the object, which the runtime sets to that
 * memory before any kernel is loaded; generated code loads the pointer and goes on from there. */

/* ---- Called by generated code, defined in libcudart ------------------------------------- */

/* Fiber mode. `barrier` counts arrivals of all threads that have not exited; 0..15 are CUDA's, 16..31
 * those of tiles of several warps. */
void jarip_fiber_barrier(JaripThread *, uint32_t barrier, uint32_t threads /* 0: the whole block */);
/* __syncthreads_count / _and / _or: returns the number of threads whose predicate is not 0. */
uint32_t jarip_fiber_barrier_count(JaripThread *, int32_t predicate);
/* The whole grid meets; the launch must be cooperative, so a kernel that calls this is in fiber
 * mode. */
void jarip_fiber_grid_sync(JaripThread *);
/* Lanes named in `mask` meet. */
void jarip_fiber_warp_sync(JaripThread *, uint32_t mask);
/* Every lane of `mask` gives 64 bits; on return values[lane] (32 entries, valid until this lane's
 * next warp operation) holds what each gave, and zero for lanes that gave nothing. All warp
 * operations (shuffle, vote, match, reduce) are written on this one. */
const uint64_t *jarip_fiber_warp_exchange(JaripThread *, uint32_t mask, uint64_t value);
/* Lanes of this warp that have not exited and are converged with the caller as far as is known. */
uint32_t jarip_fiber_active_mask(JaripThread *);
/* Gives other threads of the block a turn. Fibers are not preempted: generated code must call this
 * wherever a thread may wait for what another one writes, that is on the back edge of every loop
 * that reads memory by an atomic or volatile access and has no barrier in it, and in __nanosleep. */
void jarip_fiber_yield(JaripThread *);

/* Any mode. `packed` is the argument buffer as clang lowers device printf for NVPTX. */
int32_t jarip_device_vprintf(const char *format, const void *packed);
/* Ends the launch with cudaErrorAssert after printing; does not return. */
void jarip_device_assert_fail(const JaripThread *, const char *expression, const char *file,
                              uint32_t line, const char *function);
/* __trap() and reaching `unreachable`: ends the launch with cudaErrorLaunchFailure / LaunchFailure. */
void jarip_device_trap(void);
/* Notes a launch of the kernel with that mangled name in the running kernel's image, for when all
 * blocks of the running one are done. Returns a cudaError_t. */
int32_t jarip_device_launch(const char *kernel, const void *parameters, uint32_t grid_x,
                            uint32_t grid_y, uint32_t grid_z, uint32_t block_x, uint32_t block_y,
                            uint32_t block_z, uint32_t shared_bytes);
void *jarip_device_malloc(uint64_t bytes);
void jarip_device_free(void *);
int64_t jarip_device_clock64(void);      /* cycles */
uint64_t jarip_device_globaltimer(void); /* nanoseconds */
void jarip_device_nanosleep(uint32_t nanoseconds);
void jarip_device_pause(void); /* in each turn of a loop that waits for another block */

/* ---- Device images: what nvcc embeds where a fat binary would be -------------------------- */

/* Integers little-endian, the header 8-byte aligned; offsets from the header's start. */
typedef struct JaripImageHeader {
  char magic[8];         /* "JARIPIMG" */
  uint32_t version;      /* 1 */
  uint32_t header_bytes; /* sizeof(JaripImageHeader) */
  char hash[64];         /* lower-case hex SHA-256 of metadata and IR: the image's identity */
  uint64_t metadata_offset, metadata_bytes;
  uint64_t ir_offset, ir_bytes; /* LLVM assembly for nvptx64, as clang wrote it */
} JaripImageHeader;

/* Metadata is UTF-8 text, one record a line, fields separated by one space:
 *   kernel NAME params=OFFSET:SIZE,OFFSET:SIZE,... params_bytes=N static_shared=N max_threads=N min_blocks=N
 *   variable NAME bytes=N space=global|constant|managed init=HEX
 *   module                            kernels need the module object though there are no variables:
 *                                     the address of some function is taken
 * NAME is the mangled name; params= is empty for a kernel without parameters; max_threads is 1024
 * where there is no __launch_bounds__. init= is there for managed variables whose initial value is
 * not all zeros: two lower-case digits a byte. */

/* ---- The compiler worker -------------------------------------------------------------------
 * On a cache miss the runtime starts `PYTHON -m jarip.cuda.jit.worker` once per process and speaks
 * lines over its standard input and output:
 *   kernel HASH NAME BX BY BZ OUT     compile one kernel of image HASH for that block shape to OUT
 *   module HASH OUT                   compile the module object
 *   line ADDRESS OBJECT               the source line of an address (decimal) in an object's file
 *   -> ok                             OUT was put in place by an atomic rename
 *   -> ok TEXT                        file:line, percent-encoded
 *   -> error TEXT                     TEXT percent-encoded, says what, where (file:line) and what to do
 * The image is read from CACHE/images/HASH.jimg, written there by the runtime or by nvcc.
 * OUT is CACHE/objects/FINGERPRINT/CPU/HASH/KERNEL-BXxBYxBZ.so, and module.so there for the module
 * object. KERNEL is the mangled name if it has at most 160 characters, else its first 120, "-" and
 * the 16 hex digits of its FNV-1a 64 hash. FINGERPRINT and PYTHON come from etc/jarip.conf of the
 * CUDA home (lines key=value; $JARIP_PYTHON overrides PYTHON), CPU is jarip_cpu_id().
 * CACHE is $JARIP_CACHE_DIR, else $XDG_CACHE_HOME/jarip, else ~/.cache/jarip. */

#ifdef __cplusplus
}
#endif
#endif /* JARIP_ABI_H */
