/* What a texture or surface object is: cudaTextureObject_t and cudaSurfaceObject_t are the
 * addresses of a JaripTexture. The runtime fills it in; the device library's fetches read it.
 *
 * Sampling follows the CUDA C++ programming guide, appendix "Texture Fetching".
 */
#ifndef JARIP_TEXTURE_H
#define JARIP_TEXTURE_H

#ifdef __cplusplus
extern "C" {
#endif

enum {
  JARIP_TEXEL_UNSIGNED = 0,
  JARIP_TEXEL_SIGNED = 1,
  JARIP_TEXEL_FLOAT = 2 /* 16 bits: half */
};

enum {
  JARIP_ADDRESS_WRAP = 0,
  JARIP_ADDRESS_CLAMP = 1,
  JARIP_ADDRESS_MIRROR = 2,
  JARIP_ADDRESS_BORDER = 3
};

enum {
  JARIP_TEXTURE_NORMALIZED_COORDINATES = 1, /* 0 to 1 spans the whole extent */
  JARIP_TEXTURE_LINEAR_FILTER = 2,
  JARIP_TEXTURE_LINEAR_BETWEEN_LEVELS = 4,
  JARIP_TEXTURE_READ_NORMALIZED = 8, /* integers become 0 to 1, or -1 to 1 */
  JARIP_TEXTURE_SRGB = 16,
  JARIP_TEXTURE_LAYERED = 32, /* slices are layers, not depth */
  JARIP_TEXTURE_CUBEMAP = 64, /* slices are faces +x -x +y -y +z -z, of each layer if layered */
  JARIP_TEXTURE_LINEAR_MEMORY = 128 /* one row of memory, read by tex1Dfetch */
};

/* How a texel becomes a value. All but the general form say as well: one level of detail, no sRGB, and
 * all texels within 2^31 bytes. */
enum {
  JARIP_FORM_GENERAL = 0,
  JARIP_FORM_STORED = 1,  /* components as they are stored: integers, or 32-bit floats */
  JARIP_FORM_FRACTIONS = 2 /* unsigned bytes that become 0 to 1 */
};

/* One level of detail. Texels lie row by row, slice by slice. */
typedef struct JaripTextureLevel {
  void *data;
  unsigned long long row_bytes;      /* from row to row */
  unsigned long long slice_bytes;    /* from slice to slice */
  unsigned int width, height, depth; /* texels, each at least 1; depth is slices */
  unsigned int reserved;
} JaripTextureLevel;

typedef struct JaripTexture {
  JaripTextureLevel base;        /* levels[0], at hand */
  unsigned char dimensions;      /* 1, 2 or 3; layers and faces do not count */
  unsigned char components;      /* 1, 2 or 4 */
  unsigned char component_bytes; /* 1, 2 or 4 */
  unsigned char texel;           /* JARIP_TEXEL_* */
  unsigned char address[3];      /* JARIP_ADDRESS_*, for x, y, z */
  unsigned char form;            /* JARIP_FORM_* */
  unsigned int flags; /* JARIP_TEXTURE_* */
  unsigned int level_count;
  float border[4];
  float level_bias, least_level, greatest_level;
  unsigned int magic; /* the runtime's */
  const JaripTextureLevel *levels;
} JaripTexture;

#ifdef __cplusplus
}
#endif
#endif /* JARIP_TEXTURE_H */
