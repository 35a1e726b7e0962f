/* Texture and surface references: variables that stand for what is bound to them.
 * CUDA 11 deprecated them and CUDA 12 has none, so programs may use their names for themselves:
 * they are here only for sources that don't compile without (JARIP_TEXTURE_REFERENCES, set by nvcc).
 * Source: CUDA Runtime API reference 11, "Data types used by CUDA Runtime", "Texture Reference
 * Management", "Surface Reference Management", "C++ API Routines".
 *
 * clang makes a 64-bit handle of such a variable on the device: the address of what is bound. */
#ifndef JARIP_REFERENCES_TYPES_H
#define JARIP_REFERENCES_TYPES_H
#include "../../driver_types.h"

#define cudaTextureType1D 0x01
#define cudaTextureType2D 0x02
#define cudaTextureType3D 0x03
#define cudaTextureTypeCubemap 0x0C
#define cudaTextureType1DLayered 0xF1
#define cudaTextureType2DLayered 0xF2
#define cudaTextureTypeCubemapLayered 0xFC

#define cudaSurfaceType1D 0x01
#define cudaSurfaceType2D 0x02
#define cudaSurfaceType3D 0x03
#define cudaSurfaceTypeCubemap 0x0C
#define cudaSurfaceType1DLayered 0xF1
#define cudaSurfaceType2DLayered 0xF2
#define cudaSurfaceTypeCubemapLayered 0xFC

/* How a reference is sampled; what it says counts when memory is bound to it. */
struct textureReference {
  int normalized;
  enum cudaTextureFilterMode filterMode;
  enum cudaTextureAddressMode addressMode[3];
  struct cudaChannelFormatDesc channelDesc;
  int sRGB;
  unsigned int maxAnisotropy;
  enum cudaTextureFilterMode mipmapFilterMode;
  float mipmapLevelBias;
  float minMipmapLevelClamp;
  float maxMipmapLevelClamp;
  int disableTrilinearOptimization;
  int reserved[14];
};

struct surfaceReference {
  struct cudaChannelFormatDesc channelDesc;
};

#endif
