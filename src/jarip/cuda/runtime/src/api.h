// The declarations of the API this library exports, and what every entry point does first and last.
#pragma once

// Everything is hidden but what the API header declares.
#pragma GCC visibility push(default)
#include <cuda_runtime_api.h>

#include "host_protocol.h"
#include "jarip/abi.h"
#pragma GCC visibility pop

#include "error/last_error.h"
