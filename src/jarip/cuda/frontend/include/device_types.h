/* Types of device code: rounding modes, and what driver_types.h has. */
#ifndef JARIP_DEVICE_TYPES_H
#define JARIP_DEVICE_TYPES_H
#include "driver_types.h"
#include "jarip/types/rounding.h"
#endif
