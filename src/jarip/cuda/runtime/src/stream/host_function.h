// Functions of the program as operations of a stream.
#pragma once

#include "api.h"
#include "stream/operation.h"

namespace jarip {

Operation *make_host_function(cudaHostFn_t function, void *data);

}  // namespace jarip
