/* The CUDA driver API, as C. Its parts are in jarip/driver/, one per subject. */
#ifndef JARIP_CUDA_H
#define JARIP_CUDA_H

#define CUDA_VERSION 12080

#include "jarip/driver/versions.h"
/* The rest needs its names. */
#include "jarip/driver/array_api.h"
#include "jarip/driver/attributes.h"
#include "jarip/driver/copy_api.h"
#include "jarip/driver/device_api.h"
#include "jarip/driver/entry_api.h"
#include "jarip/driver/external_api.h"
#include "jarip/driver/function_api.h"
#include "jarip/driver/graph_api.h"
#include "jarip/driver/graph_node_api.h"
#include "jarip/driver/graph_query_api.h"
#include "jarip/driver/green_context.h"
#include "jarip/driver/launch_api.h"
#include "jarip/driver/memory_api.h"
#include "jarip/driver/memory_pool_api.h"
#include "jarip/driver/module_api.h"
#include "jarip/driver/set_api.h"
#include "jarip/driver/staged_launch_api.h"
#include "jarip/driver/stream_api.h"
#include "jarip/driver/stream_memory_api.h"
#include "jarip/driver/tensor_map.h"
#include "jarip/driver/virtual_memory_api.h"

#define CUDAAPI
#define CUDA_CB

#endif /* JARIP_CUDA_H */
