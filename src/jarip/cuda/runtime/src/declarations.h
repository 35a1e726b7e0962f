// What this library exports: everything is hidden but what these headers declare.
#pragma once

#pragma GCC visibility push(default)
#include <cuda.h>
#include <cuda_runtime_api.h>
#include <jarip/references/api.h>

#include "host_protocol.h"
#include "jarip/abi.h"
#pragma GCC visibility pop
