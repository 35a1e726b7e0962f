/* Older name: everything is in host_defines.h. */
#ifndef JARIP_HOST_CONFIG_H_H_
#define JARIP_HOST_CONFIG_H_H_
#include "host_defines.h"

#endif
