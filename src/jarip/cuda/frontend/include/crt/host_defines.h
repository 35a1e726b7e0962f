/* Older name: everything is in host_defines.h. */
#ifndef JARIP_CRT_HOST_DEFINES_H_H_
#define JARIP_CRT_HOST_DEFINES_H_H_
#include "../host_defines.h"

#endif
