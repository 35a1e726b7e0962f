/* cudaCreateChannelDesc<T>(): the channel descriptor of a type.
 * Source: CUDA Runtime API reference, "C++ API Routines". */
#ifndef JARIP_CHANNEL_DESCRIPTOR_H
#define JARIP_CHANNEL_DESCRIPTOR_H
#include "cuda_runtime_api.h"

#if defined(__cplusplus)

template <class T>
static __inline__ __host__ cudaChannelFormatDesc cudaCreateChannelDesc(void) {
  return ::cudaCreateChannelDesc(0, 0, 0, 0, cudaChannelFormatKindNone);
}

#define JARIP_CHANNELS(type, element, kind, y, z, w)                               \
  template <>                                                                      \
  __inline__ __host__ cudaChannelFormatDesc cudaCreateChannelDesc<type>(void) {    \
    const int bits = (int)sizeof(element) * 8;                                     \
    return ::cudaCreateChannelDesc(bits, bits *y, bits *z, bits *w,                \
                                   cudaChannelFormatKind##kind);                   \
  }
#define JARIP_CHANNELS_OF_VECTORS(name, element, kind) \
  JARIP_CHANNELS(element, element, kind, 0, 0, 0)      \
  JARIP_CHANNELS(name##1, element, kind, 0, 0, 0)      \
  JARIP_CHANNELS(name##2, element, kind, 1, 0, 0)      \
  JARIP_CHANNELS(name##3, element, kind, 1, 1, 0)      \
  JARIP_CHANNELS(name##4, element, kind, 1, 1, 1)

JARIP_CHANNELS(char, char, Signed, 0, 0, 0)
JARIP_CHANNELS_OF_VECTORS(char, signed char, Signed)
JARIP_CHANNELS_OF_VECTORS(uchar, unsigned char, Unsigned)
JARIP_CHANNELS_OF_VECTORS(short, short, Signed)
JARIP_CHANNELS_OF_VECTORS(ushort, unsigned short, Unsigned)
JARIP_CHANNELS_OF_VECTORS(int, int, Signed)
JARIP_CHANNELS_OF_VECTORS(uint, unsigned int, Unsigned)
JARIP_CHANNELS_OF_VECTORS(float, float, Float)
#undef JARIP_CHANNELS_OF_VECTORS

/* Of __half and its vectors, whose types this header does not know. */
#define JARIP_CHANNELS_OF_HALF(name, y, z, w)                                        \
  static __inline__ __host__ cudaChannelFormatDesc cudaCreateChannelDesc##name(void) { \
    return ::cudaCreateChannelDesc(16, y, z, w, cudaChannelFormatKindFloat);         \
  }
JARIP_CHANNELS_OF_HALF(Half, 0, 0, 0)
JARIP_CHANNELS_OF_HALF(Half1, 0, 0, 0)
JARIP_CHANNELS_OF_HALF(Half2, 16, 0, 0)
JARIP_CHANNELS_OF_HALF(Half4, 16, 16, 16)
#undef JARIP_CHANNELS_OF_HALF
#undef JARIP_CHANNELS

#endif
#endif
