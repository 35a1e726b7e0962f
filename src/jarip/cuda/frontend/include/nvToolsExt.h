/* Older name: everything is in nvtx3/nvToolsExt.h. */
#ifndef JARIP_NVTOOLSEXT_H_H_
#define JARIP_NVTOOLSEXT_H_H_
#include "nvtx3/nvToolsExt.h"

#endif
