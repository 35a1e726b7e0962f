/* The descriptor that the runtime looks up; see kernel.h. */
#ifdef KERNEL
#if MODE == 1
#define RUN_BLOCKS 0
#define RUN_THREAD JOIN(KERNEL, _thread)
#else
#define RUN_BLOCKS JOIN(KERNEL, _blocks)
#define RUN_THREAD 0
#endif
__attribute__((visibility("default"))) const JaripKernel jarip_kernel = {
    JARIP_ABI_VERSION, MODE,          TEXT_OF(KERNEL), {BX, BY, BZ}, 1, 1, 1,
    SHARED_BYTES,      CONTEXT_BYTES, RUN_BLOCKS,      RUN_THREAD};
#endif
