/* Launching in steps, as before CUDA 4.
 * Source: CUDA Driver API reference, "Execution Control [DEPRECATED]". */
#ifndef JARIP_DRIVER_STAGED_LAUNCH_API_H
#define JARIP_DRIVER_STAGED_LAUNCH_API_H
#include "../api/declaration.h"
#include "handles.h"
#include "result.h"

JARIP_API_BEGIN

CUresult cuFuncSetBlockShape(CUfunction function, int x, int y, int z);
CUresult cuFuncSetSharedSize(CUfunction function, unsigned int bytes);
CUresult cuParamSetSize(CUfunction function, unsigned int bytes);
CUresult cuParamSeti(CUfunction function, int offset, unsigned int value);
CUresult cuParamSetf(CUfunction function, int offset, float value);
CUresult cuParamSetv(CUfunction function, int offset, void *value, unsigned int bytes);
CUresult cuLaunch(CUfunction function);
CUresult cuLaunchGrid(CUfunction function, int width, int height);
CUresult cuLaunchGridAsync(CUfunction function, int width, int height, CUstream stream);

JARIP_API_END

#endif
