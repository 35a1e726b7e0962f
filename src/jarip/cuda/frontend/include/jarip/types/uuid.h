/* What identifies a device: the same type in both APIs.
 * Source: CUDA Driver API reference, "Data types used by CUDA driver". */
#ifndef JARIP_TYPES_UUID_H
#define JARIP_TYPES_UUID_H

struct CUuuid_st {
  char bytes[16];
};
typedef struct CUuuid_st CUuuid;

#endif
