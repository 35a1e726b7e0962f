/* The CUDA runtime API, as C. Its parts are in jarip/api/, one per subject. */
#ifndef JARIP_CUDA_RUNTIME_API_H
#define JARIP_CUDA_RUNTIME_API_H

#define CUDART_VERSION 12080

#include "driver_types.h"
#if defined(CUDA_API_PER_THREAD_DEFAULT_STREAM)
#include "jarip/api/per_thread_streams.h"
#endif
#include "jarip/api/device.h"
#include "jarip/api/error.h"
#include "jarip/api/event.h"
#include "jarip/api/execution.h"
#include "jarip/api/external.h"
#include "jarip/api/graph.h"
#include "jarip/api/graph_exec.h"
#include "jarip/api/memory.h"
#include "jarip/api/memory_pool.h"
#include "jarip/api/stream.h"
#include "jarip/api/texture.h"

#endif
