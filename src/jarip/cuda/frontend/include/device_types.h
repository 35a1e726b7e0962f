/* Older name: everything is in driver_types.h. */
#ifndef JARIP_DEVICE_TYPES_H_H_
#define JARIP_DEVICE_TYPES_H_H_
#include "driver_types.h"

#endif
