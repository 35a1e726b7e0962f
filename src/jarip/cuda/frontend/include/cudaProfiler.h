/* cuProfilerStart and cuProfilerStop are in cuda.h. */
#ifndef JARIP_CUDAPROFILER_H
#define JARIP_CUDAPROFILER_H
#include "cuda.h"
#endif
